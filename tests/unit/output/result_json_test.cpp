#include "output/result_json.h"

#include "image/mask_geometry.h"
#include "image/run_lengths.h"
#include "output/explain_fate.h"
#include "unit/output/sample_result.h"

#include <gmock/gmock.h>
#include <limits>
#include <set>

namespace saa {
namespace {

using ::testing::HasSubstr;

Json sample_json() {
  return result_json(test::sample_result(), {.image = "lot 7/part.jpg",
                                             .image_sha256 = "ab",
                                             .options_sha256 = "cd",
                                             .read_seconds = 0.125,
                                             .seconds = 1.5});
}

TEST(ResultJson, SaysWhatAndWhenceAndHow) {
  const Json json = sample_json();
  EXPECT_EQ(json["schema"], "saa.result/1");
  EXPECT_EQ(json["image"],
            Json::parse(R"({"path": "lot 7/part.jpg", "width": 6, "height": 4, "sha256": "ab"})"));
  EXPECT_EQ(json["method"], "saa+");
  EXPECT_TRUE(json["method_variant"].is_null());
  EXPECT_EQ(json["engine"], "offline");
  EXPECT_EQ(json["engine_notice"], "no language model");
  EXPECT_EQ(json["preset"], "paper");
  EXPECT_EQ(json["profile"], "visa/candle");
  EXPECT_EQ(json["prompts"], Json::array({"crack"}));
  EXPECT_EQ(json["pred_score"], 0.625);
  EXPECT_EQ(json["threshold"], 0.5);
  EXPECT_EQ(json["pred_label"], true);
  EXPECT_EQ(json["boxes_below_threshold"], 880);
  EXPECT_EQ(json["notices"], Json::array({"a fall-back"}));
  EXPECT_EQ(json["timings"], Json::parse(R"([{"stage": "read", "seconds": 0.125},
                                             {"stage": "generator", "seconds": 0.25},
                                             {"stage": "refiner", "seconds": 0.5}])"));
  EXPECT_EQ(json["seconds"], 1.5);
}

TEST(ResultJson, TellsARegionsScoresAndFate) {
  const Json json = sample_json();
  const Json& dropped = json["regions"][2];
  EXPECT_EQ(dropped["scores"],
            Json::parse(R"({"generator": 0.5, "saliency": 0.25, "saliency_factor": 1.25,
                            "neighbours": null, "neighbour_factor": null,
                            "rescored": 0.625})"));
  EXPECT_EQ(dropped["fate"], Json::parse(R"json({"rule": "top_k", "value": 6.0, "limit": 5.0,
                                     "explanation": "rank 6: only the best 5 are kept (top_k)"
})json"));
  EXPECT_EQ(dropped["rank"], 6);
  EXPECT_EQ(dropped["phrase"], "crack");
  EXPECT_EQ(dropped["prompt"], 0);
  EXPECT_TRUE(dropped["mask"].is_null());
  EXPECT_TRUE(json["regions"].back()["prompt"].is_null());
}

TEST(ResultJson, MasksAreCocoRunLengthsOfTheWholeImage) {
  const Json json = sample_json();
  const Json& mask = json["regions"][0]["mask"];
  EXPECT_EQ(mask["size"], Json::array({4, 6}));  // height first, as in COCO files
  const Mask decoded = decode_run_lengths(
      parse_compressed_counts(mask["counts"].get<std::string>(), /*width=*/6, /*height=*/4));
  EXPECT_EQ(decoded.values, test::sample_result().pred_mask.values);
  EXPECT_EQ(json["object"]["area"], 24.0);
  EXPECT_EQ(json["object"]["mask"]["size"], Json::array({4, 6}));
}

TEST(ResultJson, BoxesAreShortDecimals) {
  EXPECT_EQ(json_line(sample_json()["regions"][1]["box"]), "[5.0,3.0,6.1,4.0]");
}

TEST(ResultJson, CountsTheRegionsThatTheMaskShows) {
  const Json json = sample_json();
  EXPECT_EQ(json["regions"][0]["anomalous"], true);
  EXPECT_EQ(json["regions"][1]["anomalous"], false);  // kept, but below the threshold
  EXPECT_EQ(json["regions"][6]["anomalous"], false);
  EXPECT_EQ(summary_of(json), (ResultSummary{0.625, true, 1, 1.5}));
}

TEST(ResultJson, NumbersThatJsonLacksAreNull) {
  Result result = test::sample_result();
  result.regions.resize(1);
  result.regions[0].fate.limit = std::numeric_limits<double>::infinity();
  result.regions[0].scores.saliency = std::numeric_limits<double>::quiet_NaN();
  result.regions[0].box.x0 = -std::numeric_limits<float>::infinity();
  const Json region = result_json(result, {})["regions"][0];
  EXPECT_TRUE(region["fate"]["limit"].is_null());
  EXPECT_TRUE(region["scores"]["saliency"].is_null());
  EXPECT_TRUE(region["box"][0].is_null());
}

TEST(ResultJson, AnyFileNameGivesValidText) {
  for (const char* name : {"t\xC3\xA9st.png", "bad\xFF\xC3.png", "\"quoted\"\n.png"}) {
    const std::string line = json_line(result_json(test::sample_result(), {name, "", ""}));
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_TRUE(Json::accept(line)) << name;
  }
  EXPECT_EQ(Json::parse(json_line(error_json("bad\xFF.png", "why")))["image"]["path"],
            "bad\xEF\xBF\xBD.png");
}

TEST(ExplainFate, NamesTheNumbersForEveryRule) {
  std::set<std::string> explanations;
  for (const Region& region : test::sample_result().regions)
    explanations.insert(explain(region.fate));
  EXPECT_EQ(explanations.size(), 10U);
  EXPECT_EQ(explain({Rule::box_score, 0.08, 0.1}), "generator score 0.08 is not above 0.1");
  EXPECT_THAT(explain({Rule::area, 24, 21.6}), HasSubstr("24 pixels is not below the limit of 22"));
}

}  // namespace
}  // namespace saa
