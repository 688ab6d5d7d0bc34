#include "image/png.h"

#include "image/byte_view.h"
#include "image/opencv_view.h"
#include "image/orientation.h"

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <png.h>

namespace saa {
namespace {

/// Ancillary chunks (profiles, texts) that unpack to more than this are left alone.
constexpr png_alloc_size_t kMaxChunkBytes = 8U << 20U;

/// Every chunk up to the last lies within the file. libpng would allocate what a length claims
/// first.
void check_chunks(const PictureSource& source) {
  const ByteView png(source.bytes, std::endian::big);
  constexpr std::uint64_t kSignature = 8;
  constexpr std::uint64_t kFrame = 12;  // length, name and checksum
  try {
    for (std::uint64_t chunk = kSignature; !png.has("IEND", chunk + 4);) {
      const std::uint64_t size = kFrame + png.u32(chunk);
      static_cast<void>(png.slice(chunk, size));
      chunk += size;
    }
  } catch (const std::out_of_range&) {
    source.damaged("the file ends before the picture does");
  }
}

/// One pass over a PNG. libpng reports errors by longjmp; every call that can fail is therefore
/// made in a function of its own that keeps no C++ object alive across the jump.
class PngReader {
 public:
  explicit PngReader(const PictureSource& source) : source_(source) {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, on_error, on_warning);
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      throw std::bad_alloc();
    }
  }
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  StoredPicture read() {
    if (!read_header()) source_.damaged(error_);
    const auto width = png_get_image_width(png_, info_);
    const auto height = png_get_image_height(png_, info_);
    source_.check_size(width, height);
    StoredPicture picture{make_image(static_cast<int>(width), static_cast<int>(height))};
    const bool narrows = source_.rounds_up && png_get_bit_depth(png_, info_) == 16;
    std::vector<std::uint8_t> wide(narrows ? 2 * picture.image.rgb.size() : 0);
    row_bytes_ = (narrows ? 6 : 3) * std::size_t{width};
    rows_.resize(height);
    std::uint8_t* pixels = narrows ? wide.data() : picture.image.rgb.data();
    for (std::size_t y = 0; y < height; ++y) rows_[y] = pixels + y * row_bytes_;
    if (!read_pixels(narrows)) source_.damaged(error_);
    if (narrows) narrow(wide, picture.image.rgb);
    picture.orientation = orientation();
    return picture;
  }

 private:
  bool read_header() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_read_fn(png_, this, on_read);
    // The size is judged by PictureSource, not by libpng's own limit of a million a side.
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_malloc_max(png_, kMaxChunkBytes);
    png_read_info(png_, info_);
    return true;
  }

  /// Whatever the file holds becomes 8-bit RGB; read_image's rules in libpng's words.
  bool read_pixels(bool keeps_16_bits) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    const png_byte type = png_get_color_type(png_, info_);
    if (type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png_);
    if (type == PNG_COLOR_TYPE_GRAY) png_set_expand_gray_1_2_4_to_8(png_);
    if ((type & PNG_COLOR_MASK_COLOR) == 0) png_set_gray_to_rgb(png_);
    if (!keeps_16_bits) png_set_scale_16(png_);  // round(v / 257)
    png_set_strip_alpha(png_);
    png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    if (png_get_rowbytes(png_, info_) != row_bytes_) png_error(png_, "unexpected row size");
    png_read_image(png_, rows_.data());
    png_read_end(png_, info_);
    return true;
  }

  /// 16 bits, the high byte first, to ceil(v / 257).
  static void narrow(const std::vector<std::uint8_t>& wide, std::vector<std::uint8_t>& bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const unsigned value = unsigned{wide[2 * i]} << 8U | wide[2 * i + 1];
      bytes[i] = static_cast<std::uint8_t>((value + 256) / 257);
    }
  }

  int orientation() {
    png_uint_32 size = 0;
    png_bytep exif = nullptr;
    if (png_get_eXIf_1(png_, info_, &size, &exif) == 0) return 1;
    return exif_orientation({exif, size});
  }

  static void on_read(png_structp png, png_bytep out, std::size_t count) {
    auto& self = *static_cast<PngReader*>(png_get_io_ptr(png));
    if (count > self.source_.bytes.size() - self.position_)
      png_error(png, "the file ends before the picture does");
    std::memcpy(out, &self.source_.bytes[self.position_], count);
    self.position_ += count;
  }

  [[noreturn]] static void on_error(png_structp png, png_const_charp message) {
    static_cast<PngReader*>(png_get_error_ptr(png))->error_ = message;
    png_longjmp(png, 1);
  }
  static void on_warning(png_structp, png_const_charp) {}  // odd notes are no reason to speak

  const PictureSource& source_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::size_t position_ = 0;
  std::vector<png_bytep> rows_;
  std::size_t row_bytes_ = 0;
  std::string error_;
};

}  // namespace

StoredPicture decode_png(const PictureSource& source) {
  check_chunks(source);
  return PngReader(source).read();
}

}  // namespace saa
