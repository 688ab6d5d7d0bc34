// Whether the neighbours' constants only suit the pictures that they were chosen on: the Magnetic
// Tile data set is cut in two, in each half features are chosen and then the odds, and what is best
// in one is measured in the other. Each half is its own context.
//
//   neighbours_split DATA MODELS
//
// DATA holds MT_Blowhole, MT_Break, …; MODELS EfficientNet-Lite0's weights. Prints a table of all
// choices, then what each half chose. The pipeline is the product's; it is handed maps whose
// distances are scaled so that its own constants have the effect of others.
#include "checkpoint/load.h"
#include "core/parallel.h"
#include "datasets/dataset.h"
#include "evaluation/metrics/metrics.h"
#include "evaluation/metrics/protocol.h"
#include "models/efficientnet_lite/efficientnet_lite.h"
#include "pipeline/cascade.h"
#include "pipeline/image_key.h"
#include "pipeline/neighbours/cnn_patches.h"
#include "pipeline/neighbours/mutual_score.h"
#include "pipeline/neighbours/reference_draw.h"
#include "pipeline/offline/offline_engine.h"
#include "pipeline/part_bytes.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <saa/context.h>
#include <saa/error.h>
#include <saa/profile.h>
#include <string>
#include <vector>

namespace saa {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWeights = "efficientnet-lite0-57934424.pth";
constexpr std::size_t kMemory = std::size_t{3} << 30;
/// The pipeline's own: pipeline/neighbours/neighbour_prompt.cpp.
constexpr double kEven = 1.2;
constexpr double kWidth = 0.05;

struct Choice {
  std::vector<int> stages;
  double share = 0;
  double even = 0;
  double width = 0;
  bool operator==(const Choice&) const = default;
};

const Choice kShipped = {{5, 7}, 0.1, kEven, kWidth};
const std::vector<std::vector<int>> kStages = {{5, 7}, {5}, {7}, {3, 5, 7}};
constexpr std::array kShares = {0.1, 0.3};
constexpr std::array kEvens = {1.1, 1.2, 1.3};
constexpr std::array kWidths = {0.03, 0.05, 0.1};

struct Picture {
  Sample sample;
  Image image;
  Mask truth;
};

using Half = std::vector<std::size_t>;
using Halves = std::array<Half, 2>;
/// F_p in each half.
using Figures = std::array<double, 2>;

std::vector<Picture> read_pictures(const fs::path& data) {
  std::vector<Picture> pictures;
  Dataset dataset = open_dataset(DatasetKind::mtd, data);
  for (Sample& sample : dataset.categories.at(0).samples) {
    Image image = read_image(sample.image);
    Mask truth = read_truth(sample, MaskRule::above_zero, image.width, image.height);
    pictures.push_back({std::move(sample), std::move(image), std::move(truth)});
  }
  return pictures;
}

/// Every other one of each kind, by name.
Halves split(const std::vector<Picture>& pictures) {
  Halves halves;
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < pictures.size(); ++i)
    halves[seen[pictures[i].sample.kind]++ % 2].push_back(i);
  return halves;
}

class KnownScores final : public ScoredImages {
 public:
  explicit KnownScores(std::vector<ScoredImage> images) : images_(std::move(images)) {}
  [[nodiscard]] std::size_t count() const override { return images_.size(); }
  [[nodiscard]] ScoredImage at(std::size_t index) const override { return images_[index]; }

 private:
  std::vector<ScoredImage> images_;
};

/// What the neighbours say of every picture of a half that is its own context.
class HalfContext {
 public:
  HalfContext(const std::vector<PatchFeatures>& features, const Half& half)
      : features_(features), references_(features.front(), kContextSize) {
    for (const std::size_t i : draw_order(half.size(), 0)) {
      if (drawn_.size() == kContextSize) break;
      drawn_.push_back(half[i]);
      references_.add(features[half[i]]);
    }
  }

  std::vector<NeighbourMap> maps(const Half& half, double share) const {
    std::vector<double> own;
    for (const std::size_t i : drawn_) own.push_back(greatest(map_of(i, share)));
    std::vector<NeighbourMap> maps;
    for (const std::size_t i : half) {
      const auto others = others_than(i);
      std::vector<double> scores;
      for (const std::size_t other : others) scores.push_back(own[other]);
      const auto middle = scores.begin() + static_cast<std::ptrdiff_t>(scores.size() / 2);
      std::ranges::nth_element(scores, middle);
      maps.push_back({.grid = map_of(i, share), .usual = *middle, .references = others.size()});
    }
    return maps;
  }

 private:
  static double greatest(const FloatMap& map) { return std::ranges::max(map.values); }

  std::vector<std::size_t> others_than(std::size_t picture) const {
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < drawn_.size(); ++i)
      if (drawn_[i] != picture) others.push_back(i);
    return others;
  }

  FloatMap map_of(std::size_t picture, double share) const {
    return mutual_score(query_of(features_[picture]), references_.patches(), others_than(picture),
                        share, 0);
  }

  const std::vector<PatchFeatures>& features_;
  GrowingReferences references_;
  std::vector<std::size_t> drawn_;
};

class Experiment {
 public:
  Experiment(const fs::path& data, const fs::path& models)
      : pictures_(read_pictures(data)),
        halves_(split(pictures_)),
        models_(models),
        engine_(remember(make_offline_engine(machine(models)), kMemory), 1) {
    const std::vector<fs::path> one = {pictures_[0].sample.image};
    context_ = std::make_shared<Context>(Context::build(one, {}, {.models = models}));
  }

