#include "guard.h"
#include "handles.h"
#include "versioned.h"

#include <limits>
#include <span>
#include <utility>

namespace {

using saa::c::clear;
using saa::c::given;
using saa::c::guarded;
using saa::c::guarded_value;

saa_read_limits default_limits() {
  const saa::ReadLimits limits;
  return {sizeof(saa_read_limits), limits.max_pixels, limits.max_file_bytes};
}

saa::ReadLimits read_limits(const saa_read_limits* theirs) {
  const saa_read_limits limits = saa::c::known(theirs, default_limits());
  return {.max_pixels = limits.max_pixels, .max_file_bytes = limits.max_file_bytes};
}

saa_image* new_image(saa::bindings::Picture picture) { return new saa_image{std::move(picture)}; }

void require_stride(std::int32_t width, std::size_t stride) {
  if (width <= 0) return;  // picture_of says more
  const std::size_t least = 3 * static_cast<std::size_t>(width);
  const auto most = static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max());
  if (stride >= least && stride <= most) return;
  throw saa::UsageError("stride is " + std::to_string(stride) + " bytes; a row of " +
                        std::to_string(width) + " RGB pixels takes " + std::to_string(least));
}

}  // namespace

saa_status saa_read_limits_init(saa_read_limits* limits, size_t struct_size) {
  return guarded(
      [&] { saa::c::initialise(default_limits(), given(limits, "limits"), struct_size); });
}

saa_status saa_image_read(const char* path, const saa_read_limits* limits, saa_image** out) {
  return guarded([&] {
    clear(out);
    *out = new_image(saa::bindings::read_picture(&given(path, "path"), read_limits(limits)));
  });
}

saa_status saa_image_decode(const void* bytes, size_t size, const char* name,
                            const saa_read_limits* limits, saa_image** out) {
  return guarded([&] {
    clear(out);
    if (bytes == nullptr) throw saa::UsageError("bytes is NULL; the function needs some");
    const std::span file(static_cast<const std::uint8_t*>(bytes), size);
    *out = new_image(
        saa::bindings::decode_picture(file, saa::c::text_or_empty(name), read_limits(limits)));
  });
}

saa_status saa_image_from_rgb(const uint8_t* pixels, int32_t width, int32_t height, size_t stride,
                              saa_image** out) {
  return guarded([&] {
    clear(out);
    require_stride(width, stride);
    *out = new_image(saa::bindings::picture_of({.first = &given(pixels, "pixels"),
                                                .width = width,
                                                .height = height,
                                                .stride = static_cast<std::ptrdiff_t>(stride)}));
  });
}

int32_t saa_image_width(const saa_image* image) {
  return guarded_value([&] { return given(image, "image").picture.image.width; });
}

int32_t saa_image_height(const saa_image* image) {
  return guarded_value([&] { return given(image, "image").picture.image.height; });
}

const uint8_t* saa_image_pixels(const saa_image* image) {
  return guarded_value(
      [&]() -> const uint8_t* { return given(image, "image").picture.image.rgb.data(); });
}

void saa_image_free(saa_image* image) { delete image; }
