#include "image/jpeg.h"

#include "image/opencv_view.h"
#include "image/orientation.h"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdio>  // jpeglib.h needs FILE
#include <jpeglib.h>
// jerror.h goes after jpeglib.h
#include <jerror.h>

namespace saa {
namespace {

/// More scans than any encoder writes; a small file could otherwise ask for hours of work.
constexpr int kMaxScans = 500;

/// Warnings after which libjpeg fills in grey or noise. Stray bytes between segments are none of
/// them: some cameras write these, and no pixel is lost.
bool loses_pixels(int warning) {
  constexpr std::array kLosses = {JWRN_HIT_MARKER, JWRN_JPEG_EOF, JWRN_HUFF_BAD_CODE,
                                  JWRN_MUST_RESYNC, JWRN_ARITH_BAD_CODE};
  return std::ranges::find(kLosses, warning) != kLosses.end();
}

/// One pass over a JPEG. libjpeg reports errors through a function that must not return, hence
/// longjmp; every call that can fail is made in a function of its own that keeps no C++ object
/// alive across the jump.
class JpegReader {
 public:
  explicit JpegReader(const PictureSource& source) : source_(source) {
    jpeg_.err = jpeg_std_error(&errors_);
    errors_.error_exit = on_error;
    errors_.emit_message = on_message;
    progress_.progress_monitor = on_progress;
    jpeg_.client_data = this;
  }
  ~JpegReader() { jpeg_destroy_decompress(&jpeg_); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  StoredPicture read() {
    if (!read_header()) source_.damaged(error_);
    source_.check_size(jpeg_.image_width, jpeg_.image_height);
    StoredPicture picture{
        make_image(static_cast<int>(jpeg_.image_width), static_cast<int>(jpeg_.image_height)),
        orientation()};
    inks_.resize(std::size_t{4} * jpeg_.image_width);
    rgb_ = picture.image.rgb;
    if (!read_pixels()) source_.damaged(error_);
    return picture;
  }

 private:
  bool read_header() {
    if (setjmp(jump_) != 0) return false;
    jpeg_create_decompress(&jpeg_);
    jpeg_.progress = &progress_;
    jpeg_mem_src(&jpeg_, source_.bytes.data(), source_.bytes.size());
    jpeg_save_markers(&jpeg_, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(&jpeg_, TRUE);
    return true;
  }

  bool read_pixels() {
    if (setjmp(jump_) != 0) return false;
    const bool cmyk = jpeg_.num_components == 4;
    jpeg_.out_color_space = cmyk ? JCS_CMYK : JCS_RGB;
    jpeg_start_decompress(&jpeg_);
    while (jpeg_.output_scanline < jpeg_.output_height) {
      JSAMPROW out = &rgb_[std::size_t{3} * jpeg_.output_width * jpeg_.output_scanline];
      JSAMPROW row = cmyk ? inks_.data() : out;
      jpeg_read_scanlines(&jpeg_, &row, 1);
      if (cmyk) cmyk_to_rgb(out);
    }
    jpeg_finish_decompress(&jpeg_);
    return true;
  }

  /// With OpenCV's rounding. Adobe's programs, and most others after them, store inverted inks.
  void cmyk_to_rgb(std::uint8_t* out) const {
    const int flip = jpeg_.saw_Adobe_marker != 0 ? 0 : 0xFF;
    for (const JSAMPLE* in = inks_.data(); in != inks_.data() + std::size_t{4} * jpeg_.output_width;
         in += 4) {
      const int black = in[3] ^ flip;
      for (int c = 0; c < 3; ++c) {
        const int ink = in[c] ^ flip;
        *out++ = static_cast<std::uint8_t>(black - ((255 - ink) * black >> 8));
      }
    }
  }

  int orientation() const {
    for (auto* marker = jpeg_.marker_list; marker != nullptr; marker = marker->next) {
      const int stated = exif_orientation({marker->data, marker->data_length});
      if (stated != 1) return stated;
    }
    return 1;
  }

  [[noreturn]] static void fail(j_common_ptr jpeg) {
    auto& self = *static_cast<JpegReader*>(jpeg->client_data);
    std::array<char, JMSG_LENGTH_MAX> text{};
    jpeg->err->format_message(jpeg, text.data());
    self.error_ = text.data();
    std::longjmp(self.jump_, 1);
  }
  static void on_error(j_common_ptr jpeg) { fail(jpeg); }
  static void on_message(j_common_ptr jpeg, int level) {
    if (level < 0 && loses_pixels(jpeg->err->msg_code)) fail(jpeg);
  }
  static void on_progress(j_common_ptr jpeg) {
    auto& self = *static_cast<JpegReader*>(jpeg->client_data);
    if (self.jpeg_.input_scan_number <= kMaxScans) return;
    self.error_ = "it has more than " + std::to_string(kMaxScans) + " scans";
    std::longjmp(self.jump_, 1);
  }

  const PictureSource& source_;
  jpeg_decompress_struct jpeg_{};
  jpeg_error_mgr errors_{};
  jpeg_progress_mgr progress_{};
  std::jmp_buf jump_{};
  std::span<std::uint8_t> rgb_;  ///< the picture being filled
  std::vector<JSAMPLE> inks_;    ///< one row of CMYK
  std::string error_;
};

}  // namespace

StoredPicture decode_jpeg(const PictureSource& source) { return JpegReader(source).read(); }

}  // namespace saa
