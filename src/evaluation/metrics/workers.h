// Work shared out one index at a time, each worker with a state of its own.
#pragma once

#include "core/parallel.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <vector>

namespace saa {

/// Calls body(state, index) for every index of [0, count), on at most `threads` threads (0: all
/// cores). A free worker takes the next index, so which state sees which index is by chance: states
/// are to be joined by sums that do not depend on it.
/// @return the states, one a worker, each made by make().
template <typename Make, typename Body>
auto share_out(std::size_t count, int threads, const Make& make, const Body& body) {
  const std::size_t workers = std::min(count, static_cast<std::size_t>(thread_count(threads)));
  std::vector<decltype(make())> states;
  states.reserve(workers);
  for (std::size_t worker = 0; worker < workers; ++worker) states.push_back(make());
  std::atomic<std::size_t> next{0};
  parallel_for(workers, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t worker = begin; worker < end; ++worker) {
      for (std::size_t index = next++; index < count; index = next++) body(states[worker], index);
    }
  });
  return states;
}

}  // namespace saa