  void run() {
    std::printf("stages share even width F_p_A F_p_B\n");
    without_ = figures(nullptr);
    print("without neighbours", without_);
    for (const auto& stages : kStages) {
      for (const double share : kShares)
        measure({.stages = stages, .share = share, .even = kEven, .width = kWidth});
    }
    const std::array chosen = {best(0), best(1)};
    for (const Choice& features : {chosen[0], chosen[1]}) {
      for (const double even : kEvens) {
        for (const double width : kWidths)
          measure(
              {.stages = features.stages, .share = features.share, .even = even, .width = width});
      }
    }
    for (const std::size_t half : {0U, 1U}) conclude(half);
  }

 private:
  static SegmenterOptions machine(const fs::path& models) {
    SegmenterOptions options;
    options.models = models;
    options.threads = 1;  // pictures are worked on side by side
    return options;
  }

  /// Once for each choice.
  void measure(const Choice& choice) {
    if (find(choice) != tried_.end()) return;
    if (choice.stages != stages_) {
      stages_ = choice.stages;
      features_ = look(stages_);
    }
    keep(choice);
    tried_.emplace_back(choice, figures(context_));
    print(text(choice), tried_.back().second);
  }

  std::vector<PatchFeatures> look(const std::vector<int>& stages) const {
    CnnPatchConfig config = efficientnet_lite0_patches();
    config.stages = stages;
    const CnnPatches extractor(efficientnet_lite::compile(load_checkpoint(models_ / kWeights),
                                                          config.stages, {.threads = 0}),
                               config);
    std::vector<PatchFeatures> features;
    for (const Picture& picture : pictures_) features.push_back(extractor.features(picture.image));
    return features;
  }

  /// The pipeline finds these maps where it would keep its own.
  void keep(const Choice& choice) {
    for (const Half& half : halves_) {
      const std::vector<NeighbourMap> maps = HalfContext(features_, half).maps(half, choice.share);
      for (std::size_t i = 0; i < half.size(); ++i) {
        NeighbourMap map = maps[i];
        for (float& value : map.grid.values) {
          const double beyond = (double(value) / map.usual - choice.even) / choice.width;
          value = static_cast<float>(kEven + kWidth * beyond);
        }
        map.usual = 1;
        const std::string key =
            "neighbours " + context_->sha256() + " " + image_key(pictures_[half[i]].image);
        const std::size_t bytes = bytes_of(map);
        engine_.memory()->keep<NeighbourMap>(key, std::move(map), bytes);
      }
    }
  }

  Figures figures(const std::shared_ptr<const Context>& context) const {
    Figures found{};
    const Profile profile = find_profile("mtd/mtd");
    PredictOptions options;
    options.context = context;
    for (std::size_t half = 0; half < 2; ++half) {
      std::vector<ScoredImage> scored(halves_[half].size());
      parallel_for(scored.size(), 0, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
          const Picture& picture = pictures_[halves_[half][i]];
          const Result result = engine_.predict(picture.image, profile, options);
          scored[i] = to_protocol(result.anomaly_map, picture.truth);
        }
      });
      const MetricOptions only_pixels{.regions = false, .aupro = false};
      found[half] =
          evaluate_scores(KnownScores(std::move(scored)), only_pixels).metrics.pixel_f1_max->value;
    }
    return found;
  }

  static std::string text(const Choice& choice) {
    std::string stages;
    for (const int stage : choice.stages)
      stages += (stages.empty() ? "" : "+") + std::to_string(stage);
    std::array<char, 64> numbers{};
    std::snprintf(numbers.data(), numbers.size(), " %g %g %g", choice.share, choice.even,
                  choice.width);
    return stages + numbers.data();
  }

  static void print(const std::string& name, const Figures& found) {
    std::printf("%s %.2f %.2f\n", name.c_str(), 100 * found[0], 100 * found[1]);
    std::fflush(stdout);
  }

  using Tried = std::vector<std::pair<Choice, Figures>>;

  [[nodiscard]] Tried::const_iterator find(const Choice& choice) const {
    return std::ranges::find(tried_, choice, [](const auto& one) { return one.first; });
  }
  [[nodiscard]] const Choice& best(std::size_t half) const {
    return std::ranges::max_element(tried_, {},
                                    [half](const auto& one) { return one.second[half]; })
        ->first;
  }

  void conclude(std::size_t half) const {
    const std::size_t other = 1 - half;
    const auto at = [this](const Choice& choice, std::size_t where) {
      return 100 * find(choice)->second[where];
    };
    const Choice& chosen = best(half);
    std::printf(
        "best in half %c: %s, F_p %.2f there; in the other half %.2f (as shipped %.2f, "
        "without neighbours %.2f, best there %.2f)\n",
        half == 0 ? 'A' : 'B', text(chosen).c_str(), at(chosen, half), at(chosen, other),
        at(kShipped, other), 100 * without_[other], at(best(other), other));
  }

  std::vector<Picture> pictures_;
  Halves halves_;
  fs::path models_;
  Cascade engine_;
  std::shared_ptr<const Context> context_;
  std::vector<int> stages_;  ///< that features_ are of
  std::vector<PatchFeatures> features_;
  Figures without_{};
  Tried tried_;
};

}  // namespace
}  // namespace saa

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s DATA MODELS\n", argv[0]);
    return 2;
  }
  try {
    saa::Experiment(argv[1], argv[2]).run();
  } catch (const saa::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
