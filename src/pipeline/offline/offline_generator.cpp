#include "pipeline/offline/offline_generator.h"

#include "image/mask_geometry.h"
#include "pipeline/offline/brightness.h"
#include "pipeline/offline/large_regions.h"
#include "pipeline/offline/object_instances.h"
#include "pipeline/offline/odd_one_out.h"
#include "pipeline/offline/part_mask.h"
#include "pipeline/offline/region_selection.h"
#include "pipeline/offline/small_regions.h"
#include "pipeline/offline/working_image.h"

#include <algorithm>
#include <iterator>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace saa::offline {
namespace {

/// Smooths a pixel's noise away before the search for marks.
constexpr double kSmoothing = 1;

const char* phrase_of(Kind kind) {
  switch (kind) {
    case Kind::dark_mark:
      return "dark mark";
    case Kind::bright_mark:
      return "bright mark";
    case Kind::other_texture:
      return "other texture";
    case Kind::odd_part:
      return "unlike the other parts";
  }
  return "";
}

/// The picture as the searches see it.
struct View {
  explicit View(const Image& picture)
      : working(picture), surroundings(find_surroundings(working.rgb())) {
    cv::cvtColor(working.rgb(), grey, cv::COLOR_RGB2GRAY);
    cv::GaussianBlur(log_brightness(grey), brightness, {}, kSmoothing);
    grain = grain_of(brightness);
  }

  WorkingImage working;
  cv::Mat surroundings;
  cv::Mat grey;
  cv::Mat brightness;
  Grain grain = Grain::none;
};

std::vector<Finding> find_all(const View& view) {
  if (std::min(view.grey.rows, view.grey.cols) < kLeastSide) return {};
  std::vector<Finding> findings = find_marks(view.brightness, view.grain, view.surroundings);
  auto texture = find_other_texture(view.grey, view.grain, view.surroundings);
  if (texture) findings.push_back(std::move(*texture));
  return findings;
}

/// What parts of a picture are compared with.
struct PartComparison {
  const SaliencyExtractor& features;
  const nn::Similarity& similarity;
  int threads;
};

class OfflinePass : public GeneratorPass {
 public:
  OfflinePass(const Image& image, int object_count, const PartComparison& comparison)
      : image_(&image), object_count_(object_count), comparison_(comparison) {}

  std::vector<Proposal> propose(const Prompt& /*prompt*/) override {
    const View& seen = view();
    if (instances().size() > 1) return odd_places();
    Selection selection = select_disjoint(find_all(seen), seen.working.size());
    std::vector<Proposal> proposals;
    for (const Finding& finding : selection.best) proposals.push_back(proposal_of(finding));
    for (const Duplicate& duplicate : selection.duplicates) {
      Proposal proposal = proposal_of(duplicate.finding);
      const auto better = static_cast<float>(score_of(duplicate.better_log_odds));
      proposal.fate = {.rule = Rule::duplicate, .value = proposal.score, .limit = better};
      proposals.push_back(std::move(proposal));
    }
    return proposals;
  }

  std::vector<Proposal> find_objects(const std::string& object) override {
    std::vector<Proposal> objects;
    const auto add = [&](const cv::Mat& mask, const cv::Rect& box) {
      RegionMask region = view().working.to_picture(mask, box);
      if (region.empty()) return;
      const Box around = bounding_box(region);
      objects.push_back({.box = around, .score = 1, .phrase = object, .seed = std::move(region)});
    };
    if (instances().size() > 1) {
      for (const RegionMask& instance : instances()) {
        const Mask& window = instance.window;
        const cv::Mat mask(window.height, window.width, CV_8UC1,
                           const_cast<std::uint8_t*>(window.values.data()));
        add(mask, {instance.x, instance.y, window.width, window.height});
      }
    } else {
      add((view().surroundings == 0) & 1, {{0, 0}, view().working.size()});
    }
    return objects;
  }

 private:
  const View& view() {
    if (!view_) view_.emplace(*image_);
    return *view_;
  }

  /// The parts of a picture that shows several; fewer than two if it shows one, or one was found.
  const std::vector<RegionMask>& instances() {
    if (!instances_) {
      instances_.emplace();
      if (object_count_ > 1) *instances_ = find_instances(view().working.image());
    }
    return *instances_;
  }

  std::vector<Proposal> odd_places() {
    std::vector<Proposal> proposals;
    for (const Finding& finding :
         find_odd_places(view().working.image(), *image_, instances(), comparison_.features,
                         comparison_.similarity, comparison_.threads))
      proposals.push_back(proposal_of(finding));
    return proposals;
  }

  Proposal proposal_of(const Finding& finding) {
    RegionMask region = view().working.to_picture(finding.mask, finding.box);
    const Box box = bounding_box(region);
    return {.box = box,
            .score = static_cast<float>(score_of(finding.log_odds)),
            .phrase = phrase_of(finding.kind),
            .seed = std::move(region)};
  }

  const Image* image_;
  int object_count_;
  PartComparison comparison_;
  std::optional<View> view_;
  std::optional<std::vector<RegionMask>> instances_;
};

}  // namespace

OfflineGenerator::OfflineGenerator(std::shared_ptr<const SaliencyExtractor> features, int threads)
    : features_(std::move(features)), similarity_(threads), threads_(threads) {}

std::unique_ptr<GeneratorPass> OfflineGenerator::begin(const Image& image, int object_count) const {
  return std::make_unique<OfflinePass>(image, object_count,
                                       PartComparison{*features_, similarity_, threads_});
}

}  // namespace saa::offline
