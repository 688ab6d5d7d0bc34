#include "pipeline/image_key.h"
#include "pipeline/neighbours/context_builder.h"
#include "pipeline/neighbours/context_data.h"
#include "pipeline/neighbours/image_rescore.h"
#include "pipeline/neighbours/mutual_score.h"
#include "pipeline/neighbours/patch_extractor.h"

#include <algorithm>
#include <array>
#include <saa/context.h>
#include <saa/error.h>
#include <utility>

namespace saa {
namespace {

/// The median of the references' own scores.
double usual(std::span<const ScoredReference> references) {
  std::vector<double> scores;
  scores.reserve(references.size());
  for (const ScoredReference& reference : references) scores.push_back(reference.score);
  const auto middle = scores.begin() + static_cast<std::ptrdiff_t>(scores.size() / 2);
  std::ranges::nth_element(scores, middle);
  return *middle;
}

}  // namespace

class Context::Impl {
 public:
  Impl(ContextData data, LoadedPatches patches, std::vector<std::string> notices, int threads)
      : data_(std::move(data)),
        patches_(std::move(patches)),
        notices_(std::move(notices)),
        threads_(threads) {}

  [[nodiscard]] NeighbourMap compare(const Image& image) const {
    if (image.empty()) throw InputError("an empty image has no neighbours");
    const std::vector<std::size_t> others = others_than(image_key(image));
    if (others.empty()) return {};
    const PatchFeatures features = patches_.extractor->features(image);
    if (!data_.patches.fit(features) || features.image.size() != data_.image_channels)
      throw InputError(
          "the context was built with other features than this program's; build it "
          "again");
    NeighbourMap map;
    map.grid =
        mutual_score(query_of(features), data_.patches, others, data_.nearest_share, threads_);
    const std::vector<ScoredReference> references = scored(others, features);
    map.image_score = rescore(std::ranges::max(map.grid.values), features.image, references);
    map.usual = usual(references);
    map.references = others.size();
    return map;
  }

  [[nodiscard]] const ContextData& data() const { return data_; }
  [[nodiscard]] const WeightsFile& weights() const { return patches_.weights; }
  [[nodiscard]] const std::vector<std::string>& notices() const { return notices_; }

 private:
  [[nodiscard]] std::vector<std::size_t> others_than(const std::string& key) const {
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < data_.keys.size(); ++i)
      if (data_.keys[i] != key) others.push_back(i);
    return others;
  }

  [[nodiscard]] std::vector<ScoredReference> scored(std::span<const std::size_t> others,
                                                    const PatchFeatures& picture) const {
    std::vector<ScoredReference> scored;
    scored.reserve(others.size());
    for (const std::size_t i : others)
      scored.push_back(
          {std::span(data_.images).subspan(i * data_.image_channels, data_.image_channels),
           data_.scores.size() > 1 ? data_.scores[i] : score_beside(picture)});
    return scored;
  }

  /// A single reference has nothing but the picture to be compared with.
  [[nodiscard]] double score_beside(const PatchFeatures& picture) const {
    GrowingReferences other(picture, 1);
    other.add(picture);
    std::vector<QueryPatches> query;
    for (const ReferenceSet& set : data_.patches.sets)
      query.emplace_back(unpack_panels(set.of(0), set.layout), set.layout.channels);
    constexpr std::array<std::size_t, 1> kOnly = {0};
    return std::ranges::max(
        mutual_score(query, other.patches(), kOnly, data_.nearest_share, threads_).values);
  }

  ContextData data_;
  LoadedPatches patches_;
  std::vector<std::string> notices_;
  int threads_;
};

namespace {

void expect_in_range(const ContextOptions& options) {
  if (!(options.keep > 0 && options.keep <= 1))
    throw UsageError("the share of patches to keep must be above 0 and at most 1, not " +
                     std::to_string(options.keep));
}

}  // namespace

Context Context::build(std::span<const std::filesystem::path> pictures,
                       const ContextOptions& options, const ContextMachine& machine,
                       const Progress& progress, const std::atomic<bool>* stop) {
  expect_in_range(options);
  LoadedPatches patches = make_patch_extractor(options, machine);
  ContextOptions resolved = options;
  resolved.network = patches.network;
  resolved.side = patches.extractor->side();
  resolved.neighbourhoods = patches.extractor->neighbourhoods();
  BuiltContext built = build_context(pictures, resolved, patches.nearest_share, *patches.extractor,
                                     machine.threads, progress, stop);
  built.data.weights = patches.weights;
  built.data.sha256 = digest(built.data);
  return Context(std::make_unique<Impl>(std::move(built.data), std::move(patches),
                                        std::move(built.notices), machine.threads));
}

Context Context::open(const std::filesystem::path& file, const ContextMachine& machine) {
  ContextData data = read_context(file);
  LoadedPatches patches = make_patch_extractor(data.options, machine);
  if (patches.weights.sha256 != data.weights.sha256)
    throw WeightsError(file.string() + " was built with other weights of " + data.weights.network +
                       " (SHA-256 " + data.weights.sha256 + ") than " +
                       patches.weights.file.string() + "; build it again, or bring those");
  return Context(std::make_unique<Impl>(std::move(data), std::move(patches),
                                        std::vector<std::string>(), machine.threads));
}

bool Context::is_context_file(const std::filesystem::path& file) { return begins_as_context(file); }

Context::Context(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Context::~Context() = default;
Context::Context(Context&&) noexcept = default;
Context& Context::operator=(Context&&) noexcept = default;

void Context::save(const std::filesystem::path& file) const { write_context(impl_->data(), file); }
NeighbourMap Context::compare(const Image& image) const { return impl_->compare(image); }
const ContextOptions& Context::options() const { return impl_->data().options; }
std::vector<std::string> Context::references() const { return impl_->data().names; }
std::vector<std::string> Context::notices() const { return impl_->notices(); }
std::string Context::sha256() const { return impl_->data().sha256; }
WeightsFile Context::weights() const { return impl_->weights(); }
std::size_t Context::bytes() const { return impl_->data().patches.bytes(); }

}  // namespace saa
