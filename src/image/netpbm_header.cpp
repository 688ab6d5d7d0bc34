#include "image/netpbm_header.h"

#include "image/byte_view.h"

#include <stdexcept>
#include <string>

namespace saa {
namespace {

bool is_space(std::uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Words separated by white space; a '#' starts a comment up to the end of its line.
class Words {
 public:
  Words(const ByteView& text, std::uint64_t start) : text_(text), position_(start) {}

  std::string next() {
    skip_space();
    std::string word;
    for (; !is_space(text_.u8(position_)); ++position_) {
      word += static_cast<char>(text_.u8(position_));
      if (word.size() > 32) throw std::invalid_argument("its header has a word that is too long");
    }
    return word;
  }

  std::int64_t number(const char* what) {
    const std::string word = next();
    if (word.empty() || word.size() > 9 ||
        word.find_first_not_of("0123456789") != std::string::npos) {
      throw std::invalid_argument("its header says \"" + word + "\" where the " + what +
                                  " belongs");
    }
    return std::stoll(word);
  }

  /// Just after the last word.
  [[nodiscard]] std::uint64_t position() const { return position_; }

 private:
  void skip_space() {
    for (;; ++position_) {
      if (text_.u8(position_) == '#') {
        while (text_.u8(position_) != '\n') ++position_;
      } else if (!is_space(text_.u8(position_))) {
        return;
      }
    }
  }

  const ByteView& text_;
  std::uint64_t position_;
};

/// PAM names its numbers: "WIDTH 60", one a line, up to ENDHDR.
PictureHeader pam_header(Words words) {
  PictureHeader header;
  std::uint64_t sample_bytes = 1;
  std::uint64_t depth = 1;
  for (std::string key = words.next(); key != "ENDHDR"; key = words.next()) {
    if (key == "WIDTH") {
      header.width = words.number("width");
    } else if (key == "HEIGHT") {
      header.height = words.number("height");
    } else if (key == "DEPTH") {
      depth = std::uint64_t(words.number("depth"));
    } else if (key == "MAXVAL") {
      sample_bytes = words.number("largest value") > 255 ? 2 : 1;
    } else {
      static_cast<void>(words.next());  // TUPLTYPE and what others invent
    }
  }
  // Nine digits each: a product beyond 64 bits is beyond every limit as well.
  const std::uint64_t pixels = std::uint64_t(header.width) * std::uint64_t(header.height);
  if (pixels < 1'000'000'000 && depth <= 4)
    header.least_bytes = words.position() + 1 + pixels * depth * sample_bytes;
  return header;
}

}  // namespace

PictureHeader netpbm_header(std::span<const std::uint8_t> bytes) {
  const ByteView text(bytes, std::endian::big);
  const char kind = static_cast<char>(text.u8(1));
  Words words(text, 2);
  if (kind == '7') return pam_header(words);

  PictureHeader header;
  header.width = words.number("width");
  header.height = words.number("height");
  std::uint64_t samples = std::uint64_t(header.width) * std::uint64_t(header.height);
  std::uint64_t sample_bytes = 1;
  switch (kind) {
    case '4':
      samples = (std::uint64_t(header.width) + 7) / 8 * std::uint64_t(header.height);
      break;
    case '5':
    case '6':
      sample_bytes = words.number("largest value") > 255 ? 2 : 1;
      break;
    case 'f':
    case 'F':
      static_cast<void>(words.next());  // scale and byte order
      sample_bytes = 4;
      break;
    default:
      return header;  // numbers written out as text: any length
  }
  if (kind == '6' || kind == 'F') samples *= 3;
  header.least_bytes = words.position() + 1 + samples * sample_bytes;
  return header;
}

}  // namespace saa
