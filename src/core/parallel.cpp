#include "core/parallel.h"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#if defined(__SANITIZE_THREAD__)
#include <algorithm>
#include <exception>
#include <thread>
#include <vector>
#endif

namespace saa {

using Body = std::function<void(std::size_t begin, std::size_t end)>;

int thread_count(int threads) { return threads > 0 ? threads : tbb::info::default_concurrency(); }

int threads_here() { return tbb::this_task_arena::max_concurrency(); }

#if defined(__SANITIZE_THREAD__)

// oneTBB orders the pieces between the calls around it, but the thread sanitizer cannot see into
// that library. Threads made here it sees.
void parallel_for(std::size_t count, int threads, const Body& body) {
  const std::size_t pieces = std::min(count, static_cast<std::size_t>(thread_count(threads)));
  std::vector<std::exception_ptr> errors(pieces);
  {
    std::vector<std::jthread> running;
    for (std::size_t piece = 0; piece < pieces; ++piece) {
      running.emplace_back([&, piece] {
        try {
          body(count * piece / pieces, count * (piece + 1) / pieces);
        } catch (...) {
          errors[piece] = std::current_exception();
        }
      });
    }
  }
  for (const std::exception_ptr& error : errors)
    if (error) std::rethrow_exception(error);
}

void parallel_for(std::size_t count, const Body& body) { parallel_for(count, 0, body); }

#else

void parallel_for(std::size_t count, const Body& body) {
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count),
                    [&](const auto& range) { body(range.begin(), range.end()); });
}

void parallel_for(std::size_t count, int threads, const Body& body) {
  if (count == 0) return;
  const int workers = thread_count(threads);
  if (workers == 1) {
    body(0, count);
    return;
  }
  tbb::task_arena arena(workers);
  arena.execute([&] { parallel_for(count, body); });
}

#endif

}  // namespace saa
