#include "cli/process_image.h"

#include "cli/plain_text.h"
#include "core/sha256.h"
#include "image/file_bytes.h"

#include <chrono>
#include <new>
#include <saa/error.h>
#include <span>
#include <utility>
#include <vector>

namespace saa::cli {
namespace {

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

ImageOutcome outcome_of(Json json, bool resumed) {
  const ResultSummary summary = summary_of(json);
  return {.json = std::move(json), .summary = summary, .error = {}, .resumed = resumed};
}

ImageOutcome predict_and_write(const InputImage& input, const ResultFiles& files,
                               const Segmenter& segmenter, const BatchSettings& settings) {
  const Stopwatch watch;
  std::vector<std::uint8_t> bytes = read_file_bytes(input.file, settings.limits.max_file_bytes);
  Provenance provenance{.image = input.file,
                        .image_sha256 = sha256(std::as_bytes(std::span(bytes))),
                        .options_sha256 = settings.options_sha256};
  if (settings.resume) {
    if (auto json =
            files.finished(provenance.image_sha256, provenance.options_sha256, settings.files))
      return outcome_of(std::move(*json), /*resumed=*/true);
  }
  const Image image = decode_image(bytes, input.file.string(), settings.limits);
  bytes = {};
  provenance.read_seconds = watch.seconds();
  const Result result = segmenter.predict(image, settings.profile, settings.predict);
  provenance.seconds = watch.seconds();
  Json json = result_json(result, provenance);
  files.write(image, result, json, settings.files);
  return outcome_of(std::move(json), /*resumed=*/false);
}

/// What an earlier run made of this file would pass for the result of this one.
ImageOutcome failure(const InputImage& input, const ResultFiles& files, const std::string& why) {
  files.remove();
  const std::string file = input.file.string();
  const std::string named = why.find(file) == std::string::npos ? file + ": " + why : why;
  std::string error = plain_line(named);
  return {.json = error_json(input.file, error), .summary = {}, .error = std::move(error)};
}

}  // namespace

std::optional<ImageOutcome> process_image(const InputImage& input, const Segmenter& segmenter,
                                          const BatchSettings& settings) {
  const ResultFiles files(settings.out / input.name);
  try {
    return predict_and_write(input, files, segmenter, settings);
  } catch (const OutputError&) {
    throw;
  } catch (const WeightsError&) {
    throw;
  } catch (const CancelledError&) {
    return std::nullopt;
  } catch (const Error& error) {
    return failure(input, files, error.what());
  } catch (const std::bad_alloc&) {
    return failure(input, files, "not enough memory; make it smaller or use fewer --jobs");
  } catch (const std::exception& error) {
    return failure(input, files,
                   std::string("internal error: ") + error.what() + " (please report this)");
  }
}

}  // namespace saa::cli
