#include "evaluation/report/report.h"

#include "core/atomic_file.h"
#include "evaluation/plots/svg.h"
#include "evaluation/report/sections.h"

#include <algorithm>
#include <fmt/format.h>

namespace saa {
namespace {

std::string header(const ReportData& data) {
  std::string html = fmt::format("<header><h1>{}</h1>\n<dl>\n", escape_markup(data.title));
  for (const auto& [name, value] : data.facts)
    html += fmt::format("<dt>{}</dt><dd>{}</dd>\n", escape_markup(name), escape_markup(value));
  html += "</dl>\n";
  for (const std::string& notice : data.notices)
    html += fmt::format("<p class=\"notice\">{}</p>\n", escape_markup(notice));
  return html + "</header>\n";
}

std::string contents(const ReportData& data) {
  if (data.categories.size() < 2) return {};
  std::string html = "<nav aria-label=\"Categories\">";
  for (std::size_t i = 0; i < data.categories.size(); ++i)
    html += fmt::format("<a href=\"#c{}\">{}</a>", i,
                        escape_markup(category_title(data.categories[i].result)));
  return html + "</nav>\n";
}

std::string section(const ReportData& data, std::size_t index) {
  const ReportedCategory& category = data.categories[index];
  std::string html = fmt::format("<section id=\"c{}\"><h2>{}</h2>\n", index,
                                 escape_markup(category_title(category.result)));
  html += curves(category.result);
  if (data.images_per_category > 0)
    html +=
        gallery(category, data.images_per_category, kReportPictureBytes / data.categories.size());
  return html + "</section>\n";
}

}  // namespace

std::string category_title(const CategoryResult& result) {
  return result.key.variant.empty() ? result.key.category
                                    : result.key.category + ", " + result.key.variant;
}

void write_report(const std::filesystem::path& path, const ReportData& data) {
  std::string html = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>\n{}{}</style>\n</head>\n<body>\n",
      escape_markup(data.title), report_style(), svg_style());
  html += header(data) + "<main>\n" + figures_table(data.categories) + contents(data);
  for (std::size_t i = 0; i < data.categories.size(); ++i) html += section(data, i);
  html +=
      "</main>\n<footer class=\"small\"><p>Galleries show what the threshold with the best F_p "
      "gets "
      "wrong. Outlines: light blue what was found, white the truth. Colours of the maps run from 0 "
      "to the category's highest score.</p></footer>\n</body>\n</html>\n";
  write_file_atomically(path, html);
}

}  // namespace saa
