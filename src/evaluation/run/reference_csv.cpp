#include "evaluation/run/reference_csv.h"

#include "evaluation/run/figures.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace saa {
namespace {

struct Column {
  const char* title;
  std::string_view figure;  ///< NamedFigure::name
};

constexpr std::array kColumns = {Column{"i_roc", "image_AUROC"},    Column{"p_roc", "pixel_AUROC"},
                                 Column{"i_ap", "image_AUPR"},      Column{"p_ap", "pixel_AUPR"},
                                 Column{"i_f1", "image_F1Max"},     Column{"p_f1", "pixel_F1Max"},
                                 Column{"p_pro", "aupro_reference"}};

std::string row_title(const ResultKey& key) {
  switch (key.dataset) {
    case DatasetKind::mvtec:
      return key.category;
    case DatasetKind::visa:
      return "visa_public-" + key.category;
    default:
      return std::string(dataset_name(key.dataset)) + "-" + key.category;
  }
}

}  // namespace

std::string reference_csv(std::span<const CategoryResult> results) {
  std::string table;
  for (const Column& column : kColumns) table += fmt::format(",{}", column.title);
  table += '\n';
  for (const CategoryResult& result : results) {
    table += row_title(result.key);
    for (const Column& column : kColumns) {
      const auto figure =
          std::ranges::find(named_figures(), column.figure, &NamedFigure::name)->of(result.metrics);
      table += figure ? fmt::format(",{:.2f}", 100 * *figure) : ",";
    }
    table += '\n';
  }
  return table;
}

}  // namespace saa
