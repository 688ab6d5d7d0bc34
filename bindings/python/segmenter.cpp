#include "choice.h"
#include "interruptible.h"
#include "module.h"
#include "prediction/prediction.h"

#include <memory>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>
#include <saa/context.h>
#include <saa/segmenter.h>
#include <utility>

namespace nb = nanobind;
using namespace nb::literals;

namespace saa::python {
namespace {

using bindings::Prediction;

const std::array<std::string, 5> kMethods = {"saa+", "clipseg", "winclip", "utad", "neighbours"};
const std::array<std::string, 3> kEngines = {"automatic", "official", "offline"};
const std::array<std::string, 4> kPrecisions = {"f32", "bf16", "f16", "int8"};
const std::array<std::string, 3> kDetectors = {"automatic", "swin-t", "swin-b"};
const std::array<std::string, 5> kRefiners = {"automatic", "vit-h", "vit-l", "vit-b", "mobile-sam"};
const std::array<std::string, 3> kPresets = {"paper", "reference", "saa"};

SegmenterOptions segmenter_options(const std::string& method, const std::string& method_variant,
                                   const std::string& engine, const std::filesystem::path& models,
                                   const std::filesystem::path& cache, int threads,
                                   const std::string& precision, const std::string& detector,
                                   const std::string& refiner, int detector_size,
                                   std::size_t memory_bytes) {
  SegmenterOptions options;
  options.method = choice<Method>("method", method, kMethods);
  options.method_variant = method_variant;
  options.engine = choice<Engine>("engine", engine, kEngines);
  options.models = models;
  options.cache = cache;
  options.threads = threads;
  options.precision = choice<Precision>("precision", precision, kPrecisions);
  options.detector = choice<DetectorNetwork>("detector", detector, kDetectors);
  options.refiner = choice<RefinerNetwork>("refiner", refiner, kRefiners);
  options.detector_size = detector_size;
  options.memory_bytes = memory_bytes;
  return options;
}

PredictOptions predict_options(const std::string& preset, std::optional<double> threshold,
                               bool class_agnostic, bool class_specific, bool property,
                               bool saliency, bool neighbours, bool confidence,
                               std::shared_ptr<const Context> context) {
  PredictOptions options;
  options.preset = choice<Preset>("preset", preset, kPresets);
  options.threshold = threshold;
  options.prompts.class_agnostic = class_agnostic;
  options.prompts.class_specific = class_specific;
  options.prompts.property = property;
  options.prompts.saliency = saliency;
  options.prompts.neighbours = neighbours;
  options.prompts.confidence = confidence;
  options.context = std::move(context);
  return options;
}

std::shared_ptr<Prediction> predict(const Segmenter& segmenter, const bindings::Picture& picture,
                                    const Profile& profile, PredictOptions options,
                                    const Cancel* cancel) {
  return run_interruptibly(
      [&](const std::atomic<bool>& stop) {
        options.cancel = &stop;
        return std::make_shared<Prediction>(
            bindings::predict(segmenter, picture, profile, options));
      },
      cancel);
}

void bind_options(nb::module_& module) {
  nb::class_<SegmenterOptions>(module, "SegmenterOptions")
      .def(
          "__init__",
          [](SegmenterOptions* self, const std::string& method, const std::string& variant,
             const std::string& engine, const std::filesystem::path& models,
             const std::filesystem::path& cache, int threads, const std::string& precision,
             const std::string& detector, const std::string& refiner, int detector_size,
             std::size_t memory_bytes) {
            new (self) SegmenterOptions(segmenter_options(method, variant, engine, models, cache,
                                                          threads, precision, detector, refiner,
                                                          detector_size, memory_bytes));
          },
          nb::kw_only(), "method"_a, "method_variant"_a, "engine"_a, "models"_a, "cache"_a,
          "threads"_a, "precision"_a, "detector"_a, "refiner"_a, "detector_size"_a,
          "memory_bytes"_a);
  nb::class_<PredictOptions>(module, "PredictOptions")
      .def(
          "__init__",
          [](PredictOptions* self, const std::string& preset, std::optional<double> threshold,
             bool class_agnostic, bool class_specific, bool property, bool saliency,
             bool neighbours, bool confidence, std::shared_ptr<const Context> context) {
            new (self) PredictOptions(predict_options(preset, threshold, class_agnostic,
                                                      class_specific, property, saliency,
                                                      neighbours, confidence, std::move(context)));
          },
          nb::kw_only(), "preset"_a, "threshold"_a.none(), "class_agnostic"_a, "class_specific"_a,
          "property"_a, "saliency"_a, "neighbours"_a, "confidence"_a, "context"_a.none());
}

}  // namespace

void bind_segmenter(nb::module_& module) {
  bind_options(module);
  nb::class_<Cancel>(module, "Cancel",
                     "A wish to stop, set by one thread and heard by predictions of others.")
      .def(nb::init<>())
      .def(
          "set", [](Cancel& cancel) { cancel.asked = true; },
          "Predictions that were given it raise CancelledError soon, later ones at once.")
      .def("clear", [](Cancel& cancel) { cancel.asked = false; })
      .def("is_set", [](const Cancel& cancel) { return cancel.asked.load(); });
  nb::class_<WeightsFile>(module, "WeightsFile", "A checkpoint that is in use.")
      .def_ro("network", &WeightsFile::network)
      .def_ro("file", &WeightsFile::file)
      .def_ro("sha256", &WeightsFile::sha256);
  nb::class_<Segmenter>(module, "NativeSegmenter")
      .def(nb::init<SegmenterOptions>(), "options"_a, nb::call_guard<nb::gil_scoped_release>())
      .def("predict", predict, "picture"_a, "profile"_a, "options"_a, "cancel"_a.none())
      .def_prop_ro("engine", &Segmenter::engine)
      .def_prop_ro("engine_notice", &Segmenter::engine_notice)
      .def_prop_ro("weights", &Segmenter::weights);
}

}  // namespace saa::python
