#include "evaluation/run/evaluate.h"

#include "core/ordered_jobs.h"
#include "core/parallel.h"
#include "evaluation/run/conclude.h"
#include "evaluation/run/image_work.h"
#include "evaluation/run/network_options.h"
#include "evaluation/run/run_record.h"
#include "output/output_folder.h"

#include <algorithm>
#include <fmt/format.h>
#include <saa/error.h>
#include <utility>

namespace saa {
namespace {

/// What is known of a few images at a time is in memory; without it the parts could not be kept.
constexpr std::size_t kMemoryBytes = 512U << 20U;

/// The official networks keep all cores busy with one image, and each further one would need
/// gigabytes.
int jobs_for(const EvaluationPlan& plan, const MethodFacts& facts) {
  constexpr int kMost = 4;
  if (plan.jobs > 0) return plan.jobs;
  return facts.engine == "official" ? 1 : std::min(thread_count(plan.segmenter.threads), kMost);
}

RunFolder folder_of(const EvaluationPlan& plan) {
  const RunFolder whole(plan.out);
  return plan.shard ? RunFolder(whole.shards() / shard_folder(*plan.shard)) : whole;
}

/// An evaluation between locking its folder and letting it go.
class Run {
 public:
  Run(const EvaluationPlan& plan, EvaluationWatcher& watcher)
      : plan_(plan),
        watcher_(watcher),
        folder_(folder_of(plan)),
        work_(list_work(plan)),
        lock_(folder_.root()),
        recorded_(read_evaluation_manifest(folder_)) {
    evaluation_.dataset = plan.dataset.kind;
    evaluation_.split = plan.dataset.split;
    evaluation_.folder = folder_.root();
    options_ = plan.segmenter;
    options_.memory_bytes = std::max(options_.memory_bytes, kMemoryBytes);
    if (recorded_) go_on_with_record();
  }

  Evaluation run() {
    LateMethod method(plan_.make, options_, recorded_facts_);
    evaluation_.method = method.facts();
    options_ = with_engine(options_, evaluation_.method);
    const Json description = describe_run(plan_, options_, evaluation_.method, work_);
    EvaluationRecord record(folder_, description, recorded_);
    try {
      work_through(method);
      // A shard's figures would be of a share of the images.
      if (!plan_.shard) conclude(description, folder_, plan_.metrics, evaluation_, watcher_);
    } catch (const Error& error) {
      close_after(record, error);
      throw;
    }
    record.close(RunState::finished, counts_, evaluation_.failures);
    return std::move(evaluation_);
  }

 private:
  void go_on_with_record() {
    try {
      expect_same_dataset(*recorded_, plan_.dataset, folder_);
      options_ = continue_with(options_, recorded_->at("networks"), folder_.root());
      recorded_facts_ = read_method_facts(recorded_->at("method"), options_.method);
    } catch (const Json::exception& error) {
      throw InputError(folder_.manifest().string() + " is damaged (" + error.what() +
                       "); remove it to begin again");
    }
  }

  void work_through(LateMethod& method) {
    const std::vector<WorkItem> items = work_.items(plan_.shard);
    evaluation_.images = counts_.images = items.size();
    std::atomic<bool> never_stopped{false};
    std::atomic<bool>& stop = plan_.stop != nullptr ? *plan_.stop : never_stopped;
    CategoryContexts contexts(plan_, options_, folder_.contexts());
    ImageWork work(plan_, options_, work_, folder_, method, contexts);
    OrderedJobs<ImageOutcome> jobs(items.size(), jobs_for(plan_, evaluation_.method), stop);
    jobs.run([&](std::size_t i) { return work.process(items[i]); },
             [&](std::size_t i, ImageOutcome outcome) { deliver(items[i], std::move(outcome)); },
             [&] { watcher_.idle(); });
    const std::size_t through = counts_.done + evaluation_.failures.size();
    if (through < items.size())
      throw CancelledError(fmt::format(
          "interrupted: {} of {} images are through; the same command goes on from there", through,
          items.size()));
  }

  void deliver(const WorkItem& item, ImageOutcome outcome) {
    const bool failed = !outcome.error.empty();
    if (failed) {
      evaluation_.failures.push_back(
          {item.category->name, item.sample->name, std::move(outcome.error)});
    } else {
      ++counts_.done;
    }
    if (outcome.computed) ++counts_.computed;
    evaluation_.computed = counts_.computed;
    watcher_.advance({.images = counts_.images,
                      .done = counts_.done + evaluation_.failures.size(),
                      .computed = outcome.computed,
                      .category = item.category->name,
                      .failure = failed ? &evaluation_.failures.back() : nullptr});
  }

  /// The first error is the one to tell: a full disk refuses the record as well.
  void close_after(EvaluationRecord& record, const Error& error) const {
    const bool was_stopped = error.kind() == ErrorKind::cancelled;
    try {
      record.close(was_stopped ? RunState::interrupted : RunState::failed, counts_,
                   evaluation_.failures, error.what());
    } catch (const IoError&) {
      return;
    }
  }

  const EvaluationPlan& plan_;
  EvaluationWatcher& watcher_;
  RunFolder folder_;
  WorkList work_;
  OutputFolder lock_;
  std::optional<Json> recorded_;
  SegmenterOptions options_;
  std::optional<MethodFacts> recorded_facts_;
  Evaluation evaluation_;
  EvaluationCounts counts_;
};

}  // namespace

Evaluation evaluate(const EvaluationPlan& plan, EvaluationWatcher* watcher) {
  EvaluationWatcher nobody;
  return Run(plan, watcher != nullptr ? *watcher : nobody).run();
}

}  // namespace saa
