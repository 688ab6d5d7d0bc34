#include "pipeline/neighbours/context_builder.h"

#include "pipeline/image_key.h"
#include "pipeline/neighbours/coreset.h"
#include "pipeline/neighbours/mask_pictures.h"
#include "pipeline/neighbours/mutual_score.h"
#include "pipeline/neighbours/reference_draw.h"

#include <algorithm>
#include <map>
#include <optional>
#include <saa/error.h>
#include <utility>

namespace saa {
namespace {

namespace fs = std::filesystem;

/// References that each of them is compared with for its own score: with all of 10,000 that would
/// take an hour or more, growing with the square, and its mean over the nearest share would hardly
/// differ.
constexpr std::size_t kScoredAgainst = kContextSize;

class Builder {
 public:
  Builder(const ContextOptions& options, double nearest_share, const PatchExtractor& extractor,
          int threads, const Context::Progress& progress, const std::atomic<bool>* stop)
      : extractor_(extractor), threads_(threads), progress_(progress), stop_(stop) {
    built_.data.options = options;
    built_.data.nearest_share = nearest_share;
  }

  BuiltContext build(std::vector<fs::path> pictures) {
    std::ranges::sort(pictures);
    const auto same = std::ranges::unique(pictures);
    pictures.erase(same.begin(), same.end());
    const MaskPictures masks(pictures);
    const std::size_t size = built_.data.options.size;
    wanted_ = size == 0 ? pictures.size() : std::min(size, pictures.size());
    for (const std::size_t i : draw_order(pictures.size(), built_.data.options.seed)) {
      if (features_ && features_->patches().references == wanted_) break;
      add(pictures[i], masks);
    }
    if (mask_count_ > 0) built_.notices.push_back(masks_left_out());
    if (!features_) throw InputError(none_read(pictures.size()));
    if (features_->patches().references == 1 && built_.data.options.keep < 1)
      throw InputError(
          "a context of one picture keeps all of its places; leave out the share to keep");
    finish();
    return std::move(built_);
  }

 private:
  void check_stop() const {
    if (stop_ != nullptr && stop_->load(std::memory_order_relaxed))
      throw CancelledError("stopped as asked; no context was made");
  }

  void add(const fs::path& picture, const MaskPictures& masks) {
    check_stop();
    try {
      const Image image = read_image(picture);
      if (const fs::path* const owner = masks.picture_of(picture, image); owner != nullptr) {
        if (mask_count_++ == 0) first_mask_ = picture.string() + " of " + owner->string();
        return;
      }
      std::string key = image_key(image);
      const auto [known, is_new] = seen_.emplace(key, picture);
      if (!is_new) {
        built_.notices.push_back(picture.string() + " shows the same pixels as " +
                                 known->second.string() + " and counts once");
        return;
      }
      const PatchFeatures features = extractor_.features(image);
      if (!features_) features_.emplace(features, wanted_);
      features_->add(features);
      ContextData& data = built_.data;
      data.names.push_back(picture.string());
      data.keys.push_back(std::move(key));
      data.images.insert(data.images.end(), features.image.begin(), features.image.end());
      data.image_channels = features.image.size();
      report(data.names.size());
    } catch (const InputError& error) {
      built_.notices.emplace_back(error.what());
    } catch (const IoError& error) {
      built_.notices.emplace_back(error.what());
    }
  }

  std::string masks_left_out() const {
    const std::string what = mask_count_ == 1 ? "1 picture is a mask"
                                              : std::to_string(mask_count_) + " pictures are masks";
    return what + " by name and by its two grey values, and left out: " + first_mask_ +
           (mask_count_ == 1 ? "" : ", …");
  }

  std::string none_read(std::size_t pictures) const {
    std::string text = "a context takes at least one picture, and of " + std::to_string(pictures) +
                       " given none could be read";
    if (!built_.notices.empty()) text += ": " + built_.notices.front();
    return text;
  }

  void finish() {
    ContextData& data = built_.data;
    data.patches = data.options.keep < 1 ? thinned() : features_->patches();
    const std::size_t count = data.patches.references;
    data.scores.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      check_stop();
      if (count > 1) data.scores[i] = own_score(i);
      report(wanted_ + i + 1);
    }
  }

  ReferencePatches thinned() const {
    const ReferencePatches& whole = features_->patches();
    GrowingReferences kept(whole, built_.data.options.keep);
    for (std::size_t reference = 0; reference < whole.references; ++reference) {
      check_stop();
      for (std::size_t s = 0; s < whole.sets.size(); ++s) {
        const ReferenceSet& set = whole.sets[s];
        const std::size_t channels = set.layout.channels;
        const std::vector<float> rows = unpack_panels(set.of(reference), set.layout);
        const PanelLayout& layout = kept.patches().sets[s].layout;
        std::vector<float> chosen;
        for (const std::size_t patch : coreset(rows, channels, layout.patches)) {
          const auto row = std::span(rows).subspan(patch * channels, channels);
          chosen.insert(chosen.end(), row.begin(), row.end());
        }
        pack_panels(chosen, layout, kept.room(s));
      }
      kept.next();
    }
    return kept.patches();
  }

  /// The greatest of the reference's map against those that follow it, the first following the
  /// last. There are others.
  double own_score(std::size_t reference) const {
    const ReferencePatches& patches = built_.data.patches;
    std::vector<QueryPatches> query;
    for (const ReferenceSet& set : features_->patches().sets)
      query.emplace_back(unpack_panels(set.of(reference), set.layout), set.layout.channels);
    std::vector<std::size_t> others;
    for (std::size_t i = 1; i < std::min(patches.references, kScoredAgainst + 1); ++i)
      others.push_back((reference + i) % patches.references);
    return std::ranges::max(
        mutual_score(query, patches, others, built_.data.nearest_share, threads_).values);
  }

  void report(std::size_t done) const {
    if (progress_) progress_(done, 2 * wanted_);
  }

  const PatchExtractor& extractor_;
  int threads_;
  const Context::Progress& progress_;
  const std::atomic<bool>* stop_;
  BuiltContext built_;
  std::size_t wanted_ = 0;
  std::map<std::string, fs::path> seen_;  ///< by their keys
  std::size_t mask_count_ = 0;
  std::string first_mask_;
  std::optional<GrowingReferences> features_;
};

}  // namespace

BuiltContext build_context(std::span<const fs::path> pictures, const ContextOptions& options,
                           double nearest_share, const PatchExtractor& extractor, int threads,
                           const Context::Progress& progress, const std::atomic<bool>* stop) {
  return Builder(options, nearest_share, extractor, threads, progress, stop)
      .build({pictures.begin(), pictures.end()});
}

}  // namespace saa
