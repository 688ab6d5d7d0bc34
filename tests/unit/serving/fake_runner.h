// Stands in for the model: results made from the images' sizes, or whatever a test wants to happen.
#pragma once

#include "serving/inference_protocol/inference.h"

#include <functional>

namespace saa::serving {

/// A result of that size: the map counts its pixels in hundredths, the last pixel is in the mask.
inline Result sample_result(int width, int height) {
  Result result;
  result.width = width;
  result.height = height;
  result.anomaly_map = FloatMap(width, height);
  result.pred_mask = Mask(width, height);
  for (std::size_t i = 0; i < result.anomaly_map.values.size(); ++i)
    result.anomaly_map.values[i] = static_cast<float>(i) / 100;
  result.pred_mask.values.back() = 1;
  result.pred_score = result.anomaly_map.values.back();
  Region region;
  region.phrase = "scratch";
  result.regions = {region};
  return result;
}

class FakeRunner final : public InferenceRunner {
 public:
  [[nodiscard]] bool ready() const override { return is_ready; }
  [[nodiscard]] std::vector<Result> run(ModelInputs inputs, const InferCall& call) override {
    last = std::move(inputs);
    if (on_run) on_run(call);
    std::vector<Result> results;
    for (const ModelImage& image : last.images) {
      const auto* decoded = std::get_if<Image>(&image);
      results.push_back(decoded != nullptr ? sample_result(decoded->width, decoded->height)
                                           : sample_result(2, 1));
    }
    return results;
  }

  bool is_ready = true;
  std::function<void(const InferCall&)> on_run;
  ModelInputs last;  ///< what run() was last given
};

}  // namespace saa::serving
