#include "pipeline/offline/offline_generator.h"

#include "image/mask_geometry.h"
#include "pipeline/offline/brightness.h"
#include "pipeline/offline/large_regions.h"
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

Box box_of(const RegionMask& region) { return bounding_box(region); }

class OfflinePass : public GeneratorPass {
 public:
  explicit OfflinePass(const Image& image) : image_(&image) {}

  std::vector<Proposal> propose(const Prompt& /*prompt*/) override {
    const View& seen = view();
    Selection selection = select_disjoint(find_all(seen), seen.working.size());
    std::vector<Proposal> proposals;
    for (const Finding& finding : selection.best) proposals.push_back(proposal_of(finding));
    for (const Duplicate& duplicate : selection.duplicates) {
      Proposal proposal = proposal_of(duplicate.finding);
      const double better = score_of(duplicate.better_log_odds);
      proposal.fate = {.rule = Rule::duplicate, .value = proposal.score, .limit = better};
      proposals.push_back(std::move(proposal));
    }
    return proposals;
  }

  std::vector<Proposal> find_objects(const std::string& object, int /*count*/) override {
    const View& seen = view();
    const cv::Mat part = (seen.surroundings == 0) & 1;
    RegionMask region = seen.working.to_picture(part, {{0, 0}, seen.working.size()});
    if (region.empty()) return {};
    const Box box = box_of(region);
    return {{.box = box, .score = 1, .phrase = object, .seed = std::move(region)}};
  }

 private:
  const View& view() {
    if (!view_) view_.emplace(*image_);
    return *view_;
  }

  Proposal proposal_of(const Finding& finding) {
    RegionMask region = view().working.to_picture(finding.mask, finding.box);
    const Box box = box_of(region);
    return {.box = box,
            .score = static_cast<float>(score_of(finding.log_odds)),
            .phrase = phrase_of(finding.kind),
            .seed = std::move(region)};
  }

  const Image* image_;
  std::optional<View> view_;
};

}  // namespace

std::unique_ptr<GeneratorPass> OfflineGenerator::begin(const Image& image) const {
  return std::make_unique<OfflinePass>(image);
}

}  // namespace saa::offline
