// CLIPSeg (arXiv 2112.10003): where a picture shows what a phrase says. The rd64 networks, refined
// or not, as Hugging Face publishes them (one file) or as the authors do (the decoder, beside
// CLIP's own file). Follows github.com/timojl/clipseg (77c4e2d), models/clipseg.py, and
// transformers 4.40, models/clipseg.
//
//   const StateDict file = load_checkpoint("clipseg-rd64-refined.safetensors");
//   const ClipSeg network({file, file}, text::ClipBpe("bpe_simple_vocab_16e6.txt.gz"), {}, {});
//   const ImageStates states = network.encode_image(image);                  // once an image
//   const std::vector<float> texts = network.encode_texts(phrases);          // once a phrase
//   const std::vector<FloatMap> maps = network.segment(states, texts);       // 352 x 352 each
#pragma once

#include "models/clip/text.h"
#include "models/clip/vision.h"
#include "models/clipseg/decoder.h"

#include <array>
#include <memory>
#include <saa/image.h>
#include <span>
#include <string>
#include <vector>

namespace saa::clipseg {

/// Which blocks of CLIP's image tower the decoder looks at: the outputs of these, counted from 0.
using Taps = std::array<nn::Dim, 3>;
/// As the published code is used by its authors' examples and by Hugging Face …
inline constexpr Taps kDocumentedTaps = {3, 6, 9};
/// … and as the configuration says that the networks were trained.
inline constexpr Taps kTrainedTaps = {3, 7, 9};

struct Config {
  clip::VisionConfig vision;
  clip::TextConfig text;
  DecoderConfig decoder;
  Taps taps = kDocumentedTaps;
  nn::Dim image_size = 352;  ///< side of the square that every picture is brought to

  [[nodiscard]] nn::Dim grid() const { return image_size / vision.patch; }
};

/// One file twice, or the decoder's and CLIP's.
struct Weights {
  const StateDict& clip;
  const StateDict& decoder;
};

/// Read off the shapes. @throws WeightsError if the files are not of a CLIPSeg.
[[nodiscard]] Config config_of(const Weights& weights);

/// What the network knows of a picture, whatever the phrase. Owns its memory.
struct ImageStates {
  std::vector<float> tokens;  ///< [layers, 1 + grid * grid, width]
};

/// Thread-safe.
class ClipSeg {
 public:
  /// The weights may go when this returns; every key is accounted for.
  /// @throws WeightsError if they do not fit the config or one another, or the tokenizer.
  ClipSeg(const Weights& weights, const Config& config, text::ClipBpe tokenizer,
          const nn::CompileOptions& options, const nn::Runtime& runtime = nn::cpu_runtime());

  /// Resizes as Pillow does (bilinear, antialiased), the aspect ratio not kept.
  /// @throws InputError if the image is empty.
  [[nodiscard]] ImageStates encode_image(const Image& rgb) const;

  /// [texts, features]: CLIP's text features, not of unit length.
  [[nodiscard]] std::vector<float> encode_texts(std::span<const std::string> texts) const;
  /// Numbers of one text's features.
  [[nodiscard]] std::size_t features() const;

  /// A map for each of the texts whose features these are: logits, image_size along each side.
  [[nodiscard]] std::vector<FloatMap> segment(const ImageStates& image,
                                              std::span<const float> texts) const;

 private:
  Config config_;
  clip::TextEncoder text_;
  std::shared_ptr<const nn::Network> image_, decoder_;
};

}  // namespace saa::clipseg
