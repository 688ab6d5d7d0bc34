#include "models/image_input.h"

namespace saa {

nn::Value image_input(nn::Builder& builder, const PixelNormalisation& pixels) {
  const nn::Value bytes = builder.input("image", DType::u8, {1, nn::kDynamic, nn::kDynamic, 3});
  const nn::Value picture = nn::cast(nn::permute(bytes, {0, 3, 1, 2}), DType::f32);
  const nn::Dims channels = {1, 3, 1, 1};
  return (picture - builder.constant(pixels.mean, channels)) /
         builder.constant(pixels.deviation, channels);
}

}  // namespace saa
