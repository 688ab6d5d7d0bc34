#include "nn/openvino/model_cache.h"

#include "core/atomic_file.h"
#include "core/log.h"
#include "core/mapped_file.h"
#include "nn/openvino/content_hash.h"
#include "nn/openvino/processor.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <fmt/format.h>
#include <openvino/core/version.hpp>
#include <openvino/pass/serialize.hpp>
#include <openvino/runtime/properties.hpp>
#include <ostream>
#include <saa/error.h>
#include <span>
#include <streambuf>
#include <string_view>
#include <utility>
#include <vector>

namespace saa::nn {
namespace {

/// A file is this header, then what OpenVINO exports:
///   offset  0  16 bytes  kMagic
///   offset 16   8 bytes  fingerprint of what was compiled
///   offset 24   8 bytes  fingerprint of the export
///   offset 32   8 bytes  length of the export
///   offset 40  24 bytes  zeros, so that the export is aligned as memory is
struct Header {
  std::array<char, 16> magic;
  std::uint64_t key;
  std::uint64_t export_hash;
  std::uint64_t export_size;
  std::array<char, 24> padding;
};
static_assert(sizeof(Header) == 64);

constexpr std::array<char, 16> kMagic = {'s', 'a', 'a', ' ', 'n', 'e', 't', 'w',
                                         'o', 'r', 'k', ' ', 'v', '1', '\n'};

/// Single characters go the way of all others.
class UnbufferedOutput : public std::streambuf {
 protected:
  int_type overflow(int_type character) override {
    const char one = traits_type::to_char_type(character);
    xsputn(&one, 1);
    return character;
  }
};

/// A stream that is only fingerprinted.
class HashingBuffer final : public UnbufferedOutput {
 public:
  explicit HashingBuffer(ContentHash& hash) : hash_(&hash) {}

 protected:
  std::streamsize xsputn(const char* text, std::streamsize count) override {
    hash_->add(std::as_bytes(std::span(text, static_cast<std::size_t>(count))));
    position_ += count;
    return count;
  }
  /// OpenVINO asks where it is; it does not move.
  pos_type seekoff(off_type, std::ios_base::seekdir, std::ios_base::openmode) override {
    return position_;
  }

 private:
  ContentHash* hash_;
  std::streamoff position_ = 0;
};

/// A stream into pieces of memory: one string that grows would take twice the size at times.
/// OpenVINO goes back to fill in what it left open.
class PieceBuffer final : public UnbufferedOutput {
 public:
  [[nodiscard]] const std::vector<std::string>& pieces() const { return pieces_; }

 protected:
  std::streamsize xsputn(const char* text, std::streamsize count) override {
    std::string_view rest(text, static_cast<std::size_t>(count));
    while (!rest.empty()) {
      if (position_ / kPiece == pieces_.size()) pieces_.emplace_back().reserve(kPiece);
      std::string& piece = pieces_[position_ / kPiece];
      const std::size_t place = position_ % kPiece;
      const std::size_t taken = std::min(kPiece - place, rest.size());
      piece.resize(std::max(piece.size(), place + taken));
      rest.copy(piece.data() + place, taken);
      rest.remove_prefix(taken);
      position_ += taken;
    }
    return count;
  }
  pos_type seekoff(off_type offset, std::ios_base::seekdir from,
                   std::ios_base::openmode /*which*/) override {
    const auto start = from == std::ios_base::beg   ? off_type(0)
                       : from == std::ios_base::cur ? off_type(position_)
                                                    : off_type(size());
    return seekpos(start + offset, std::ios_base::out);
  }
  pos_type seekpos(pos_type position, std::ios_base::openmode /*which*/) override {
    const auto wanted = static_cast<off_type>(position);
    if (wanted < 0 || static_cast<std::size_t>(wanted) > size()) return off_type(-1);
    position_ = static_cast<std::size_t>(wanted);
    return position;
  }

 private:
  static constexpr std::size_t kPiece = 16U << 20U;

