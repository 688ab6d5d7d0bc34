#include "models/sam/sam.h"

#include "core/parallel.h"
#include "image/resize.h"
#include "models/image_input.h"
#include "models/mobile_sam/tiny_vit.h"
#include "models/sam/mask_decoder.h"
#include "models/sam/mask_resize.h"
#include "models/sam/neck.h"
#include "models/sam/prompt_encoder.h"
#include "models/sam/vit_encoder.h"
#include "models/sam/weight_shapes.h"
#include "nn/feed_forward.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <saa/error.h>
#include <string_view>
#include <utility>

namespace saa::sam {
namespace {

using nn::Dim;
using nn::Value;

/// Prompts decoded at a time: each takes some 30 MB on the way.
constexpr std::size_t kBatch = 16;

/// A network's input has this many logits a place of the embedding, along each axis.
constexpr Dim kLogitsOfPlace = 4;

struct Encoder {
  std::string variant;
  Dim image_size;
  Dim grid;
  std::span<const std::string_view> unused;  ///< keys that segmenting does not need
  std::function<Value(const Scope& encoder, const Value& image)> tokens;
};

/// Whether products are computed in 16 bits, for which own operators have no form.
bool on_matrix_units(Precision precision) {
  return precision == Precision::bf16 || precision == Precision::f16;
}

Encoder detect_encoder(const Scope& encoder, Precision precision) {
  if (encoder.has("patch_embed.seq.0.c.weight")) {
    mobile_sam::Config config = mobile_sam::detect(encoder);
    if (on_matrix_units(precision)) config.form = BlockForm::layered;
    return {"mobile_sam", config.image_size, config.grid(), mobile_sam::kUnused,
            [config](const Scope& scope, const Value& image) {
              return mobile_sam::stages(scope, image, config).back();
            }};
  }
  VitConfig config = detect_vit(encoder);
  if (precision != Precision::f32 || !nn::feed_forward_is_quicker()) {
    config.mlp = BlockForm::layered;
  }
  if (on_matrix_units(precision)) config.attention = BlockForm::layered;
  return {config.name(),
          config.image_size(),
          config.grid,
          {},
          [config](const Scope& scope, const Value& image) {
            return vit_stages(scope, image, config).back();
          }};
}

/// The normalised picture, zeros added at the bottom and the right: [1, 3, size, size].
Value padded_image(nn::Builder& builder, Dim size) {
  const Value picture = image_input(builder, kImageNetPixels);
  const Value after = builder.input("padding", DType::i64, {4});
  return nn::reshape(nn::pad(picture, {0, 0, 0, 0}, after), {1, 3, size, size});
}

Tensor copy_of(const Tensor& tensor) {
  auto bytes = std::make_shared<std::vector<std::byte>>(tensor.bytes.begin(), tensor.bytes.end());
  return {tensor.dtype, tensor.shape, *bytes, bytes};
}

/// A side of the image as the network sees it (ResizeLongestSide.get_preprocess_shape).
int input_side(int side, int longest, Dim image_size) {
  return static_cast<int>(std::floor(side * (double(image_size) / longest) + 0.5));
}

}  // namespace

struct Sam::Parts {
  Parts(const StateDict& weights, const nn::CompileOptions& options, const nn::Runtime& runtime)
      : Parts(Scope(weights), detect_encoder(Scope(weights, "image_encoder"), options.precision),
              options, runtime) {}

  Parts(const Scope& sam, const Encoder& detected, const nn::CompileOptions& options,
        const nn::Runtime& runtime)
      : variant(detected.variant),
        image_size(detected.image_size),
        grid(detected.grid),
        threads(options.threads),
        prompts(sam, image_size) {
    const auto compile = [&](std::string_view part, const auto& define) {
      return runtime.compile(variant + "_" + std::string(part), define, options);
    };
    encoder = compile("encoder", [&](nn::Builder& builder) {
      const Scope scope = sam / "image_encoder";
      const Value tokens = detected.tokens(scope, padded_image(builder, image_size));
      builder.output("embedding", neck(scope / "neck", tokens));
    });
    const Dim channels = static_cast<Dim>(prompts.channels());
    decoder = compile("decoder", [&](nn::Builder& builder) {
      const Value embedding = builder.input("embedding", DType::f32, {1, channels, grid, grid});
      const Value dense =
          builder.input("dense", DType::f32, {nn::kDynamic, channels, nn::kDynamic, nn::kDynamic});
      const Value tokens =
          builder.input("tokens", DType::f32, {nn::kDynamic, nn::kDynamic, channels});
      const Value positions =
          builder.constant(prompts.grid_positions(grid), {1, grid * grid, channels}, "positions");
      const auto form = on_matrix_units(options.precision) ? BlockForm::layered : BlockForm::fused;
      const DecodedMasks masks =
          decode_masks(sam / "mask_decoder", embedding, dense, tokens, positions, form);
      builder.output("logits", masks.logits);
      builder.output("iou", masks.iou);
    });
    mask_encoder = compile("mask_encoder", [&](nn::Builder& builder) {
      const Value logits =
          builder.input("logits", DType::f32, {1, 1, kLogitsOfPlace * grid, kLogitsOfPlace * grid});
      builder.output("dense", embed_mask(sam / "prompt_encoder", logits));
    });
    sam.weights().expect_all_read(detected.unused);
  }

  [[nodiscard]] MaskFrame frame(const Embedding& embedding) const {
    return {static_cast<int>(kLogitsOfPlace * grid),
            static_cast<int>(image_size),
            embedding.input_width,
            embedding.input_height,
            embedding.width,
            embedding.height};
  }

