// The built-in profiles against a second transcription of the published parameters, by hand.
#include "core/mapped_file.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <saa/error.h>
#include <saa/profile.h>

namespace saa {
namespace {

constexpr bool kSimilar = true;
constexpr bool kDissimilar = false;

struct Published {
  std::string name;
  std::string object;  ///< as the published code sends it: with the comma of the sentence, if any
  int object_count;
  bool similar;
  int top_k;
  double max_area;
  std::vector<Prompt> prompts;
};

const std::vector<Published>& published() {
  static const std::vector<Published> rows = {
      {"ksdd2/ksdd2",
       "ksdd2,",
       1,
       kDissimilar,
       5,
       0.9,
       {{"black hole.", "ksdd2"}, {"defect.", "ksdd2"}}},
      {"mtd/mtd",
       "mtd,",
       1,
       kDissimilar,
       5,
       0.9,
       {{"black hole. blow hole. break. crack. fray. uneven.", "mtd"}, {"defect.", "mtd"}}},
      {"mvtec/bottle",
       "bottle,",
       1,
       kDissimilar,
       5,
       0.3,
       {{"broken part. contamination. white broken.", "bottle"}}},
      {"mvtec/cable",
       "cable,",
       1,
       kDissimilar,
       5,
       0.9,
       {{"crack. flawed golden wire. black hole.", "cable"}}},
      {"mvtec/capsule", "capsule,", 1, kDissimilar, 5, 0.6, {{"white crack. hole.", "capsule"}}},
      {"mvtec/carpet",
       "carpet,",
       1,
       kDissimilar,
       5,
       0.9,
       {{"black hole", "carpet"}, {"thread", "carpet"}, {"defect.", "carpet"}}},
      {"mvtec/grid",
       "grid,",
       1,
       kDissimilar,
       5,
       0.9,
       {{"irregular pattern", "grid"}, {"defect.", "grid"}}},
      {"mvtec/hazelnut",
       "hazelnut,",
       1,
       kDissimilar,
       5,
       0.9,
       {{"white print. crack. thread.", "hazelnut"}}},
      {"mvtec/leather", "leather,", 1, kDissimilar, 5, 0.9, {{"defect.", "leather"}}},
      {"mvtec/metal_nut",
       "metal_nut,",
       1,
       kDissimilar,
       5,
       1.0,
       {{"blue defect. black defect. red defect. scratch.", "nut"}}},
      {"mvtec/pill",
       "pill,",
       1,
       kDissimilar,
       5,
       1.0,
       {{"red defect. yellow defect. blue defect. crack. scratch.", "pill"}}},
      {"mvtec/screw", "screw,", 1, kDissimilar, 5, 0.1, {{"defect.", "screw"}}},
      {"mvtec/tile", "tile,", 1, kDissimilar, 5, 0.9, {{"defect.", "tile"}}},
      {"mvtec/toothbrush", "toothbrush,", 1, kDissimilar, 5, 0.5, {{"defect.", "toothbrush"}}},
      {"mvtec/transistor", "transistor,", 1, kDissimilar, 5, 1.0, {{"defect.", "transistor"}}},
      {"mvtec/wood", "wood,", 1, kDissimilar, 5, 0.9, {{"defect.", "wood"}}},
      {"mvtec/zipper", "zipper,", 1, kDissimilar, 5, 0.5, {{"crack. broken leather.", "zipper"}}},
      {"visa/candle",
       "candle,",
       4,
       kSimilar,
       1,
       0.3,
       {{"color defect. hole. black defect. wick hole. spot.", "candle"}}},
      {"visa/capsules",
       "capsule,",
       20,
       kDissimilar,
       15,
       1.0,
       {{"black melt. dark liquid.", "capsules"}, {"bubble", "capsules"}}},
      {"visa/cashew",
       "cashew,",
       1,
       kDissimilar,
       17,
       0.05,
       {{"yellow defect. black defect. small holes. scratch. breakage. crack.", "cashew"},
        {"small spot.", "cashew"}}},
      {"visa/chewinggum",
       "chewinggum",
       1,
       kDissimilar,
       50,
       0.2,
       {{"crack. yellow defect. color defect. black defect. thread.", "chewinggum"}}},
      {"visa/fryum",
       "fryum,",
       1,
       kDissimilar,
       5,
       1.0,
       {{"broken part. purple defect. black defect. red defect. color defect. color crack. break",
         "fryum"}}},
      {"visa/macaroni1",
       "macaroni,",
       4,
       kSimilar,
       5,
       0.3,
       {{"broken part. red defect. black defect. crack. hole. scratch. color crack.", "macaroni"}}},
      {"visa/macaroni2",
       "macaroni,",
       4,
       kDissimilar,
       50,
       0.3,
       {{"broken part. red defect. black defect. crack. hole. scratch.", "macaroni"},
        {"edge. spot. chip.", "macaroni"}}},
      {"visa/pcb1",
       "printed_circuit_board,",
       1,
       kDissimilar,
       1,
       0.3,
       {{"bent wire on pcb", "pcb"},
        {"white scratch on pcb", "pcb"},
        {"white defect on pcb", "pcb"},
        {"white circle.", "pcb"}}},
      {"visa/pcb2",
       "pcb,",
       1,
       kDissimilar,
       9,
       0.3,
       {{"bent wire", "pcb"}, {"pointed", "pcb"}, {"wire", "pcb"}}},
      {"visa/pcb3",
       "printed_circuit_board,",
       1,
       kDissimilar,
       5,
       0.3,
       {{"bent wire on pcb", "pcb"}, {"scratch on pcb", "pcb"}, {"defect on pcb", "pcb"}}},
      {"visa/pcb4",
       "pcb,",
       1,
       kDissimilar,
       7,
       0.3,
       {{"yellow paper on pcb", "pcb"},
        {"yellow defect on pcb", "pcb"},
        {"black defect on pcb", "pcb"},
        {"color defect on pcb", "pcb"},
        {"scratch on pcb", "pcb"},
        {"defect on pcb", "pcb"}}},
      {"visa/pipe_fryum",
       "pipe_fryum,",
       1,
       kDissimilar,
       19,
       0.3,
       {{"broken part. red defect. black defect. crack. hole. scratch.", "fryum"}}},
  };
  return rows;
}

/// What the profile of a row should be, field by field.
Profile expected(const Published& row) {
  Profile profile;
  profile.name = row.name;
  profile.class_name = row.name.substr(row.name.find('/') + 1);
  profile.object = row.object;
  if (row.object.ends_with(',')) {
    profile.object.pop_back();
    profile.reference_object = row.object;
  }
  profile.object_count = row.object_count;
  profile.similar = row.similar;
  profile.top_k = row.top_k;
  profile.max_area = row.max_area;
  profile.overlap = OverlapRule::inside;
  profile.min_overlap = 0;
  profile.threshold = std::nullopt;
  profile.general = {"defect on {}", "damage on {}", "flaw on {}"};
  profile.prompts = row.prompts;
  return profile;
}

TEST(BuiltinProfiles, HoldThePublishedParameters) {
  EXPECT_EQ(published().size(), 29U);
  for (const Published& row : published()) {
    const Profile profile = find_profile(row.name);
    const Profile wanted = expected(row);
    // Field by field, so that a failure says which.
    EXPECT_EQ(profile.name, wanted.name);
    EXPECT_EQ(profile.class_name, wanted.class_name) << row.name;
    EXPECT_EQ(profile.object, wanted.object) << row.name;
    EXPECT_EQ(profile.reference_object, wanted.reference_object) << row.name;
    EXPECT_EQ(profile.object_count, wanted.object_count) << row.name;
    EXPECT_EQ(profile.similar, wanted.similar) << row.name;
    EXPECT_EQ(profile.top_k, wanted.top_k) << row.name;
    EXPECT_EQ(profile.max_area, wanted.max_area) << row.name;
    EXPECT_EQ(profile.general, wanted.general) << row.name;
    EXPECT_EQ(profile.prompts, wanted.prompts) << row.name;
    EXPECT_EQ(profile, wanted) << row.name;
  }
}

TEST(BuiltinProfiles, NameThePartAsTheClassInTheGeneralPrompts) {
  const std::vector<Prompt> prompts = find_profile("visa/capsules").language_prompts();
  EXPECT_THAT(prompts, ::testing::ElementsAre(Prompt{"defect on capsules", "capsules"},
                                              Prompt{"damage on capsules", "capsules"},
                                              Prompt{"flaw on capsules", "capsules"},
                                              Prompt{"black melt. dark liquid.", "capsules"},
                                              Prompt{"bubble", "capsules"}));
}

TEST(BuiltinProfiles, AreListedByName) {
  std::vector<std::string> names = {"default"};
  for (const Published& row : published()) names.push_back(row.name);
  EXPECT_TRUE(std::ranges::is_sorted(names));
  EXPECT_EQ(builtin_profiles(), names);
}

TEST(BuiltinProfiles, DefaultIsWhatAProfileIsByItself) {
  EXPECT_EQ(find_profile("default"), Profile{});
}

TEST(BuiltinProfiles, AreTheFilesByteForByte) {
  for (const std::string& name : builtin_profiles()) {
    const MappedFile file(std::string(SAA_SOURCE_DIR "/profiles/") + name + ".toml");
    const std::string text(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size());
    EXPECT_EQ(builtin_profile_text(name), text) << name;
  }
}

TEST(BuiltinProfiles, GiveTheSameProfileAsTheirFile) {
  for (const std::string& name : builtin_profiles()) {
    if (name == "default") continue;  // its folder, profiles/, is no data set
    EXPECT_EQ(find_profile(name),
              load_profile(std::string(SAA_SOURCE_DIR "/profiles/") + name + ".toml"));
  }
}

}  // namespace
}  // namespace saa
