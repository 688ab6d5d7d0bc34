#include "module.h"
#include "output/explain_fate.h"
#include "prediction/prediction.h"

#include <cstdio>
#include <memory>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>
#include <saa/result.h>

namespace nb = nanobind;

namespace saa::python {
namespace {

using bindings::Prediction;
using MapArray = nb::ndarray<nb::numpy, const float, nb::ndim<2>, nb::c_contig>;
using MaskArray = nb::ndarray<nb::numpy, const bool, nb::ndim<2>, nb::c_contig>;
using OwnMask = nb::ndarray<nb::numpy, bool, nb::ndim<2>, nb::c_contig>;

/// A region stays where it is in its result, and keeps that alive.
struct RegionOfResult {
  std::shared_ptr<const Prediction> prediction;
  std::size_t index = 0;

  [[nodiscard]] const Region& region() const { return prediction->result.regions[index]; }
};

/// A view of the owner's memory, which cannot be written.
MapArray view(const FloatMap& map, nb::handle owner) {
  return {map.values.data(), {std::size_t(map.height), std::size_t(map.width)}, owner};
}

std::optional<MapArray> view_or_none(const FloatMap& map, nb::handle owner) {
  return map.empty() ? std::nullopt : std::optional(view(map, owner));
}

MaskArray view(const Mask& mask, nb::handle owner) {
  return {mask.values.data(), {std::size_t(mask.height), std::size_t(mask.width)}, owner};
}

const Result& result_of(nb::handle_t<Prediction> self) {
  return nb::cast<const Prediction&>(self).result;
}

const Region& region_of(nb::handle_t<RegionOfResult> self) {
  return nb::cast<const RegionOfResult&>(self).region();
}

/// An array of its own, as large as the image.
std::optional<OwnMask> whole_mask(const RegionMask& mask, const Result& result) {
  if (mask.empty()) return std::nullopt;
  auto whole = std::make_unique<Mask>(result.width, result.height);
  for (int y = 0; y < mask.window.height; ++y) {
    for (int x = 0; x < mask.window.width; ++x)
      whole->at(mask.x + x, mask.y + y) = mask.window.at(x, y);
  }
  std::uint8_t* values = whole->values.data();
  const nb::capsule owner(whole.release(),
                          [](void* memory) noexcept { delete static_cast<Mask*>(memory); });
  return OwnMask(values, {std::size_t(result.height), std::size_t(result.width)}, owner);
}

std::vector<RegionOfResult> regions_of(const std::shared_ptr<Prediction>& prediction) {
  std::vector<RegionOfResult> regions;
  for (std::size_t i = 0; i < prediction->result.regions.size(); ++i)
    regions.push_back({prediction, i});
  return regions;
}

std::vector<std::pair<std::string, double>> timings_of(const Prediction& prediction) {
  std::vector<std::pair<std::string, double>> timings;
  for (const StageTime& time : prediction.result.timings)
    timings.emplace_back(time.stage, time.seconds);
  return timings;
}

std::optional<nb::tuple> window_of(const RegionOfResult& self) {
  const RegionMask& mask = self.region().mask;
  if (mask.empty()) return std::nullopt;
  return nb::make_tuple(nb::slice(mask.y, mask.y + mask.window.height, 1),
                        nb::slice(mask.x, mask.x + mask.window.width, 1));
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

std::string describe(const Prediction& prediction) {
  const Result& result = prediction.result;
  std::size_t kept = 0;
  for (const Region& region : result.regions) kept += region.fate.kept() ? 1U : 0U;
  return "<saa.Result " + std::to_string(result.width) + " x " + std::to_string(result.height) +
         ", pred_score " + number(result.pred_score) +
         (result.pred_label ? ", anomalous, " : ", nothing found, ") + std::to_string(kept) +
         " of " + std::to_string(result.regions.size()) + " regions kept>";
}

std::string describe(const Fate& fate) { return "<saa.Fate " + explain(fate) + ">"; }

std::string describe(const RegionOfResult& self) {
  const Region& region = self.region();
  const std::string rank = region.rank ? ", rank " + std::to_string(*region.rank) : "";
  return "<saa.Region \"" + region.phrase + "\"" + rank + ", box (" + number(region.box.x0) + ", " +
         number(region.box.y0) + ", " + number(region.box.x1) + ", " + number(region.box.y1) +
         "), score " + number(region.scores.rescored) + ", " + rule_name(region.fate.rule) + ">";
}

void bind_fate(nb::module_& module) {
  nb::class_<Fate>(module, "Fate", "The rule that decided over a candidate, and the numbers.")
      .def_prop_ro(
          "rule", [](const Fate& fate) { return rule_name(fate.rule); },
          "\"kept\", \"box_score\", \"top_k\", …; docs/result-schema.md lists them.")
      .def_ro("value", &Fate::value, "The number that was compared …")
      .def_ro("limit", &Fate::limit, "… and what it was compared with.")
      .def_prop_ro("kept", &Fate::kept)
      .def_prop_ro("explanation", explain, "The same in words.")
      .def("__repr__", nb::overload_cast<const Fate&>(describe));
  nb::class_<StageScores>(module, "StageScores",
                          "A candidate's score through the stages; None where a stage did not see "
                          "it.")
      .def_ro("generator", &StageScores::generator)
      .def_ro("saliency", &StageScores::saliency, "Mean saliency over the mask.")
      .def_ro("saliency_factor", &StageScores::saliency_factor)
      .def_ro("neighbours", &StageScores::neighbours, "Mean of the neighbour map over the mask.")
      .def_ro("neighbour_factor", &StageScores::neighbour_factor)
      .def_ro("rescored", &StageScores::rescored, "What ranks and weighs the region.");
}

void bind_region(nb::module_& module) {
  using Self = RegionOfResult;
  nb::class_<Self>(module, "Region", "One candidate, kept or not.")
      .def_prop_ro(
          "box",
          [](const Self& self) {
            const Box& box = self.region().box;
            return std::tuple(box.x0, box.y0, box.x1, box.y1);
          },
          "x0, y0, x1, y1 in pixels of the image; x1 and y1 are exclusive.")
      .def_prop_ro(
          "mask",
          [](nb::handle_t<Self> self) -> std::optional<MaskArray> {
            const Mask& mask = region_of(self).mask.window;
            return mask.empty() ? std::nullopt : std::optional(view(mask, self));
          },
          "bool, of the window only; None if it was dropped before refinement.")
      .def_prop_ro("window", window_of,
                   "Where the mask is, as an index: result.anomaly_map[region.window].")
      .def(
          "full_mask",
          [](const Self& self) { return whole_mask(self.region().mask, self.prediction->result); },
          "The mask as large as the image, in an array of its own.")
      .def_prop_ro("area", [](const Self& self) { return self.region().area; })
      .def_prop_ro(
          "phrase", [](const Self& self) { return self.region().phrase; },
          "What the generator calls it.")
      .def_prop_ro(
          "prompt",
          [](const Self& self) {
            const int prompt = self.region().prompt;
            return prompt < 0 ? std::nullopt : std::optional(prompt);
          },
          "Index into Result.prompts.")
      .def_prop_ro("scores", [](const Self& self) { return self.region().scores; })
      .def_prop_ro(
          "score", [](const Self& self) { return self.region().scores.rescored; },
          "scores.rescored")
      .def_prop_ro(
          "rank", [](const Self& self) { return self.region().rank; },
          "1 is best; None: it did not get so far.")
      .def_prop_ro(
          "object_share", [](const Self& self) { return self.region().object_share; },
          "Share of the mask inside the object.")
      .def_prop_ro("fate", [](const Self& self) { return self.region().fate; })
      .def_prop_ro("kept", [](const Self& self) { return self.region().fate.kept(); })
      .def("__repr__", nb::overload_cast<const Self&>(describe));
}

/// A field of the result by value.
template <auto kField>
auto field(const Prediction& prediction) {
  return prediction.result.*kField;
}

void bind_maps(nb::class_<Prediction>& result) {
  using Self = nb::handle_t<Prediction>;
  result
      .def_prop_ro(
          "anomaly_map", [](Self self) { return view(result_of(self).anomaly_map, self); },
          "float32 [H, W], a view that cannot be written.")
      .def_prop_ro(
          "pred_mask", [](Self self) { return view(result_of(self).pred_mask, self); },
          "bool [H, W]: where the map is above 0 and at least the threshold.")
      .def_prop_ro(
          "saliency_map",
          [](Self self) { return view_or_none(result_of(self).saliency_map, self); },
          "float32 [H, W]; None if switched off.")
      .def_prop_ro(
          "neighbour_map",
          [](Self self) { return view_or_none(result_of(self).neighbour_map, self); },
          "float32 [H, W]: odds that a place has no counterpart; None without a context.")
      .def_prop_ro(
          "object_mask",
          [](Self self) {
            const Result& found = result_of(self);
            return whole_mask(found.object_mask, found);
          },
          "bool [H, W], made anew each time: the inspected part; None: not looked for.");
}

}  // namespace

void bind_result(nb::module_& module) {
  bind_fate(module);
  bind_region(module);
  nb::class_<Prediction> result(module, "Result",
                                "What a prediction returns. Fields are named as in anomalib.");
  bind_maps(result);
  result
      .def_prop_ro("pred_score", field<&Result::pred_score>,
                   "Maximum of the anomaly map; absolute, never rescaled.")
      .def_prop_ro("pred_label", field<&Result::pred_label>, "Whether it is anomalous.")
      .def_prop_ro("threshold", field<&Result::threshold>, "That pred_label used.")
      .def_prop_ro("width", field<&Result::width>)
      .def_prop_ro("height", field<&Result::height>)
      .def_prop_ro("regions", regions_of, "All candidates; kept ones first, by rank.")
      .def_prop_ro("prompts", field<&Result::prompts>, "Language prompts used, in order.")
      .def_prop_ro("method", field<&Result::method>)
      .def_prop_ro("method_variant", field<&Result::method_variant>)
      .def_prop_ro("engine", field<&Result::engine>)
      .def_prop_ro("engine_notice", field<&Result::engine_notice>,
                   "What the engine cannot do; may be empty.")
      .def_prop_ro("preset", field<&Result::preset>)
      .def_prop_ro("profile", field<&Result::profile>)
      .def_prop_ro("references", field<&Result::references>,
                   "Pictures of the context that it was compared with; 0: none.")
      .def_prop_ro("neighbour_score", field<&Result::neighbour_score>,
                   "Of the whole picture: 1 is as far from its counterparts as is usual; None "
                   "without a context.")
      .def_prop_ro("object_area", field<&Result::object_area>,
                   "Pixels that max_area refers to; 0: not asked for.")
      .def_prop_ro("boxes_below_threshold", field<&Result::boxes_below_threshold>)
      .def_prop_ro("notices", field<&Result::notices>, "Fall-backs taken, in words.")
      .def_prop_ro("timings", timings_of, "Stages and their seconds, in order.")
      .def_ro("image", &Prediction::image, "The file's name as given; \"\": pixels.")
      .def("to_json", &Prediction::json, "As `saa predict --json` prints it.")
      .def(
          "to_dict",
          [](const Prediction& prediction) {
            return nb::cast<nb::dict>(
                nb::module_::import_("json").attr("loads")(prediction.json()));
          },
          "The same as a dict.")
      .def("__repr__", nb::overload_cast<const Prediction&>(describe));
}

}  // namespace saa::python
