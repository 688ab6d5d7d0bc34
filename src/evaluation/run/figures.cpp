#include "evaluation/run/figures.h"

#include <array>

namespace saa {
namespace {

std::optional<double> value_of(const std::optional<AtThreshold>& figure) {
  return figure ? std::optional(figure->value) : std::nullopt;
}

template <std::optional<double> Metrics::*kFigure>
constexpr NamedFigure plain(std::string_view name) {
  return {.name = name, .of = [](const Metrics& m) { return m.*kFigure; }, .at = nullptr};
}

template <std::optional<AtThreshold> Metrics::*kFigure>
constexpr NamedFigure best(std::string_view name) {
  return {.name = name,
          .of = [](const Metrics& m) { return value_of(m.*kFigure); },
          .at = [](const Metrics& m) { return m.*kFigure; }};
}

constexpr std::array kFigures = {plain<&Metrics::image_auroc>("image_AUROC"),
                                 plain<&Metrics::image_ap>("image_AUPR"),
                                 best<&Metrics::image_f1_max>("image_F1Max"),
                                 plain<&Metrics::image_auroc_neighbours>("image_AUROC_neighbours"),
                                 plain<&Metrics::image_ap_neighbours>("image_AUPR_neighbours"),
                                 best<&Metrics::image_f1_max_neighbours>("image_F1Max_neighbours"),
                                 plain<&Metrics::pixel_auroc>("pixel_AUROC"),
                                 plain<&Metrics::pixel_ap>("pixel_AUPR"),
                                 best<&Metrics::pixel_f1_max>("pixel_F1Max"),
                                 plain<&Metrics::aupro>("pixel_AUPRO"),
                                 plain<&Metrics::aupro_reference>("aupro_reference"),
                                 best<&Metrics::region_f1>("region_F1Max"),
                                 best<&Metrics::region_f1_one_to_one>("region_F1Max_one_to_one")};

}  // namespace

std::span<const NamedFigure> named_figures() { return kFigures; }

std::optional<double> mean_figure(std::span<const CategoryResult> results,
                                  const NamedFigure& figure) {
  double sum = 0;
  std::size_t count = 0;
  for (const CategoryResult& result : results) {
    if (const auto value = figure.of(result.metrics)) {
      sum += *value;
      ++count;
    }
  }
  return count == 0 ? std::nullopt : std::optional(sum / static_cast<double>(count));
}

}  // namespace saa
