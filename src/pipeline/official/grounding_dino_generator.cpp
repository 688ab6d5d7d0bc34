#include "pipeline/official/grounding_dino_generator.h"

#include "models/grounding_dino/caption.h"
#include "models/grounding_dino/phrase.h"
#include "pipeline/image_key.h"
#include "pipeline/official/detector_input.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace saa::official {
namespace {

namespace dino = grounding_dino;

/// A token of the caption belongs to a box's phrase if its probability is above: the text_threshold
/// of the code published with SAA+, which lets any token into a phrase, [CLS] and [SEP] included.
constexpr float kTextThreshold = 0.1F;
/// Some hundred captions of a few words.
constexpr std::size_t kCaptionBytes = 32U << 20U;

/// Relative centre and size to corners in pixels, in the published code's order of f32 operations.
Box corners(std::span<const float, 4> relative, const Image& image) {
  const auto width = static_cast<float>(image.width);
  const auto height = static_cast<float>(image.height);
  const float box_width = relative[2] * width;
  const float box_height = relative[3] * height;
  const float x0 = relative[0] * width - box_width / 2;
  const float y0 = relative[1] * height - box_height / 2;
  return {x0, y0, x0 + box_width, y0 + box_height};
}

}  // namespace

class GroundingDinoGenerator::Pass final : public GeneratorPass {
 public:
  Pass(const GroundingDinoGenerator& generator, const Image& image)
      : generator_(generator), image_(image) {}

  std::vector<Proposal> propose(const Prompt& prompt) override { return detect(prompt.text); }
  std::vector<Proposal> find_objects(const std::string& object) override { return detect(object); }

 private:
  std::vector<Proposal> detect(const std::string& words) {
    if (!seen_) seen_ = generator_.features(image_);
    const auto read = generator_.features(dino::preprocess_caption(words));
    const dino::Detections found = generator_.network_.detect(*seen_, *read);
    std::vector<Proposal> proposals;
    proposals.reserve(found.queries);
    for (std::size_t i = 0; i < found.queries; ++i) {
      const std::span row(found.probabilities.data() + i * found.tokens, found.tokens);
      const std::span<const float, 4> box(found.boxes.data() + 4 * i, 4);
      proposals.push_back({.box = corners(box, image_),
                           .score = *std::ranges::max_element(row),
                           .phrase = dino::phrase(generator_.network_.tokenizer(), read->tokens,
                                                  row, kTextThreshold, dino::PhraseTokens::all)});
    }
    return proposals;
  }

  const GroundingDinoGenerator& generator_;
  const Image& image_;
  std::shared_ptr<const dino::ImageFeatures> seen_;
};

GroundingDinoGenerator::GroundingDinoGenerator(dino::GroundingDino network, int detector_size,
                                               std::shared_ptr<LruCache> memory)
    : network_(std::move(network)),
      detector_size_(detector_size),
      memory_(std::move(memory)),
      captions_(kCaptionBytes) {}

std::unique_ptr<GeneratorPass> GroundingDinoGenerator::begin(const Image& image,
                                                             int /*object_count*/) const {
  return std::make_unique<Pass>(*this, image);
}

std::shared_ptr<const dino::ImageFeatures> GroundingDinoGenerator::features(
    const Image& image) const {
  const auto encode = [&] { return network_.encode_image(detector_input(image, detector_size_)); };
  if (!memory_) return std::make_shared<const dino::ImageFeatures>(encode());
  return memory_->find_or_keep<dino::ImageFeatures>("detector " + image_key(image), encode,
                                                    std::mem_fn(&dino::ImageFeatures::bytes));
}

std::shared_ptr<const dino::TextFeatures> GroundingDinoGenerator::features(
    const std::string& caption) const {
  return captions_.find_or_keep<dino::TextFeatures>(
      caption, [&] { return network_.encode_text(caption); },
      std::mem_fn(&dino::TextFeatures::bytes));
}

}  // namespace saa::official
