#include "metrics.h"

#include "evaluation/metrics/protocol.h"
#include "evaluation/run/figures.h"
#include "interruptible.h"
#include "module.h"

#include <algorithm>
#include <cstdio>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>
#include <vector>

namespace nb = nanobind;
using namespace nb::literals;

namespace saa::python {
namespace {

using Scores = nb::ndarray<nb::ro, const float, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Truth = nb::ndarray<nb::ro, const bool, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

using NeighbourScores = std::vector<std::optional<double>>;

/// Arrays of Python's, read where they lie. Sizes may differ between the two only if they are
/// brought to one side.
class ArrayImages final : public ScoredImages {
 public:
  ArrayImages(std::vector<Scores> scores, std::vector<Truth> truths, NeighbourScores neighbours,
              int side)
      : scores_(std::move(scores)),
        truths_(std::move(truths)),
        neighbours_(std::move(neighbours)),
        side_(side) {}

  [[nodiscard]] std::size_t count() const override { return scores_.size(); }
  [[nodiscard]] ScoredImage at(std::size_t index) const override {
    ScoredImage image = maps_at(index);
    image.neighbour_score = neighbours_[index];
    return image;
  }

 private:
  [[nodiscard]] ScoredImage maps_at(std::size_t index) const {
    const Scores& scores = scores_[index];
    FloatMap map(static_cast<int>(scores.shape(1)), static_cast<int>(scores.shape(0)));
    std::copy_n(scores.data(), map.values.size(), map.values.begin());
    const Truth& truth = truths_[index];
    Mask mask(static_cast<int>(truth.shape(1)), static_cast<int>(truth.shape(0)));
    std::transform(truth.data(), truth.data() + mask.values.size(), mask.values.begin(),
                   [](bool defect) { return std::uint8_t{defect}; });
    if (side_ > 0) return to_protocol(map, mask, side_);
    return {.scores = std::move(map), .truth = std::move(mask)};
  }

  std::vector<Scores> scores_;
  std::vector<Truth> truths_;
  NeighbourScores neighbours_;
  int side_;
};

Metrics evaluate_arrays(std::vector<Scores> scores, std::vector<Truth> truths,
                        NeighbourScores neighbours, int side, int threads, bool regions,
                        bool aupro) {
  const ArrayImages images(std::move(scores), std::move(truths), std::move(neighbours), side);
  const MetricOptions options{.threads = threads, .regions = regions, .aupro = aupro};
  const nb::gil_scoped_release unlocked;
  return evaluate_scores(images, options).metrics;
}

std::string describe_value(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", value);
  return text;
}

nb::dict figures_of(const Metrics& metrics) {
  nb::dict figures;
  for (const NamedFigure& figure : named_figures())
    figures[nb::str(figure.name.data(), figure.name.size())] = nb::cast(figure.of(metrics));
  return figures;
}

}  // namespace

std::string describe(const Metrics& metrics) {
  std::string text = "<saa.metrics.Metrics of " + std::to_string(metrics.images) + " images";
  for (const NamedFigure& figure : named_figures()) {
    if (const auto value = figure.of(metrics))
      text += ", " + std::string(figure.name) + " " + describe_value(*value);
  }
  return text + ">";
}

void bind_metrics(nb::module_& module) {
  nb::class_<AtThreshold>(module, "AtThreshold", "A figure at the best of all thresholds.")
      .def_ro("value", &AtThreshold::value)
      .def_ro("threshold", &AtThreshold::threshold)
      .def("__repr__", [](const AtThreshold& at) {
        return "<saa.metrics.AtThreshold " + describe_value(at.value) + " at " +
               describe_value(at.threshold) + ">";
      });
  nb::class_<Metrics>(module, "Metrics",
                      "Shares, not per cent; None where a figure is not defined.")
      .def_ro("images", &Metrics::images)
      .def_ro("anomalous_images", &Metrics::anomalous_images)
      .def_ro("image_auroc", &Metrics::image_auroc)
      .def_ro("image_ap", &Metrics::image_ap)
      .def_ro("image_f1_max", &Metrics::image_f1_max)
      .def_ro("image_auroc_neighbours", &Metrics::image_auroc_neighbours,
              "By Result.neighbour_score, as the two that follow; None if an image has none.")
      .def_ro("image_ap_neighbours", &Metrics::image_ap_neighbours)
      .def_ro("image_f1_max_neighbours", &Metrics::image_f1_max_neighbours)
      .def_ro("pixel_auroc", &Metrics::pixel_auroc)
      .def_ro("pixel_ap", &Metrics::pixel_ap)
      .def_ro("pixel_f1_max", &Metrics::pixel_f1_max, "F_p")
      .def_ro("aupro", &Metrics::aupro, "Exact, up to a false-positive rate of 0.3.")
      .def_ro("aupro_reference", &Metrics::aupro_reference, "The published 200-step form.")
      .def_ro("region_f1", &Metrics::region_f1, "F_r as published; may exceed 1.")
      .def_ro("region_f1_one_to_one", &Metrics::region_f1_one_to_one)
      .def("figures", figures_of, "By the names that anomalib gives them.")
      .def("__repr__", describe);
  module.def("evaluate_arrays", evaluate_arrays, "scores"_a, "truths"_a, "neighbour_scores"_a,
             nb::kw_only(), "side"_a, "threads"_a, "regions"_a, "aupro"_a);
}

}  // namespace saa::python
