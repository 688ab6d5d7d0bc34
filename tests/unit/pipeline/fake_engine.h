// An engine that answers what a test wrote down, so that the stages are tested without networks.
#pragma once

#include "pipeline/engine_parts.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace saa {

/// What the fake networks see in the picture.
struct Scene {
  bool reads_text = true;
  std::map<std::string, std::vector<Proposal>> boxes{};    ///< by prompt text; "" without a prompt
  std::map<std::string, std::vector<Proposal>> objects{};  ///< by object name
  std::vector<std::pair<Box, RegionMask>> masks{};  ///< by box; a box not listed is filled whole
  std::map<int, FeatureGrid> features{};            ///< by image side
  ChannelOrder expected_order = ChannelOrder::rgb;
  std::function<void()> on_propose = [] {};  ///< called at the start of every generator pass
};

/// The pixels that the box covers.
inline RegionMask filled(const Box& box) {
  const auto x0 = static_cast<int>(box.x0);
  const auto y0 = static_cast<int>(box.y0);
  return {x0, y0, Mask(static_cast<int>(box.x1) - x0, static_cast<int>(box.y1) - y0, 1)};
}

/// Four identical channels: everything is like everything.
inline FeatureGrid even_features(int side) {
  return {.width = side,
          .height = side,
          .channels = 4,
          .values = std::vector<float>(std::size_t(side) * std::size_t(side) * 4, 0.5F)};
}

inline Image grey_image(int width, int height) {
  Image image{.width = width, .height = height, .rgb = {}};
  image.rgb.assign(3 * image.pixels(), 128);
  return image;
}

namespace fake {

using SharedScene = std::shared_ptr<const Scene>;

template <typename Answers>
std::vector<Proposal> answer(const Answers& answers, const std::string& question) {
  const auto found = answers.find(question);
  return found == answers.end() ? std::vector<Proposal>{} : found->second;
}

class FakeGeneratorPass : public GeneratorPass {
 public:
  explicit FakeGeneratorPass(SharedScene scene) : scene_(std::move(scene)) {}
  std::vector<Proposal> propose(const Prompt& prompt) override {
    scene_->on_propose();
    return answer(scene_->boxes, prompt.text);
  }
  std::vector<Proposal> find_objects(const std::string& object) override {
    return answer(scene_->objects, object);
  }

 private:
  SharedScene scene_;
};

class FakeGenerator : public Generator {
 public:
  explicit FakeGenerator(SharedScene scene) : scene_(std::move(scene)) {}
  [[nodiscard]] bool reads_text() const override { return scene_->reads_text; }
  [[nodiscard]] std::unique_ptr<GeneratorPass> begin(const Image& /*image*/,
                                                     int /*object_count*/) const override {
    return std::make_unique<FakeGeneratorPass>(scene_);
  }

 private:
  SharedScene scene_;
};

class FakeRefinerPass : public RefinerPass {
 public:
  explicit FakeRefinerPass(SharedScene scene) : scene_(std::move(scene)) {}
  std::vector<RegionMask> refine(std::span<const Proposal> proposals) override {
    std::vector<RegionMask> masks;
    for (const Proposal& proposal : proposals) masks.push_back(mask_of(proposal.box));
    return masks;
  }

 private:
  [[nodiscard]] RegionMask mask_of(const Box& box) const {
    const auto listed = std::ranges::find(scene_->masks, box, &std::pair<Box, RegionMask>::first);
    return listed == scene_->masks.end() ? filled(box) : listed->second;
  }

  SharedScene scene_;
};

inline void check_order(ChannelOrder found, ChannelOrder expected) {
  if (found != expected) throw std::logic_error("the network was handed the wrong channel order");
}

class FakeRefiner : public Refiner {
 public:
  explicit FakeRefiner(SharedScene scene) : scene_(std::move(scene)) {}
  [[nodiscard]] std::unique_ptr<RefinerPass> begin(const Image& /*image*/,
                                                   ChannelOrder order) const override {
    check_order(order, scene_->expected_order);
    return std::make_unique<FakeRefinerPass>(scene_);
  }

 private:
  SharedScene scene_;
};

class FakeSaliencyExtractor : public SaliencyExtractor {
 public:
  explicit FakeSaliencyExtractor(SharedScene scene) : scene_(std::move(scene)) {}
  [[nodiscard]] FeatureGrid features(const Image& /*image*/, int side,
                                     ChannelOrder order) const override {
    check_order(order, scene_->expected_order);
    const auto found = scene_->features.find(side);
    return found == scene_->features.end() ? even_features(side / 32) : found->second;
  }

 private:
  SharedScene scene_;
};

}  // namespace fake

/// An engine whose parts answer from `scene`, with decision threshold 0.5.
inline EngineParts make_fake_engine(Scene scene) {
  const auto shared = std::make_shared<const Scene>(std::move(scene));
  return {.facts = {.engine = "fake",
                    .notice = "answers what the test wrote down",
                    .notices = {},
                    .threshold = 0.5},
          .generator = std::make_unique<fake::FakeGenerator>(shared),
          .refiner = std::make_unique<fake::FakeRefiner>(shared),
          .saliency = std::make_unique<fake::FakeSaliencyExtractor>(shared)};
}

}  // namespace saa
