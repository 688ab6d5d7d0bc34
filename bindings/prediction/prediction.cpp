#include "prediction/prediction.h"

#include "core/sha256.h"
#include "image/file_bytes.h"
#include "output/result_json.h"
#include "output/run_manifest.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <saa/context.h>
#include <saa/error.h>
#include <utility>

namespace saa::bindings {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

ResultOptions result_options(const Segmenter& segmenter, const Profile& profile,
                             const PredictOptions& options) {
  const SegmenterOptions& chosen = segmenter.options();
  const std::string engine = segmenter.engine();
  return {.method = chosen.method,
          .method_variant = chosen.method_variant,
          .engine = engine,
          .weights = segmenter.weights(),
          .precision = chosen.precision,
          .detector_size = engine == "official" ? chosen.detector_size : 0,
          .preset = options.preset,
          .prompts = options.prompts,
          .threshold = options.threshold,
          .profile = profile,
          .context_sha256 = options.context ? options.context->sha256() : ""};
}

void require_size(const PixelRows& rows) {
  constexpr std::int64_t kMostSide = std::numeric_limits<std::int32_t>::max();
  const std::int64_t most_pixels = ReadLimits{}.max_pixels;
  const bool sides =
      rows.width >= 1 && rows.height >= 1 && rows.width <= kMostSide && rows.height <= kMostSide;
  if (sides && rows.width <= most_pixels / rows.height) return;
  throw InputError("an image of " + std::to_string(rows.width) + " x " +
                   std::to_string(rows.height) + " pixels: expected at least 1 x 1 and at most " +
                   std::to_string(most_pixels) + " pixels");
}

void copy_row(const std::uint8_t* row, const PixelRows& rows, std::uint8_t* to) {
  if (rows.channels == 3) {
    std::copy_n(row, rows.width * 3, to);
    return;
  }
  for (std::int64_t x = 0; x < rows.width; ++x) std::fill_n(to + 3 * x, 3, row[x]);
}

}  // namespace

Picture read_picture(const std::filesystem::path& file, const ReadLimits& limits) {
  const Clock::time_point start = Clock::now();
  const std::vector<std::uint8_t> bytes = read_file_bytes(file, limits.max_file_bytes);
  Picture picture = decode_picture(bytes, file.string(), limits);
  picture.read_seconds = seconds_since(start);
  return picture;
}

Picture decode_picture(std::span<const std::uint8_t> bytes, const std::string& name,
                       const ReadLimits& limits) {
  const Clock::time_point start = Clock::now();
  Picture picture;
  picture.image = decode_image(bytes, name, limits);
  picture.name = name;
  picture.sha256 = sha256(std::as_bytes(bytes));
  picture.read_seconds = seconds_since(start);
  return picture;
}

Picture picture_of(const PixelRows& rows) {
  require_size(rows);
  const Clock::time_point start = Clock::now();
  Picture picture;
  Image& image = picture.image;
  image.width = static_cast<int>(rows.width);
  image.height = static_cast<int>(rows.height);
  image.rgb.resize(3 * image.pixels());
  for (std::int64_t y = 0; y < rows.height; ++y)
    copy_row(rows.first + y * rows.stride, rows, image.rgb.data() + 3 * y * rows.width);
  picture.sha256 = sha256(std::as_bytes(std::span(image.rgb)));
  picture.read_seconds = seconds_since(start);
  return picture;
}

std::string Prediction::json() const {
  return json_line(result_json(result, {.image = image,
                                        .image_sha256 = image_sha256,
                                        .options_sha256 = options_sha256,
                                        .read_seconds = read_seconds,
                                        .seconds = seconds}));
}

void require_use_of_context(Method method, Preset preset) {
  const bool is_saa_plus = method == Method::hybrid_prompts && preset != Preset::saa;
  if (is_saa_plus || method == Method::neighbours) return;
  throw UsageError(std::string("a context means nothing to method ") + method_name(method, preset) +
                   "; leave it out, or take saa+ or neighbours");
}

Prediction predict(const Segmenter& segmenter, const Picture& picture, const Profile& profile,
                   const PredictOptions& options) {
  const Clock::time_point start = Clock::now();
  Prediction prediction;
  if (options.context) require_use_of_context(segmenter.options().method, options.preset);
  prediction.result = segmenter.predict(picture.image, profile, options);
  prediction.image = picture.name;
  prediction.image_sha256 = picture.sha256;
  prediction.options_sha256 = options_sha256(result_options(segmenter, profile, options));
  prediction.read_seconds = picture.read_seconds;
  prediction.seconds = picture.read_seconds + seconds_since(start);
  return prediction;
}

}  // namespace saa::bindings
