#include "errors.h"
#include "module.h"
#include "prediction/prediction.h"

#include <nanobind/ndarray.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/string.h>

namespace nb = nanobind;
using namespace nb::literals;

namespace saa::python {
namespace {

using bindings::Picture;
using Pixels = nb::ndarray<nb::ro, const std::uint8_t, nb::device::cpu>;

Picture read(const std::filesystem::path& file) {
  return read_existing(
      file, [](const auto& found) { return bindings::read_picture(found, ReadLimits{}); });
}

Picture decode(const nb::bytes& file, const std::string& name) {
  const std::span bytes(static_cast<const std::uint8_t*>(file.data()), file.size());
  const nb::gil_scoped_release unlocked;
  return bindings::decode_picture(bytes, name, ReadLimits{});
}

/// Copies, so that the array may change while the picture is looked at. The caller has seen to
/// shape and strides: [H,W,3] or [H,W], pixels of a row adjacent.
Picture of_pixels(const Pixels& pixels) {
  const nb::gil_scoped_release unlocked;
  return bindings::picture_of({.first = pixels.data(),
                               .width = static_cast<std::int64_t>(pixels.shape(1)),
                               .height = static_cast<std::int64_t>(pixels.shape(0)),
                               .stride = static_cast<std::ptrdiff_t>(pixels.stride(0)),
                               .channels = pixels.ndim() == 3 ? 3 : 1});
}

}  // namespace

void bind_picture(nb::module_& module) {
  nb::class_<Picture>(module, "Picture", "8-bit RGB and where it comes from.")
      .def_static("read", read, "file"_a, nb::call_guard<nb::gil_scoped_release>())
      .def_static("decode", decode, "file"_a, "name"_a)
      .def_static("of_pixels", of_pixels, "pixels"_a)
      .def_prop_ro("width", [](const Picture& picture) { return picture.image.width; })
      .def_prop_ro("height", [](const Picture& picture) { return picture.image.height; });
}

}  // namespace saa::python
