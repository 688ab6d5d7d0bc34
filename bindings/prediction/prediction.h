// A picture and its prediction together with where they come from, so that other languages write
// the same JSON as the command line. Sees no heavy header, for the sake of those who include it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <saa/image.h>
#include <saa/profile.h>
#include <saa/result.h>
#include <saa/segmenter.h>
#include <span>
#include <string>

namespace saa::bindings {

struct Picture {
  Image image;
  std::string name;    ///< as the user named the file; "" : it came as pixels
  std::string sha256;  ///< of the file's bytes, or of the pixels
  double read_seconds = 0;
};

/// @throws as read_image.
[[nodiscard]] Picture read_picture(const std::filesystem::path& file, const ReadLimits& limits);

/// @throws as decode_image.
[[nodiscard]] Picture decode_picture(std::span<const std::uint8_t> bytes, const std::string& name,
                                     const ReadLimits& limits);

/// Pixels copied into an image of their own.
struct PixelRows {
  const std::uint8_t* first = nullptr;
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::ptrdiff_t stride = 0;  ///< bytes from one row's begin to the next one's; may be negative
  int channels = 3;           ///< 3: RGB; 1: grey
};

/// @throws InputError if a side is not in 1 … 2^31-1, or there are more than
///         ReadLimits::max_pixels.
[[nodiscard]] Picture picture_of(const PixelRows& rows);

struct Prediction {
  Result result;
  std::string image;  ///< Picture::name
  std::string image_sha256;
  std::string options_sha256;
  double read_seconds = 0;
  double seconds = 0;  ///< reading included

  /// As `saa predict --json` prints it, without a line feed.
  [[nodiscard]] std::string json() const;
};

/// @throws UsageError if pictures to compare with mean nothing to the method: only SAA+ has a
///         neighbour prompt, and Method::neighbours is nothing else.
void require_use_of_context(Method method, Preset preset);

/// @throws as Segmenter::predict, and as require_use_of_context where there is a context.
[[nodiscard]] Prediction predict(const Segmenter& segmenter, const Picture& picture,
                                 const Profile& profile, const PredictOptions& options);

}  // namespace saa::bindings
