#include "checkpoint/load_budget.h"
#include "checkpoint/safetensors.h"
#include "core/checked.h"
#include "core/mapped_file.h"
#include "core/sha256.h"
#include "pipeline/neighbours/context_data.h"
#include "pipeline/neighbours/network_names.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <memory>
#include <optional>
#include <saa/error.h>
#include <span>
#include <string_view>
#include <utility>

namespace saa {
namespace {

namespace fs = std::filesystem;

/// Upper case, so that it is the first entry of a header, whose names are sorted.
constexpr std::string_view kMagic = "SAA context";
constexpr std::string_view kVersion = "1";
constexpr std::string_view kDigest = "sha256";
/// What a file begins with, behind the eight bytes of the header's length.
constexpr std::string_view kBeginning = R"({"__metadata__":{"SAA context":)";

/// Beyond what any network gives; products of them fit into 64 bits.
constexpr std::uint64_t kMostRows = 4096;
constexpr std::uint64_t kMostChannels = 65536;

struct Content {
  TensorMap tensors;
  Metadata metadata;
};

std::string number_text(double number) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return {text.data(), end};
}

Tensor tensor_of(DType dtype, std::vector<std::int64_t> shape, SharedBytes bytes) {
  return {dtype, std::move(shape), bytes.bytes, std::move(bytes.owner)};
}

template <typename T>
SharedBytes view_of(const std::vector<T>& values) {
  return {std::as_bytes(std::span(values)), nullptr};
}

Tensor texts_tensor(const std::vector<std::string>& texts) {
  const auto joined = std::make_shared<std::string>();
  for (const std::string& text : texts) joined->append(text).push_back('\0');
  const auto size = static_cast<std::int64_t>(joined->size());
  return tensor_of(DType::u8, {size}, {std::as_bytes(std::span(*joined)), joined});
}

std::string numbers_text(std::span<const int> numbers) {
  std::string text;
  for (const int number : numbers) text += (text.empty() ? "" : " ") + std::to_string(number);
  return text;
}

std::string set_name(std::size_t set) { return "patches." + std::to_string(set); }

std::vector<std::int64_t> set_shape(std::size_t references, const PanelLayout& layout) {
  return {static_cast<std::int64_t>(references), static_cast<std::int64_t>(layout.panels()),
          static_cast<std::int64_t>(layout.channels + 1),
          static_cast<std::int64_t>(PanelLayout::kPanel)};
}

/// Views into `data`.
Content content_of(const ContextData& data) {
  const ReferencePatches& patches = data.patches;
  Content content;
  content.metadata = {
      {std::string(kMagic), std::string(kVersion)},
      {"network", neighbour_network_name(data.options.network)},
      {"side", std::to_string(data.options.side)},
      {"size", std::to_string(data.options.size)},
      {"seed", std::to_string(data.options.seed)},
      {"keep", number_text(data.options.keep)},
      {"neighbourhoods", numbers_text(data.options.neighbourhoods)},
      {"weights_network", data.weights.network},
      {"weights_sha256", data.weights.sha256},
      {"references", std::to_string(patches.references)},
      {"image_channels", std::to_string(data.image_channels)},
      {"nearest_share", number_text(data.nearest_share)},
      {"grid", std::to_string(patches.rows) + " " + std::to_string(patches.columns)},
      {"sets", std::to_string(patches.sets.size())}};
  const auto references = static_cast<std::int64_t>(patches.references);
  content.tensors = {
      {"names", texts_tensor(data.names)},
      {"keys", texts_tensor(data.keys)},
      {"images", tensor_of(DType::f32, {references, static_cast<std::int64_t>(data.image_channels)},
                           view_of(data.images))},
      {"scores", tensor_of(DType::f64, {references}, view_of(data.scores))}};
  for (std::size_t i = 0; i < patches.sets.size(); ++i) {
    const ReferenceSet& set = patches.sets[i];
    const std::string name = set_name(i);
    content.metadata[name] = std::to_string(set.rows) + " " + std::to_string(set.columns) + " " +
                             std::to_string(set.layout.patches) + " " +
                             std::to_string(set.layout.channels);
    const std::size_t bytes = patches.references * set.layout.floats() * sizeof(float);
    content.tensors[name] =
        tensor_of(DType::f32, set_shape(patches.references, set.layout), set.bytes.part(0, bytes));
  }
  return content;
}

/// Of the names, in their order, and what they stand for; each text with its length, so that no two
/// contents give the same bytes.
std::string digest_of(const Content& content) {
  Sha256 sum;
  const auto add = [&sum](std::span<const std::byte> bytes) {
    const std::uint64_t size = bytes.size();
    sum.update(std::as_bytes(std::span(&size, 1)));
    sum.update(bytes);
  };
  for (const auto& [name, text] : content.metadata) {
    if (name == kDigest) continue;
    add(std::as_bytes(std::span(name)));
    add(std::as_bytes(std::span(text)));
  }
  for (const auto& [name, tensor] : content.tensors) {
    add(std::as_bytes(std::span(name)));
    add(tensor.bytes);
  }
  return sum.digest();
}

/// Reads a file's content, distrusting all of it.
class Reader {
 public:
  Reader(Content content, std::string file)
      : content_(std::move(content)), file_(std::move(file)) {}

