// The pipeline against transcription.py on the same boxes, masks and features (cascade.json,
// written by make_fixture.py).
#include "pipeline/cascade.h"
#include "unit/pipeline/fake_engine.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace saa {
namespace {

using nlohmann::json;

/// Cosines and maps are f32 here and double there: 24 bits, a few roundings on values below 2, then
/// exp(3 x) at most triples the error; the fixture keeps 7 decimals.
constexpr double kMapTolerance = 2e-6;
constexpr double kScoreTolerance = 3e-6;

const json& fixture() {
  static const json content = json::parse(
      std::ifstream(std::filesystem::path(SAA_SOURCE_DIR) / "tests/parity/pipeline/cascade.json"));
  return content;
}

Box box_from(const json& corners) { return {corners[0], corners[1], corners[2], corners[3]}; }

std::map<std::string, std::vector<Proposal>> proposals_from(const json& by_question) {
  std::map<std::string, std::vector<Proposal>> answers;
  for (const auto& [question, boxes] : by_question.items()) {
    for (const json& box : boxes)
      answers[question].push_back({.box = box_from(box), .score = box[4], .phrase = box[5]});
  }
  return answers;
}

RegionMask mask_from(const json& mask) {
  const std::vector<std::string> rows = mask.at("rows");
  if (rows.empty()) return {};
  RegionMask region{mask.at("x"), mask.at("y"),
                    Mask(static_cast<int>(rows[0].size()), static_cast<int>(rows.size()))};
  for (int y = 0; y < region.window.height; ++y)
    for (int x = 0; x < region.window.width; ++x)
      region.window.at(x, y) = rows[std::size_t(y)][std::size_t(x)] == '#' ? 1 : 0;
  return region;
}

FeatureGrid grid_from(const json& level) {
  const json& shape = level.at("shape");
  return {.width = shape[1],
          .height = shape[0],
          .channels = shape[2],
          .values = level.at("values").get<std::vector<float>>()};
}

Scene scene_from(const json& described, const std::string& preset) {
  Scene scene;
  scene.boxes = proposals_from(described.at("boxes"));
  scene.objects = proposals_from(described.at("objects"));
  for (const json& mask : described.at("masks"))
    scene.masks.emplace_back(box_from(mask.at("box")), mask_from(mask));
  for (const auto& [side, levels] : described.at("features").items()) {
    FeatureGrid grid = grid_from(levels[0]);
    for (std::size_t l = 1; l < levels.size(); ++l) grid.coarser.push_back(grid_from(levels[l]));
    scene.features[std::stoi(side)] = std::move(grid);
  }
  scene.expected_order = preset == "reference" ? ChannelOrder::bgr : ChannelOrder::rgb;
  return scene;
}

Profile profile_from(const json& values) {
  Profile profile;
  profile.class_name = values.at("class_name");
  profile.object = values.at("object");
  profile.reference_object = values.at("reference_object");
  profile.object_count = values.at("object_count");
  profile.top_k = values.at("top_k");
  profile.max_area = values.at("max_area");
  profile.min_overlap = values.at("min_overlap");
  const std::string overlap = values.at("overlap");
  profile.overlap = overlap == "none"  ? OverlapRule::none
                    : overlap == "iou" ? OverlapRule::iou
                                       : OverlapRule::inside;
  profile.general = values.at("general").get<std::vector<std::string>>();
  for (const json& prompt : values.at("prompts")) profile.prompts.push_back({prompt[0], prompt[1]});
  return profile;
}

PredictOptions options_from(const json& described) {
  PredictOptions options;
  const std::string preset = described.at("preset");
  options.preset = preset == "paper"       ? Preset::paper
                   : preset == "reference" ? Preset::reference
                                           : Preset::saa;
  for (const std::string name : described.at("without")) {
    if (name == "class_agnostic") options.prompts.class_agnostic = false;
    if (name == "class_specific") options.prompts.class_specific = false;
    if (name == "property") options.prompts.property = false;
    if (name == "saliency") options.prompts.saliency = false;
    if (name == "confidence") options.prompts.confidence = false;
  }
  return options;
}

void expect_map(const FloatMap& map, const std::vector<double>& expected, const char* name) {
  ASSERT_EQ(map.values.size(), expected.size()) << name;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    ASSERT_NEAR(map.values[i], expected[i], kMapTolerance)
        << name << " at " << i % std::size_t(map.width) << ", " << i / std::size_t(map.width);
  }
}

