// What the opaque handles are.
#pragma once

#include "prediction/prediction.h"
#include "saa.h"

#include <atomic>
#include <memory>
#include <saa/context.h>
#include <saa/profile.h>
#include <saa/segmenter.h>
#include <string>
#include <string_view>
#include <vector>

struct saa_image {
  saa::bindings::Picture picture;
};

struct saa_profile {
  saa::Profile profile;
};

struct saa_segmenter {
  saa::Segmenter segmenter;
  std::string engine;
  std::string engine_notice;
};

struct saa_context {
  std::shared_ptr<const saa::Context> context;  ///< predictions that run keep it
  std::vector<std::string> references;
  std::vector<std::string> notices;
};

struct saa_comparison {
  saa::NeighbourMap map;
};

struct saa_cancel {
  std::atomic<bool> asked{false};
};

struct saa_result {
  saa::bindings::Prediction prediction;
  std::vector<std::string> explanations;  ///< of the regions' fates
};

namespace saa::c {

/// The text where saa_string_free() can release it.
[[nodiscard]] char* c_string(std::string_view text);

/// "" for NULL.
[[nodiscard]] inline std::string text_or_empty(const char* text) {
  return text == nullptr ? "" : text;
}

}  // namespace saa::c