  ContextData read() {
    if (text(kMagic) != kVersion)
      fail("version " + std::string(text(kMagic)) + ", this program reads version " +
           std::string(kVersion) + "; build it again");
    ContextData data;
    data.sha256 = text(kDigest);
    if (digest_of(content_) != data.sha256) fail("its bytes are not those that were written");
    read_options(data);
    data.patches = read_patches();
    const std::size_t references = data.patches.references;
    data.image_channels = numbers("image_channels", {{kMostChannels}})[0];
    data.nearest_share = share("nearest_share");
    data.names = texts("names", references);
    data.keys = texts("keys", references);
    data.images = values<float>("images", DType::f32, {references, data.image_channels});
    data.scores = values<double>("scores", DType::f64, {references});
    return data;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw InputError(file_ + " is no usable context: " + what);
  }

  std::string_view text(std::string_view name) const {
    const auto found = content_.metadata.find(name);
    if (found == content_.metadata.end()) fail("it lacks the entry " + std::string(name));
    return found->second;
  }

  template <typename T>
  T number(std::string_view name) const {
    const std::string_view digits = text(name);
    T value{};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size())
      fail("the entry " + std::string(name) + " is no number");
    return value;
  }

  /// Above 0 and at most 1.
  double share(std::string_view name) const {
    const double value = number<double>(name);
    if (!(value > 0 && value <= 1)) fail("the entry " + std::string(name) + " is out of range");
    return value;
  }

  /// Whole numbers between 1 and `most`, with blanks between them.
  std::vector<std::size_t> numbers(std::string_view name, std::vector<std::uint64_t> most) const {
    std::string_view left = text(name);
    std::vector<std::size_t> found;
    for (const std::uint64_t limit : most) {
      std::uint64_t value = 0;
      const auto [end, error] = std::from_chars(left.data(), left.data() + left.size(), value);
      if (error != std::errc() || value == 0 || value > limit) break;
      found.push_back(value);
      left.remove_prefix(static_cast<std::size_t>(end - left.data()));
      if (left.starts_with(' ')) left.remove_prefix(1);
    }
    if (found.size() != most.size() || !left.empty())
      fail("the entry " + std::string(name) + " is out of range");
    return found;
  }

  const Tensor& tensor(const std::string& name, DType dtype,
                       const std::vector<std::int64_t>& shape) const {
    const auto found = content_.tensors.find(name);
    if (found == content_.tensors.end() || found->second.dtype != dtype ||
        found->second.shape != shape)
      fail("the tensor " + name + " is not there as " + shape_text(shape));
    return found->second;
  }

  template <typename T>
  std::vector<T> values(const std::string& name, DType dtype,
                        const std::vector<std::size_t>& sizes) const {
    const Tensor& found = tensor(name, dtype, {sizes.begin(), sizes.end()});
    std::vector<T> values(found.bytes.size() / sizeof(T));
    std::ranges::copy(found.bytes, std::as_writable_bytes(std::span(values)).begin());
    if (!std::ranges::all_of(values, [](T value) { return std::isfinite(value); }))
      fail("the tensor " + name + " holds values that are no numbers");
    return values;
  }

