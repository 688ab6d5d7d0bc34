#include "output/run_manifest.h"

#include "core/atomic_file.h"
#include "output/machine.h"
#include "unit/temporary_folder.h"

#include <gmock/gmock.h>

namespace saa {
namespace {

RunManifest sample_manifest() {
  RunManifest manifest;
  manifest.command = {"saa", "predict", "bad\xFF.png"};
  manifest.options.engine = "offline";
  manifest.options.weights = {{"efficientnet_lite0", "/models/e.pth", "1234"}};
  manifest.options.profile = find_profile("visa/candle");
  manifest.run_options = {{"jobs", 2}};
  manifest.earlier_runs = Json::array();
  manifest.started = "2026-01-31T08:05:09Z";
  manifest.counts = {.images = 30, .done = 28, .resumed = 12, .failed = 2, .anomalous = 3};
  return manifest;
}

TEST(RunManifest, TracesATable) {
  const Json json = Json::parse(json_page(manifest_json(sample_manifest())));
  EXPECT_EQ(json["schema"], "saa.run/1");
  EXPECT_EQ(json["command"][2], "bad\xEF\xBF\xBD.png");
  EXPECT_EQ(json["state"], "running");
  EXPECT_TRUE(json["ended"].is_null());
  EXPECT_EQ(json["counts"]["failed"], 2);
  EXPECT_EQ(json["options"]["weights"][0],
            Json::parse(R"({"network": "efficientnet_lite0", "sha256": "1234",
                            "file": "/models/e.pth"})"));
  EXPECT_EQ(json["options"]["profile"]["name"], "visa/candle");
  const std::string toml = json["options"]["profile"]["toml"];
  EXPECT_EQ(parse_profile(toml, "visa/candle"), find_profile("visa/candle"));
  EXPECT_GT(json["machine"]["cores"], 0);
  EXPECT_GT(json["machine"]["memory_bytes"], 0);
}

TEST(RunManifest, TheSchemaComesFirst) {
  EXPECT_EQ(json_page(manifest_json(sample_manifest())).find("{\n  \"schema\": \"saa.run/1\""), 0U);
}

TEST(RunManifest, DigestTellsEveryOptionThatMayChangeAResult) {
  const ResultOptions base = sample_manifest().options;
  const auto digest_with = [&base](auto change) {
    ResultOptions options = base;
    change(options);
    return options_sha256(options);
  };
  const std::string same = options_sha256(base);
  EXPECT_EQ(same, digest_with([](auto& o) { o.weights[0].file = "/elsewhere/e.pth"; }));
  EXPECT_NE(same, digest_with([](auto& o) { o.weights[0].sha256 = "5678"; }));
  EXPECT_NE(same, digest_with([](auto& o) { o.method = Method::utad; }));
  EXPECT_NE(same, digest_with([](auto& o) { o.method_variant = "other"; }));
  EXPECT_NE(digest_with([](auto& o) { o.method = Method::clipseg; }), digest_with([](auto& o) {
              o.method = Method::clipseg;
              o.prompts.class_specific = false;
            }));
  EXPECT_NE(same, digest_with([](auto& o) { o.engine = "other"; }));
  EXPECT_NE(same, digest_with([](auto& o) { o.precision = Precision::bf16; }));
  EXPECT_NE(same, digest_with([](auto& o) { o.preset = Preset::saa; }));
  EXPECT_NE(same, digest_with([](auto& o) { o.prompts.saliency = false; }));
  EXPECT_NE(same, digest_with([](auto& o) { o.threshold = 0.0; }));
  EXPECT_NE(same, digest_with([](auto& o) { o.profile.top_k = 2; }));
  EXPECT_NE(same, digest_with([](auto& o) { o.profile.prompts[0].filtered_phrase = "wax"; }));
}

TEST(RunManifest, RemembersTheRunsItResumes) {
  const test::TemporaryFolder folder;
  const auto file = folder / kManifestName;
  RunManifest first = sample_manifest();
  const std::string digest = options_sha256(first.options);
  EXPECT_EQ(runs_to_resume(file, digest), Json::array());  // no file

  write_file_atomically(file, json_page(manifest_json(first)));
  RunManifest second = sample_manifest();
  second.started = "2026-01-31T09:00:00Z";
  second.ended = "2026-01-31T09:30:00Z";
  second.state = RunState::interrupted;
  second.earlier_runs = runs_to_resume(file, digest);
  EXPECT_EQ(second.earlier_runs, Json::parse(R"([{"started": "2026-01-31T08:05:09Z", "ended": null,
                             "state": "running"}])"));

  write_file_atomically(file, json_page(manifest_json(second)));
  EXPECT_EQ(runs_to_resume(file, digest).size(), 2U);
  EXPECT_EQ(runs_to_resume(file, "other options"), Json::array());
  write_file_atomically(file, "not JSON");
  EXPECT_EQ(runs_to_resume(file, digest), Json::array());
}

TEST(Machine, TellsTheTimeInUtc) {
  EXPECT_THAT(utc_now(), ::testing::MatchesRegex("20..-..-..T..:..:..Z"));
}

}  // namespace
}  // namespace saa
