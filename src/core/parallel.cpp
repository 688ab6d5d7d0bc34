#include "core/parallel.h"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

namespace saa {

int thread_count(int threads) { return threads > 0 ? threads : tbb::info::default_concurrency(); }

void parallel_for(std::size_t count, int threads,
                  const std::function<void(std::size_t begin, std::size_t end)>& body) {
  if (count == 0) return;
  const int workers = thread_count(threads);
  if (workers == 1) {
    body(0, count);
    return;
  }
  tbb::task_arena arena(workers);
  arena.execute([&] {
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count),
                      [&](const auto& range) { body(range.begin(), range.end()); });
  });
}

}  // namespace saa