std::vector<double> from_runs(const json& runs) {
  std::vector<double> values;
  for (std::size_t i = 0; i < runs.size(); i += 2)
    values.insert(values.end(), runs[i].get<std::size_t>(), runs[i + 1].get<double>());
  return values;
}

const Region* find_region(const Result& result, const json& candidate) {
  for (const Region& region : result.regions)
    if (region.prompt == candidate.at("prompt") && region.box == box_from(candidate.at("box")))
      return &region;
  return nullptr;
}

void expect_number(const std::optional<double>& found, const json& expected, const char* name) {
  ASSERT_EQ(found.has_value(), !expected.is_null()) << name;
  if (found) {
    EXPECT_NEAR(*found, expected.get<double>(), kScoreTolerance) << name;
  }
}

void expect_region(const Region& region, const json& expected) {
  EXPECT_EQ(rule_name(region.fate.rule), expected.at("rule").get<std::string>());
  EXPECT_EQ(region.area, expected.at("area"));
  const json& rank = expected.at("rank");
  EXPECT_EQ(region.rank, rank.is_null() ? std::nullopt : std::optional<int>(rank.get<int>()));
  expect_number(region.scores.saliency, expected.at("saliency"), "saliency");
  expect_number(region.scores.saliency_factor, expected.at("factor"), "factor");
  if (!expected.at("rescored").is_null())
    expect_number(region.scores.rescored, expected.at("rescored"), "rescored");
}

void expect_case(const json& described) {
  const json& expected = described.at("expected");
  const json& scene = fixture().at("scenes").at(described.at("scene").get<std::string>());
  SCOPED_TRACE(described.at("preset").dump() + " without " + described.at("without").dump() +
               ", profile " + described.at("profile").dump());

  const Cascade cascade(make_fake_engine(scene_from(scene, described.at("preset"))), 1);
  const Result result =
      cascade.predict(grey_image(scene.at("width"), scene.at("height")),
                      profile_from(described.at("profile")), options_from(described));

  EXPECT_EQ(result.prompts, expected.at("prompts").get<std::vector<std::string>>());
  EXPECT_NEAR(result.object_area, expected.at("object_area").get<double>(), 1e-3);
  expect_map(result.anomaly_map, from_runs(expected.at("anomaly_map")), "anomaly map");
  const json& saliency = expected.at("saliency_map");
  EXPECT_EQ(result.saliency_map.empty(), saliency.is_null());
  if (!saliency.is_null()) {
    const json& values = fixture().at("saliency_maps")[saliency.get<std::size_t>()];
    expect_map(result.saliency_map, values.get<std::vector<double>>(), "saliency map");
  }
  const auto fell_back = std::ranges::count_if(result.notices, [](const std::string& notice) {
    return notice.starts_with("saliency between objects");
  });
  EXPECT_EQ(fell_back == 1, expected.at("saliency_fell_back").get<bool>());

  const json& candidates = expected.at("candidates");
  ASSERT_EQ(result.regions.size(), candidates.size());
  for (const json& candidate : candidates) {
    SCOPED_TRACE("candidate " + candidate.dump());
    const Region* region = find_region(result, candidate);
    ASSERT_NE(region, nullptr);
    expect_region(*region, candidate);
  }
}

std::vector<std::string> scene_names() {
  std::vector<std::string> names;
  for (const auto& scene : fixture().at("scenes").items()) names.push_back(scene.key());
  return names;
}

class CascadeParity : public ::testing::TestWithParam<std::string> {};

TEST_P(CascadeParity, EqualsTheTranscription) {
  int cases = 0;
  for (const json& described : fixture().at("cases")) {
    if (described.at("scene") != GetParam()) continue;
    expect_case(described);
    ++cases;
  }
  EXPECT_GE(cases, 3);  // every preset at least
}

INSTANTIATE_TEST_SUITE_P(Scenes, CascadeParity, ::testing::ValuesIn(scene_names()),
                         [](const auto& scene) {
                           std::string name = scene.param;
                           std::ranges::replace(name, ' ', '_');
                           return name;
                         });

}  // namespace
}  // namespace saa
