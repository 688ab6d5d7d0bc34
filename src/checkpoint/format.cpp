#include "checkpoint/format.h"

#include "checkpoint/torch_legacy.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <optional>
#include <saa/error.h>

namespace saa {
namespace {

using namespace std::string_view_literals;

struct Lookalike {
  std::size_t offset;
  std::string_view bytes;
  std::string_view advice;
};

/// Other things that are found under a checkpoint's name.
constexpr std::array kLookalikes = std::to_array<Lookalike>({
    {0, "version https://git-lfs"sv,
     "a Git LFS pointer, not the file itself; run 'git lfs pull' where it came from"},
    {0, "\x1F\x8B"sv, "gzip-compressed; decompress it first"},
    {0, "BZh"sv, "bzip2-compressed; decompress it first"},
    {0,
     "\xFD"
     "7zXZ"sv,
     "xz-compressed; decompress it first"},
    {0, "\x28\xB5\x2F\xFD"sv, "zstd-compressed; decompress it first"},
    {257, "ustar"sv,
     "a tar archive; unpack it, or if it is a checkpoint of torch before 0.1.10, save it again "
     "with "
     "a newer torch"},
    {0, "PK\x05\x06"sv, "an empty zip archive; fetch it again"},
    {0, "\x89HDF"sv, "an HDF5 file (Keras?); saa reads .pth and .safetensors"},
    {0, "\x93NUMPY"sv, "a NumPy array; saa reads .pth and .safetensors"},
    {0, "GGUF"sv, "a GGUF model; saa reads .pth and .safetensors"},
    {0, "\x89PNG"sv, "a PNG image, not a checkpoint"},
    {0, "\xFF\xD8\xFF"sv, "a JPEG image, not a checkpoint"},
    {0, "<?xml"sv,
     "an XML text (an OpenVINO model or an error page?); saa reads .pth and .safetensors"},
});

/// A pickle of protocol 2 or newer.
bool is_pickle(std::string_view text) {
  return text.size() >= 2 && text[0] == '\x80' && text[1] >= 2 && text[1] <= 5;
}

bool is_torch_legacy(std::string_view text) {
  // Protocol 4 and 5 put a frame (nine bytes) before the number.
  for (const std::size_t start : {std::size_t{2}, std::size_t{11}})
    if (text.size() > start && text.substr(start).starts_with("\x8A\x0A") &&
        text.substr(start + 2).starts_with(kTorchLegacyMagic))
      return is_pickle(text);
  return false;
}

bool is_safetensors(std::string_view text) {
  std::uint64_t length = 0;
  if (text.size() <= sizeof(length) || text[sizeof(length)] != '{') return false;
  std::memcpy(&length, text.data(), sizeof(length));
  // Eight printable characters before a brace are a text, and no length that a file can have.
  return (length >> 48) == 0;
}

bool is_web_page(std::string_view text) {
  std::string start;
  for (const char c : text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()), 16))
    start += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return start.starts_with("<!doctype") || start.starts_with("<html") || start.starts_with("<head");
}

/// Field 1 (the IR version, a small number), then field 2 (the producer, a text) or another one.
bool is_onnx(std::string_view text) {
  return text.size() > 4 && text[0] == '\x08' && text[1] > 0 && text[1] < 0x20 &&
         (text[2] == '\x12' || text[2] == '\x3A' || text[2] == '\x42');
}

std::string describe_stranger(std::string_view text) {
  if (text.empty()) return "the file is empty; fetch it again";
  if (is_web_page(text)) return "a web page, not the file it should link to; fetch the file itself";
  for (const Lookalike& known : kLookalikes)
    if (text.size() > known.offset && text.substr(known.offset).starts_with(known.bytes))
      return std::string(known.advice);
  if (is_onnx(text)) return "an ONNX model, it seems; saa reads the official .pth or .safetensors";
  if (is_pickle(text))
    return "a Python pickle, but not one that torch.save wrote; saa reads .pth and .safetensors";
  if (std::ranges::all_of(text, [](char c) { return c == '\0'; }))
    return "nothing but zeros; the download was not finished: fetch it again";
  return "neither .pth nor .safetensors by its first bytes; is it cut off or something else?";
}

}  // namespace

std::string_view format_name(CheckpointFormat format) {
  switch (format) {
    case CheckpointFormat::torch_zip:
      return "torch zip";
    case CheckpointFormat::torch_legacy:
      return "torch legacy pickle";
    case CheckpointFormat::safetensors:
      return "safetensors";
  }
  return "";
}

CheckpointFormat detect_format(std::span<const std::byte> file, const std::string& source) {
  constexpr std::size_t kLookedAt = 512;
  const auto start = file.first(std::min(file.size(), kLookedAt));
  const std::string_view text(reinterpret_cast<const char*>(start.data()), start.size());
  if (text.starts_with("PK\x03\x04")) return CheckpointFormat::torch_zip;
  if (is_torch_legacy(text)) return CheckpointFormat::torch_legacy;
  if (is_safetensors(text)) return CheckpointFormat::safetensors;
  throw WeightsError(source + ": " + describe_stranger(text));
}

}  // namespace saa
