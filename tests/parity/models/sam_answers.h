// Comparing a Sam with what the official predictor answered (tests/parity/sam.py: answers).
#pragma once

#include "models/sam/sam.h"
#include "parity/models/parity.h"

#include <algorithm>
#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace saa::sam {

/// The tensors below "weights.", under their official names.
inline StateDict weights_of(const StateDict& fixture) {
  TensorMap tensors;
  for (const auto& [key, tensor] : fixture.tensors()) {
    if (key.starts_with("weights.")) tensors.emplace(key.substr(8), tensor);
  }
  return {"fixture", std::move(tensors)};
}

inline const Tensor& tensor_of(const StateDict& fixture, const std::string& key) {
  const Tensor* found = fixture.find(key);
  if (found == nullptr) throw std::runtime_error("the fixture has no " + key);
  return *found;
}

inline Image image_of(const StateDict& fixture, const std::string& name) {
  const Tensor& tensor = tensor_of(fixture, name + ".image");
  Image image{static_cast<int>(tensor.shape[1]), static_cast<int>(tensor.shape[0]), {}};
  for (const std::byte value : tensor.bytes) image.rgb.push_back(std::uint8_t(value));
  return image;
}

inline std::vector<Box> boxes_of(const StateDict& fixture, const std::string& name) {
  const std::span<const float> values = nn::floats(tensor_of(fixture, name + ".boxes"));
  std::vector<Box> boxes;
  for (std::size_t i = 0; i < values.size(); i += 4) {
    boxes.push_back({values[i], values[i + 1], values[i + 2], values[i + 3]});
  }
  return boxes;
}

inline std::vector<PointPrompt> points_of(const StateDict& fixture, const std::string& name) {
  const std::span<const float> places = nn::floats(tensor_of(fixture, name + ".points"));
  const std::vector<float> labels = to_f32(tensor_of(fixture, name + ".labels"));
  std::vector<PointPrompt> points;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    points.push_back({places[2 * i], places[2 * i + 1], labels[i] > 0.0F});
  }
  return points;
}

/// Every `step`-th value along the last two axes, as the fixture keeps large pictures.
inline std::vector<float> sampled(std::span<const float> values, std::size_t side,
                                  std::size_t step) {
  std::vector<float> result;
  for (std::size_t row = 0; row < values.size() / side; ++row) {
    if (row % side % step != 0) continue;
    for (std::size_t x = 0; x < side; x += step) result.push_back(values[row * side + x]);
  }
  return result;
}

/// How many pixels of two masks differ.
inline std::size_t differing_pixels(const RegionMask& found, std::span<const std::byte> expected,
                                    const Embedding& image) {
  std::size_t differing = 0;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const int column = x - found.x;
      const int row = y - found.y;
      const bool inside = column >= 0 && row >= 0 && column < found.window.width &&
                          row < found.window.height && found.window.at(column, row) != 0;
      const auto place = static_cast<std::size_t>(y * image.width + x);
      differing += inside != (expected[place] != std::byte{0});
    }
  }
  return differing;
}

/// The largest differences from the answers below `name`.
struct AnswerErrors {
  double embedding = 0;
  double low_res = 0;
  double iou = 0;
  double pixels = 0;  ///< share of a mask's pixels that differ
};

inline AnswerErrors answer_errors(const Sam& sam, const StateDict& fixture, const std::string& name,
                                  std::size_t step) {
  AnswerErrors errors;
  const Embedding embedding = sam.embed(image_of(fixture, name));
  const auto side = static_cast<std::size_t>(embedding.values.shape.back());
  errors.embedding = relative_error(sampled(nn::floats(embedding.values), side, step),
                                    nn::floats(tensor_of(fixture, name + ".embedding")));
  const auto compare = [&](const std::string& kind, const std::vector<MaskPrediction>& found) {
    const std::string key = name + "." + kind;
    const std::span<const float> iou = nn::floats(tensor_of(fixture, key + ".iou"));
    const std::span<const std::byte> masks = tensor_of(fixture, key + ".masks").bytes;
    const std::size_t pixels = masks.size() / iou.size();
    ASSERT_EQ(found.size(), iou.size()) << key;
    std::vector<float> low_res;
    std::vector<float> found_iou;
    for (std::size_t i = 0; i < found.size(); ++i) {
      const std::vector<float> samples = sampled(found[i].low_res, 4 * side, step);
      low_res.insert(low_res.end(), samples.begin(), samples.end());
      found_iou.push_back(found[i].iou);
      const std::size_t differing =
          differing_pixels(found[i].mask, masks.subspan(i * pixels, pixels), embedding);
      errors.pixels = std::max(errors.pixels, double(differing) / double(pixels));
    }
    errors.low_res = std::max(
        errors.low_res, relative_error(low_res, nn::floats(tensor_of(fixture, key + ".low_res"))));
    errors.iou = std::max(errors.iou, relative_error(found_iou, iou));
  };
  const std::vector<Box> boxes = boxes_of(fixture, name);
  std::vector<PointPrompt> points = points_of(fixture, name);
  compare("boxes", sam.predict(embedding, boxes));
  const std::vector<MaskPrediction> three =
      sam.predict(embedding, Prompt{.points = points}, Masks::three);
  compare("points", three);
  points.pop_back();
  compare("all",
          sam.predict(embedding,
                      Prompt{.points = points, .box = boxes.front(), .mask = three.at(1).low_res},
                      Masks::one));
  return errors;
}

inline void expect_same_answers(const Sam& sam, const StateDict& fixture, const std::string& name,
                                std::size_t step) {
  const AnswerErrors errors = answer_errors(sam, fixture, name, step);
  // Sums of some hundred products in another order: about 1e-6 after each layer.
  EXPECT_LT(errors.embedding, 1e-5) << name;
  EXPECT_LT(errors.low_res, 1e-5) << name;
  EXPECT_LT(errors.iou, 1e-5) << name;
  EXPECT_LT(errors.pixels, 1e-4) << name;
}

}  // namespace saa::sam
