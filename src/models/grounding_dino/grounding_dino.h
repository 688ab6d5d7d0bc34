// GroundingDINO (arXiv 2303.05499): boxes for the words of a caption. The Swin-T OGC and Swin-B
// cogcoor checkpoints are read as published. Follows github.com/IDEA-Research/GroundingDINO
// (856dde2), groundingdino/models/GroundingDINO; the published package groundingdino-py 0.4.0
// computes the same.
//
//   const GroundingDino dino(load_checkpoint("groundingdino_swint_ogc.pth"), "vocab.txt", {});
//   const ImageFeatures image = dino.encode_image(resized);           // once an image
//   const TextFeatures text = dino.encode_text("crack. black hole.");  // once a caption
//   const Detections found = dino.detect(image, text);
#pragma once

#include "checkpoint/state_dict.h"
#include "models/grounding_dino/grid.h"
#include "nn/runtime.h"
#include "text/wordpiece.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <saa/image.h>
#include <string_view>
#include <vector>

namespace saa::grounding_dino {

/// What the network knows of an image before it reads a caption.
struct ImageFeatures {
  std::vector<GridSize> levels;  ///< strides 8, 16, 32, 64
  std::vector<float> tokens;     ///< [places of all levels, hidden], finest level first

  [[nodiscard]] std::size_t bytes() const;
};

/// A caption as the network reads it. At most 256 tokens: what follows is cut off, as in the
/// original.
struct TextFeatures {
  std::vector<std::int64_t> tokens;     ///< WordPiece ids, [CLS] first and [SEP] last
  std::vector<std::int64_t> positions;  ///< of each token within its phrase
  std::vector<float> attention;         ///< [T, T]: 0 within a phrase, -inf across phrases
  std::vector<float> embedding;         ///< [T, hidden]

  [[nodiscard]] std::size_t bytes() const;
};

/// What was found, in the order of the network's queries; no threshold has been applied.
struct Detections {
  std::size_t queries = 0;
  std::size_t tokens = 0;            ///< T of the caption
  std::vector<float> probabilities;  ///< [queries, T], a sigmoid; the original's places beyond T
                                     ///< are all 0
  std::vector<float> boxes;  ///< [queries, 4]: centre x, centre y, width, height, each in 0..1 of
                             ///< the image
};

/// Thread-safe, one per process.
class GroundingDino {
 public:
  /// @param vocabulary BERT's vocab.txt, one word piece a line.
  /// @throws WeightsError if the checkpoint is not one of GroundingDINO's, every key accounted for,
  ///         or the vocabulary not BERT's; IoError if that cannot be read.
  GroundingDino(const StateDict& weights, const std::filesystem::path& vocabulary,
                const nn::CompileOptions& options, const nn::Runtime& runtime = nn::cpu_runtime());
  ~GroundingDino();
  GroundingDino(GroundingDino&&) noexcept;
  GroundingDino& operator=(GroundingDino&&) noexcept;

  /// Reads captions, and tells the phrase of a box from its tokens.
  [[nodiscard]] const text::WordPiece& tokenizer() const;

  /// @param rgb already resized; taken as it is, not padded.
  /// @throws InputError if it has fewer places than there are queries.
  [[nodiscard]] ImageFeatures encode_image(const Image& rgb) const;
  /// @param caption lower case, ending in a full stop: see preprocess_caption().
  [[nodiscard]] TextFeatures encode_text(std::string_view caption) const;
  [[nodiscard]] Detections detect(const ImageFeatures& image, const TextFeatures& text) const;

 private:
  struct Networks;
  std::unique_ptr<const Networks> networks_;
};

}  // namespace saa::grounding_dino