  [[nodiscard]] std::size_t size() const {
    return pieces_.empty() ? 0 : (pieces_.size() - 1) * kPiece + pieces_.back().size();
  }

  std::vector<std::string> pieces_;
  std::size_t position_ = 0;
};

void add_text(ContentHash& hash, std::string_view text) {
  hash.add(std::as_bytes(std::span(text)));
  hash.add(std::as_bytes(std::span("\0", 1)));
}

/// Everything that decides what compiling gives.
std::uint64_t fingerprint(ov::Core& core, const std::shared_ptr<ov::Model>& model,
                          const ov::AnyMap& settings) {
  ContentHash hash;
  add_text(hash, ov::get_openvino_version().buildNumber);
  add_text(hash, core.get_property("CPU", ov::device::full_name));
  add_text(hash, processor_flags());  // virtual machines of one name differ
  for (const auto& [name, value] : settings) add_text(hash, name + "=" + value.as<std::string>());
  ContentHash weights;
  HashingBuffer graph_buffer(hash);
  HashingBuffer weights_buffer(weights);
  std::ostream graph_stream(&graph_buffer);
  std::ostream weights_stream(&weights_buffer);
  ov::pass::Serialize(graph_stream, weights_stream).run_on_model(model);
  const std::uint64_t weights_hash = weights.value();
  hash.add(std::as_bytes(std::span(&weights_hash, 1)));
  return hash.value();
}

/// The export in a file, after its header has been checked.
std::span<const std::byte> checked_export(std::span<const std::byte> file, std::uint64_t key) {
  Header header;
  if (file.size() < sizeof(header)) throw IoError("it is too short");
  std::memcpy(&header, file.data(), sizeof(header));
  const std::span<const std::byte> exported = file.subspan(sizeof(header));
  if (header.magic != kMagic) throw IoError("it is not a compiled network");
  if (header.key != key) throw IoError("it was made from another network");
  if (header.export_size != exported.size()) throw IoError("it is cut off");
  if (header.export_hash != content_hash(exported)) throw IoError("it is damaged");
  return exported;
}

}  // namespace

ModelCache::ModelCache(ov::Core& core, const std::filesystem::path& folder,
                       const std::shared_ptr<ov::Model>& model, ov::AnyMap settings)
    : core_(&core),
      settings_(std::move(settings)),
      key_(fingerprint(core, model, settings_)),
      file_(folder / fmt::format("{}-{:016x}.network", model->get_friendly_name(), key_)) {}

std::optional<LoadedModel> ModelCache::load() const {
  std::error_code ignored;
  if (!std::filesystem::exists(file_, ignored)) return std::nullopt;
  try {
    const auto mapped = std::make_shared<const MappedFile>(file_);
    const std::span<const std::byte> exported = checked_export(mapped->bytes(), key_);
    // OpenVINO has no view of constant memory; an import only reads.
    const ov::Tensor view(ov::element::u8, {exported.size()},
                          const_cast<std::byte*>(exported.data()));
    return LoadedModel{mapped, core_->import_model(view, "CPU", settings_)};
  } catch (const std::exception& error) {
    spdlog::warn("{}: cannot be used, the network is compiled again: {}", file_.string(),
                 error.what());
    return std::nullopt;
  }
}

void ModelCache::store(ov::CompiledModel& compiled) const {
  try {
    PieceBuffer buffer;
    std::ostream stream(&buffer);
    compiled.export_model(stream);
    ContentHash hash;
    Header header{kMagic, key_, 0, 0, {}};
    std::vector<std::span<const std::byte>> pieces = {std::as_bytes(std::span(&header, 1))};
    for (const std::string& piece : buffer.pieces()) {
      pieces.push_back(std::as_bytes(std::span(piece)));
      hash.add(pieces.back());
      header.export_size += piece.size();
    }
    header.export_hash = hash.value();
    write_file_atomically(file_, pieces);
  } catch (const std::exception& error) {
    spdlog::warn("the compiled network is not kept for the next time: {}", error.what());
  }
}

}  // namespace saa::nn