  std::vector<std::string> texts(const std::string& name, std::size_t count) const {
    const auto found = content_.tensors.find(name);
    if (found == content_.tensors.end()) fail("the tensor " + name + " is not there");
    const auto bytes = found->second.bytes;
    std::vector<std::string> texts;
    auto begin = bytes.begin();
    while (texts.size() < count) {
      const auto end = std::find(begin, bytes.end(), std::byte{0});
      if (end == bytes.end()) break;
      texts.emplace_back(reinterpret_cast<const char*>(&*begin),
                         static_cast<std::size_t>(end - begin));
      begin = end + 1;
    }
    if (texts.size() != count || begin != bytes.end())
      fail("the tensor " + name + " does not hold one text a reference");
    return texts;
  }

  std::vector<int> neighbourhoods() const {
    constexpr std::string_view kEntry = "neighbourhoods";
    const auto blanks = static_cast<std::size_t>(std::ranges::count(text(kEntry), ' '));
    if (blanks >= std::size_t{kMostNeighbourhood}) fail("too many neighbourhoods");
    const auto sides = numbers(kEntry, std::vector<std::uint64_t>(blanks + 1, kMostNeighbourhood));
    return {sides.begin(), sides.end()};
  }

  void read_options(ContextData& data) const {
    const auto network = neighbour_network(text("network"));
    if (!network || *network == NeighbourNetwork::automatic)
      fail("it was built with a network that this program does not know");
    data.options = {.network = *network,
                    .side = static_cast<int>(numbers("side", {{kMostRows}})[0]),
                    .size = number<std::size_t>("size"),
                    .seed = number<std::uint64_t>("seed"),
                    .keep = share("keep"),
                    .neighbourhoods = neighbourhoods()};
    data.weights = {.network = std::string(text("weights_network")),
                    .file = {},
                    .sha256 = std::string(text("weights_sha256"))};
  }

  ReferencePatches read_patches() const {
    ReferencePatches patches;
    patches.references = numbers("references", {{std::uint64_t{1} << 32U}})[0];
    const auto grid = numbers("grid", {kMostRows, kMostRows});
    patches.rows = static_cast<int>(grid[0]);
    patches.columns = static_cast<int>(grid[1]);
    const std::size_t sets = numbers("sets", {{kMostRows}})[0];
    for (std::size_t i = 0; i < sets; ++i) patches.sets.push_back(read_set(i, patches.references));
    return patches;
  }

  ReferenceSet read_set(std::size_t index, std::size_t references) const {
    const std::string name = set_name(index);
    const auto sizes = numbers(name, {kMostRows, kMostRows, kMostRows * kMostRows, kMostChannels});
    ReferenceSet set{.layout = {sizes[2], sizes[3]},
                     .rows = static_cast<int>(sizes[0]),
                     .columns = static_cast<int>(sizes[1]),
                     .bytes = {}};
    if (set.layout.patches > sizes[0] * sizes[1]) fail("the entry " + name + " is out of range");
    const Tensor& found = tensor(name, DType::f32, set_shape(references, set.layout));
    set.bytes = {found.bytes, found.owner};
    return set;
  }

  Content content_;
  std::string file_;
};

}  // namespace

std::string digest(const ContextData& data) { return digest_of(content_of(data)); }

void write_context(const ContextData& data, const fs::path& file) {
  Content content = content_of(data);
  content.metadata.emplace(kDigest, data.sha256);
  write_safetensors(file, content.tensors, content.metadata);
}

ContextData read_context(const fs::path& file) {
  const auto mapped = std::make_shared<const MappedFile>(file);
  const std::string name = file.string();
  if (!begins_as_context(file))
    throw InputError(name +
                     " is no context; saa context build makes one from a folder of pictures");
  try {
    LoadBudget budget(name, mapped->bytes().size());
    Safetensors read = read_safetensors({mapped->bytes(), mapped}, name, budget);
    return Reader({std::move(read.tensors), std::move(read.metadata)}, name).read();
  } catch (const WeightsError& error) {
    throw InputError(std::string(error.what()) + "; build the context again");
  }
}

bool begins_as_context(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::array<char, sizeof(std::uint64_t) + kBeginning.size()> start{};
  in.read(start.data(), start.size());
  return in &&
         std::string_view(start.data(), start.size()).substr(sizeof(std::uint64_t)) == kBeginning;
}

}  // namespace saa
