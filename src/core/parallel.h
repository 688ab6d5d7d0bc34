// Parallel loops with a fixed number of threads.
#pragma once

#include <cstddef>
#include <functional>

namespace saa {

/// Number of threads meant by an option: `threads` itself, or all cores this process may use for 0.
[[nodiscard]] int thread_count(int threads);

/// The threads among which the caller runs: inside a network, the network's.
[[nodiscard]] int threads_here();

/// Calls body(begin, end) on consecutive pieces of [0, count), on at most `threads` threads (0: all
/// cores), and returns when all are done. Pieces do not overlap; a body that writes only what
/// belongs to its indices gives the same result for any number of threads. The first exception
/// thrown by a body is thrown again here.
void parallel_for(std::size_t count, int threads,
                  const std::function<void(std::size_t begin, std::size_t end)>& body);

/// The same on threads_here().
void parallel_for(std::size_t count,
                  const std::function<void(std::size_t begin, std::size_t end)>& body);

}  // namespace saa
