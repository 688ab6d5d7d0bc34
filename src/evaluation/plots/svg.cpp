#include "evaluation/plots/svg.h"

#include "output/json.h"

#include <algorithm>
#include <fmt/format.h>

namespace saa {
namespace {

constexpr double kLetterWidth = 6.6;  ///< mean at 12 pixels, rounded up

/// Okabe and Ito's colours, which people with any colour vision tell apart, darkened where they are
/// too pale for white paper.
constexpr std::string_view kStyle = R"(.plot{--ink:#1b1f24;--faint:#d8dee4;--paper:#fff;
--c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#b0538a;--c4:#b98200;--c5:#3a9bd1;--c6:#6e7781}
@media (prefers-color-scheme:dark){.plot{--ink:#e6edf3;--faint:#3b434c;--paper:#0d1117;
--c0:#4ea8e0;--c1:#f08a4b;--c2:#33c495;--c3:#dd8fbd;--c4:#e3b341;--c5:#8ecdf3;--c6:#9aa4ae}}
.plot text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;fill:var(--ink)}
.plot .heading{font-size:14px;font-weight:600}.plot .paper{fill:var(--paper)}
.plot .axis{stroke:var(--ink);stroke-width:1}.plot .grid{stroke:var(--faint);stroke-width:1}
.plot .line{fill:none;stroke-width:2;stroke-linejoin:round}.plot .dashed{stroke-dasharray:5 4}
.plot .published{stroke:var(--ink);stroke-width:2.5}.plot .hollow{fill:var(--paper);stroke-width:2}
.plot .ghost{opacity:.25}
.plot .s0{stroke:var(--c0)}.plot .s1{stroke:var(--c1)}.plot .s2{stroke:var(--c2)}.plot .s3{stroke:var(--c3)}
.plot .s4{stroke:var(--c4)}.plot .s5{stroke:var(--c5)}.plot .s6{stroke:var(--c6)}
.plot .f0{fill:var(--c0)}.plot .f1{fill:var(--c1)}.plot .f2{fill:var(--c2)}.plot .f3{fill:var(--c3)}
.plot .f4{fill:var(--c4)}.plot .f5{fill:var(--c5)}.plot .f6{fill:var(--c6)}
)";

/// A length with as many digits as a screen can show.
std::string length(double value) {
  std::string text = fmt::format("{:.2f}", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

const char* anchor_name(Anchor anchor) {
  switch (anchor) {
    case Anchor::start:
      return "start";
    case Anchor::middle:
      return "middle";
    case Anchor::end:
      return "end";
  }
  return "start";
}

}  // namespace

std::string escape_markup(std::string_view text) {
  std::string escaped;
  for (const char c : valid_utf8(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        // XML has no word for most control characters, not even escaped.
        escaped += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? '?' : c;
    }
  }
  return escaped;
}

Svg::Svg(double width, double height, std::string_view title, std::string_view description)
    : width_(width), height_(height) {
  head_ = fmt::format("<title>{}</title><desc>{}</desc>\n", escape_markup(title),
                      escape_markup(description));
}

void Svg::line(Point from, Point to, std::string_view css_class) {
  body_ += fmt::format(R"(<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>)", length(from.x),
                       length(from.y), length(to.x), length(to.y), css_class) +
           '\n';
}

void Svg::rectangle(Point top_left, double width, double height, std::string_view css_class) {
  body_ +=
      fmt::format(R"(<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>)", length(top_left.x),
                  length(top_left.y), length(width), length(height), css_class) +
      '\n';
}

void Svg::circle(Point centre, double radius, std::string_view css_class) {
  body_ += fmt::format(R"(<circle cx="{}" cy="{}" r="{}" class="{}"/>)", length(centre.x),
                       length(centre.y), length(radius), css_class) +
           '\n';
}

void Svg::polyline(std::span<const Point> points, std::string_view css_class) {
  body_ += "<polyline points=\"";
  for (const Point& point : points) body_ += length(point.x) + ',' + length(point.y) + ' ';
  body_ += fmt::format("\" class=\"{}\"/>\n", css_class);
}

void Svg::text(Point at, std::string_view text, Anchor anchor, std::string_view css_class) {
  body_ += fmt::format(R"(<text x="{}" y="{}" text-anchor="{}" class="{}">{}</text>)", length(at.x),
                       length(at.y), anchor_name(anchor), css_class, escape_markup(text)) +
           '\n';
}

void Svg::upright_text(Point at, std::string_view text, std::string_view css_class) {
  body_ +=
      fmt::format(
          R"svg(<text transform="translate({} {}) rotate(-90)" text-anchor="middle" class="{}">{}</text>)svg",
          length(at.x), length(at.y), css_class, escape_markup(text)) +
      '\n';
}

void Svg::image(Point top_left, double width, double height, std::string_view data_uri,
                std::string_view alternative) {
  body_ +=
      fmt::format(
          R"(<image x="{}" y="{}" width="{}" height="{}" role="img" aria-label="{}" href="{}"/>)",
          length(top_left.x), length(top_left.y), length(width), length(height),
          escape_markup(alternative), data_uri) +
      '\n';
}

std::string Svg::element() const {
  return fmt::format(
             R"(<svg class="plot" xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {0} {1}" width="{0}" height="{1}">)",
             length(width_), length(height_)) +
         '\n' + head_ + body_ + "</svg>\n";
}

std::string Svg::file() const {
  Svg page = *this;
  page.head_ += fmt::format(
      "<style>{}</style>\n<rect width=\"100%\" height=\"100%\" class=\"paper\"/>\n", kStyle);
  return page.element();
}

std::string_view svg_style() { return kStyle; }

double estimated_width(std::string_view text) {
  const auto letters = std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
  return kLetterWidth * static_cast<double>(letters);
}

}  // namespace saa
