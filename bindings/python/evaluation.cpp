#include "choice.h"
#include "evaluation/run/evaluate.h"
#include "interruptible.h"
#include "metrics.h"
#include "module.h"
#include "prediction/prediction.h"
#include "progress_call.h"

#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>
#include <utility>

namespace nb = nanobind;
using namespace nb::literals;

namespace saa::python {
namespace {

class ProgressWatcher final : public EvaluationWatcher {
 public:
  explicit ProgressWatcher(ProgressCall& call) : call_(call) {}
  void advance(const EvaluationProgress& progress) override {
    call_.tell(progress.done, progress.images);
  }

 private:
  ProgressCall& call_;
};

EvaluationPlan plan_of(const std::string& kind, const std::filesystem::path& root,
                       const std::vector<std::string>& categories, const std::string& split) {
  DatasetOptions options;
  options.categories = categories;
  options.split = split;
  EvaluationPlan plan;
  const nb::gil_scoped_release unlocked;
  plan.dataset = open_dataset(dataset_kind(kind), root, options);
  return plan;
}

Evaluation run(EvaluationPlan plan, const nb::object& progress, const Cancel* cancel) {
  return run_interruptibly(
      [&](std::atomic<bool>& stop) {
        plan.stop = &stop;
        ProgressCall call(progress, stop, cancel);
        ProgressWatcher watcher(call);
        return call.guard([&] { return evaluate(plan, &watcher); });
      },
      cancel);
}

Evaluation evaluate_dataset(const std::string& kind, const std::filesystem::path& root,
                            const std::filesystem::path& out, const SegmenterOptions& segmenter,
                            const PredictOptions& options, const std::optional<Profile>& profile,
                            const std::vector<std::string>& categories, const std::string& split,
                            std::optional<int> top_k, int side, std::size_t limit, int jobs,
                            bool regions, bool aupro, const std::optional<ContextPlan>& context,
                            const nb::object& progress, const Cancel* cancel) {
  if (context) bindings::require_use_of_context(segmenter.method, options.preset);
  EvaluationPlan plan = plan_of(kind, root, categories, split);
  plan.segmenter = segmenter;
  plan.variants = {{.preset = options.preset, .prompts = options.prompts, .top_k = top_k}};
  plan.profile = profile;
  plan.context = context;
  plan.threshold = options.threshold;
  plan.side = side;
  plan.limit = limit;
  plan.jobs = jobs;
  plan.metrics.threads = segmenter.threads;
  plan.metrics.regions = regions;
  plan.metrics.aupro = aupro;
  plan.out = out;
  return run(std::move(plan), progress, cancel);
}

std::string describe_result(const CategoryResult& result) {
  return "<saa.CategoryResult " + result.key.category + ", " + result.key.method + ": " +
         describe(result.metrics) + ">";
}

}  // namespace

void bind_evaluation(nb::module_& module) {
  nb::class_<CategoryResult>(module, "CategoryResult", "The figures of one category.")
      .def_prop_ro("category", [](const CategoryResult& r) { return r.key.category; })
      .def_prop_ro("method", [](const CategoryResult& r) { return r.key.method; })
      .def_prop_ro(
          "variant", [](const CategoryResult& r) { return r.key.variant; },
          "What was changed of the method; \"\": nothing.")
      .def_ro("engine", &CategoryResult::engine)
      .def_ro("metrics", &CategoryResult::metrics)
      .def_ro("expected_images", &CategoryResult::expected_images, "That the category has.")
      .def_ro("seconds", &CategoryResult::seconds, "Of predicting, all images together.")
      .def("__repr__", describe_result);
  nb::class_<ImageFailure>(module, "ImageFailure", "An image without scores, and why.")
      .def_ro("category", &ImageFailure::category)
      .def_ro("image", &ImageFailure::image)
      .def_ro("error", &ImageFailure::error)
      .def("__repr__", [](const ImageFailure& f) { return "<saa.ImageFailure " + f.error + ">"; });
  nb::class_<Evaluation>(module, "Evaluation", "An evaluation's figures and where they lie.")
      .def_prop_ro("dataset", [](const Evaluation& e) { return dataset_name(e.dataset); })
      .def_ro("split", &Evaluation::split)
      .def_ro("results", &Evaluation::results, "In the data set's order of categories.")
      .def_ro("failures", &Evaluation::failures)
      .def_ro("images", &Evaluation::images, "Of the run.")
      .def_ro("computed", &Evaluation::computed, "Images that were not found on record.")
      .def_ro("folder", &Evaluation::folder, "With results.json and results.csv.");
  nb::class_<ContextPlan>(module, "ContextPlan")
      .def(
          "__init__",
          [](ContextPlan* self, std::vector<std::filesystem::path> pictures,
             std::filesystem::path file) {
            new (self) ContextPlan{.pictures = std::move(pictures), .file = std::move(file)};
          },
          nb::kw_only(), "pictures"_a, "file"_a);
  module.def("evaluate_dataset", evaluate_dataset, "kind"_a, "root"_a, "out"_a, "segmenter"_a,
             "options"_a, nb::kw_only(), "profile"_a.none(), "categories"_a, "split"_a,
             "top_k"_a.none(), "side"_a, "limit"_a, "jobs"_a, "regions"_a, "aupro"_a,
             "context"_a.none(), "progress"_a.none(), "cancel"_a.none());
}

}  // namespace saa::python