  /// Points and boxes brought from the image to the network's input.
  [[nodiscard]] Prompt in_input(const Embedding& embedding, Prompt prompt) const {
    const double across = static_cast<double>(embedding.input_width) / embedding.width;
    const double down = static_cast<double>(embedding.input_height) / embedding.height;
    const auto scale = [&](float& x, float& y) {
      x = static_cast<float>(x * across);
      y = static_cast<float>(y * down);
    };
    for (PointPrompt& point : prompt.points) scale(point.x, point.y);
    if (prompt.box) {
      scale(prompt.box->x0, prompt.box->y0);
      scale(prompt.box->x1, prompt.box->y1);
    }
    return prompt;
  }

  /// Masks number `first` to `last` of every prompt; all prompts have as many tokens.
  [[nodiscard]] std::vector<MaskPrediction> decode(const Embedding& embedding, const Tensor& dense,
                                                   std::span<const Prompt> prompts_in,
                                                   std::size_t first, std::size_t last) const {
    std::vector<float> tokens;
    for (const Prompt& prompt : prompts_in) prompts.append(in_input(embedding, prompt), tokens);
    const Dim count = static_cast<Dim>(prompts_in.size());
    const Dim channels = static_cast<Dim>(prompts.channels());
    const std::array inputs = {
        embedding.values, dense,
        nn::view(tokens, {count, static_cast<Dim>(tokens.size()) / count / channels, channels})};
    const std::vector<Tensor> outputs = decoder->run(inputs);
    const std::span<const float> logits = nn::floats(outputs[0]);
    const std::span<const float> iou = nn::floats(outputs[1]);
    const std::size_t pixels = logits.size() / iou.size();
    const std::size_t wanted = last - first;
    std::vector<MaskPrediction> result(prompts_in.size() * wanted);
    parallel_for(result.size(), threads, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        const std::size_t mask = i / wanted * std::size_t(kMasksOfPrompt) + first + i % wanted;
        const std::span<const float> low_res = logits.subspan(mask * pixels, pixels);
        result[i] = {
            resize_mask(low_res, frame(embedding)), iou[mask], {low_res.begin(), low_res.end()}};
      }
    });
    return result;
  }

  /// What a prompt's mask, or its lack, adds to the embedding. Borrows from the prompt and this.
  [[nodiscard]] Tensor dense(const std::vector<float>& mask) const {
    const Dim side = kLogitsOfPlace * grid;
    if (mask.empty()) {
      return nn::view(prompts.no_mask(), {1, static_cast<Dim>(prompts.channels()), 1, 1});
    }
    if (mask.size() != static_cast<std::size_t>(side * side)) {
      throw InputError("the mask of a prompt has " + std::to_string(mask.size()) +
                       " values, expected the " + std::to_string(side) + " x " +
                       std::to_string(side) + " logits of an earlier prediction");
    }
    return mask_encoder->run(std::array{nn::view(mask, {1, 1, side, side})}).front();
  }

  std::string variant;
  Dim image_size;
  Dim grid;
  int threads;
  PromptTokens prompts;
  std::shared_ptr<const nn::Network> encoder;
  std::shared_ptr<const nn::Network> decoder;
  std::shared_ptr<const nn::Network> mask_encoder;
};

Sam::Sam(const StateDict& weights, const nn::CompileOptions& options, const nn::Runtime& runtime)
    : parts_(std::make_unique<const Parts>(weights, options, runtime)) {}
Sam::~Sam() = default;
Sam::Sam(Sam&&) noexcept = default;
Sam& Sam::operator=(Sam&&) noexcept = default;

const std::string& Sam::variant() const { return parts_->variant; }

Embedding Sam::embed(const Image& rgb) const {
  if (rgb.empty()) throw InputError("an image without pixels cannot be embedded");
  const int longest = std::max(rgb.width, rgb.height);
  const int width = input_side(rgb.width, longest, parts_->image_size);
  const int height = input_side(rgb.height, longest, parts_->image_size);
  const Image resized = pillow_resize(rgb, width, height, PillowFilter::bilinear);
  const std::array<std::int64_t, 4> padding = {0, 0, parts_->image_size - height,
                                               parts_->image_size - width};
  const std::array inputs = {
      Tensor{DType::u8, {1, height, width, 3}, std::as_bytes(std::span(resized.rgb)), nullptr},
      nn::view(padding, {4})};
  return {copy_of(parts_->encoder->run(inputs).front()), rgb.width, rgb.height, width, height};
}

std::vector<MaskPrediction> Sam::predict(const Embedding& embedding,
                                         std::span<const Box> boxes) const {
  std::vector<MaskPrediction> result;
  const Tensor dense = parts_->dense({});
  for (std::size_t begin = 0; begin < boxes.size(); begin += kBatch) {
    std::vector<Prompt> prompts;
    for (const Box& box : boxes.subspan(begin, std::min(kBatch, boxes.size() - begin))) {
      prompts.push_back({.box = box});
    }
    std::vector<MaskPrediction> some = parts_->decode(embedding, dense, prompts, 0, 1);
    std::ranges::move(some, std::back_inserter(result));
  }
  return result;
}

std::vector<MaskPrediction> Sam::predict(const Embedding& embedding, const Prompt& prompt,
                                         Masks masks) const {
  const bool one = masks == Masks::one;
  return parts_->decode(embedding, parts_->dense(prompt.mask), {&prompt, 1}, one ? 0 : 1,
                        one ? 1 : std::size_t(kMasksOfPrompt));
}

}  // namespace saa::sam
