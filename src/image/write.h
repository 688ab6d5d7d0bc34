// Pictures, masks and maps as bytes of files. core/atomic_file.h puts them on disk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <saa/image.h>
#include <span>
#include <string_view>
#include <vector>

namespace saa {

/// 8-bit RGB PNG. @throws InputError for a picture without pixels (PNG has no such thing); so do
/// the other PNG functions.
[[nodiscard]] std::vector<std::byte> encode_png(const Image& image);

/// 8-bit RGB JPEG, for pictures that are only looked at. @param quality 1 to 100.
/// @throws InputError for a picture without pixels.
[[nodiscard]] std::vector<std::byte> encode_jpeg(const Image& image, int quality);

/// 8-bit grey PNG: 0 outside, 255 inside.
[[nodiscard]] std::vector<std::byte> encode_png(const Mask& mask);

/// Steps of the 16-bit anomaly map a unit: pixel = round(8192 * value), whatever the image.
///
/// A value is a score in [0, 1] times exp(saliency). That is at most e^2 = 7.4 for the preset
/// `paper`, and at most e^1.5 = 4.5 for `reference` with features that are nowhere negative, as its
/// network's are. Eight is the smallest power of two above both; a power of two so that pixel /
/// 8192 is exact in floating point. A step is 0.00012.
inline constexpr int kMapPngStepsPerUnit = 8192;

/// The largest value that the 16-bit map can hold: 7.99988; larger ones are clamped to it.
inline constexpr float kMapPngFullScale = 65535.0F / kMapPngStepsPerUnit;

/// 16-bit grey PNG on the scale above; negative values and NaN become 0.
[[nodiscard]] std::vector<std::byte> encode_map_png(const FloatMap& map);

/// The values in such a PNG, within half a step of those written.
/// @throws InputError if the bytes are no 16-bit grey PNG. @param name stands for the file in
///         messages.
[[nodiscard]] FloatMap decode_map_png(std::span<const std::byte> bytes, std::string_view name);

/// NumPy's .npy, version 1.0: little-endian float32, C order, shape (height, width).
[[nodiscard]] std::vector<std::byte> encode_npy(const FloatMap& map);

}  // namespace saa
