// Segment Anything: masks for boxes and points in an image. ViT-B, ViT-L and ViT-H as Meta
// publishes them (segment_anything/predictor.py), and MobileSAM's TinyViT, which shares everything
// behind the image encoder.
//
//   const sam::Sam sam(load_checkpoint("sam_vit_h_4b8939.pth"), {});
//   const sam::Embedding embedding = sam.embed(image);              // the expensive part, once
//   const auto masks = sam.predict(embedding, boxes);               // one a box
#pragma once

#include "checkpoint/state_dict.h"
#include "nn/runtime.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <saa/image.h>
#include <span>
#include <string>
#include <vector>

namespace saa::sam {

/// What the network knows of an image. Owns its memory and refers to no network.
struct Embedding {
  Tensor values;  ///< f32 [1, 256, 64, 64]
  int width = 0;  ///< of the image
  int height = 0;
  int input_width = 0;  ///< of the image as the network saw it: the long side is 1024
  int input_height = 0;

  [[nodiscard]] std::size_t bytes() const { return values.bytes.size(); }
};

/// In pixels of the image.
struct PointPrompt {
  float x;
  float y;
  bool foreground;
};

/// All that is said about one thing to segment; everything is optional.
struct Prompt {
  std::vector<PointPrompt> points = {};
  std::optional<Box> box = {};
  std::vector<float> mask = {};  ///< MaskPrediction::low_res of an earlier answer, or empty
};

/// Which of the network's masks are wanted: the one for a prompt that leaves no doubt, or the three
/// (whole, part, part of a part) for one that does.
enum class Masks { one, three };

struct MaskPrediction {
  RegionMask mask;             ///< where the logit is above 0; empty if nowhere
  float iou = 0;               ///< the network's own estimate of how well the mask fits
  std::vector<float> low_res;  ///< logits of the padded input, [256, 256]
};

/// Thread-safe.
class Sam {
 public:
  /// The variant is read off the shapes of the weights, of which every key must be accounted for.
  /// The weights may go when this returns.
  /// @throws WeightsError if they are not a SAM's.
  explicit Sam(const StateDict& weights, const nn::CompileOptions& options = {},
               const nn::Runtime& runtime = nn::cpu_runtime());
  ~Sam();
  Sam(Sam&&) noexcept;
  Sam& operator=(Sam&&) noexcept;

  /// "vit_b", "vit_l", "vit_h", "mobile_sam".
  [[nodiscard]] const std::string& variant() const;

  /// @throws InputError if the image is empty.
  [[nodiscard]] Embedding embed(const Image& rgb) const;

  /// One mask a box, in their order. An answer does not depend on the other boxes.
  [[nodiscard]] std::vector<MaskPrediction> predict(const Embedding& embedding,
                                                    std::span<const Box> boxes) const;
  /// One or three masks for one prompt.
  /// @throws InputError if the prompt's mask has another size.
  [[nodiscard]] std::vector<MaskPrediction> predict(const Embedding& embedding,
                                                    const Prompt& prompt, Masks masks) const;

 private:
  struct Parts;
  std::unique_ptr<const Parts> parts_;
};

}  // namespace saa::sam
