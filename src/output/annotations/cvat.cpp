#include "image/outlines.h"
#include "output/annotations/formats.h"

#include <fmt/format.h>
#include <iterator>

namespace saa {
namespace {

/// Text between tags or quotes of XML 1.0; characters that it has no room for become U+FFFD.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : valid_utf8(text)) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        const bool is_control = static_cast<unsigned char>(c) < 0x20 && c != '\t';
        result += is_control ? "\xEF\xBF\xBD" : std::string(1, c);
    }
  }
  return result;
}

void write_label(std::string& xml, const std::string& label) {
  fmt::format_to(std::back_inserter(xml),
                 "        <label>\n          <name>{}</name>\n          <attributes>\n"
                 "            <attribute><name>score</name><mutable>False</mutable>"
                 "<input_type>number</input_type><default_value>0</default_value>"
                 "<values>0;1000;0.0001</values></attribute>\n"
                 "          </attributes>\n        </label>\n",
                 escaped(label));
}

void write_region(std::string& xml, const Annotation& annotation, std::size_t group) {
  for (const Outline& outline : outlines(annotation.mask)) {
    if (outline.is_hole) continue;
    std::string points;
    for (const Corner& corner : outline.corners)
      fmt::format_to(std::back_inserter(points), "{}{}.00,{}.00", points.empty() ? "" : ";",
                     corner.x, corner.y);
    fmt::format_to(std::back_inserter(xml),
                   "    <polygon label=\"{}\" source=\"auto\" occluded=\"0\" points=\"{}\" "
                   "z_order=\"0\" group_id=\"{}\">\n"
                   "      <attribute name=\"score\">{:.4f}</attribute>\n    </polygon>\n",
                   escaped(annotation.label), points, group, annotation.score);
  }
}

}  // namespace

std::string cvat_xml(std::span<const AnnotatedImage> images, std::span<const std::string> labels) {
  std::string xml = fmt::format(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<annotations>\n  <version>1.1</version>\n"
      "  <meta>\n    <task>\n      <name>saa</name>\n      <size>{}</size>\n"
      "      <mode>annotation</mode>\n      <labels>\n",
      images.size());
  for (const std::string& label : labels) write_label(xml, label);
  xml += "      </labels>\n    </task>\n  </meta>\n";
  for (std::size_t i = 0; i < images.size(); ++i) {
    const AnnotatedImage& image = images[i];
    fmt::format_to(std::back_inserter(xml),
                   "  <image id=\"{}\" name=\"{}\" width=\"{}\" height=\"{}\">\n", i,
                   escaped((image.name.parent_path() / image.file.filename()).string()),
                   image.width, image.height);
    for (std::size_t a = 0; a < image.annotations.size(); ++a)
      write_region(xml, image.annotations[a], a + 1);
    xml += "  </image>\n";
  }
  return xml + "</annotations>\n";
}

}  // namespace saa
