#include "core/parallel.h"

#include <atomic>
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

namespace saa {

int thread_count(int threads) { return threads > 0 ? threads : tbb::info::default_concurrency(); }

void parallel_for(std::size_t count,
                  const std::function<void(std::size_t begin, std::size_t end)>& body) {
  // oneTBB orders the pieces between the calls around it. The thread sanitizer cannot see into that
  // library, so the same order is written down here where it can see it.
  std::atomic<std::size_t> finished{0};
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count), [&](const auto& range) {
    static_cast<void>(finished.load(std::memory_order_acquire));
    body(range.begin(), range.end());
    finished.fetch_add(range.size(), std::memory_order_acq_rel);
  });
  static_cast<void>(finished.load(std::memory_order_acquire));
}

void parallel_for(std::size_t count, int threads,
                  const std::function<void(std::size_t begin, std::size_t end)>& body) {
  if (count == 0) return;
  const int workers = thread_count(threads);
  if (workers == 1) {
    body(0, count);
    return;
  }
  tbb::task_arena arena(workers);
  arena.execute([&] { parallel_for(count, body); });
}

}  // namespace saa
