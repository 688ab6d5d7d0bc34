#include "model_files/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <string>

namespace saa {
namespace {

TEST(ModelRegistry, HasEveryFileOnce) {
  std::set<std::string_view> files;
  std::set<std::string_view> names;
  for (const ModelFile& model : model_files()) {
    EXPECT_TRUE(files.insert(model.file).second) << model.file;
    EXPECT_TRUE(names.insert(model.name).second) << model.name;
    EXPECT_EQ(find_model_file(model.file), &model);
  }
  EXPECT_EQ(find_model_file("sam.pth"), nullptr);
}

TEST(ModelRegistry, StatesWhoseChecksumAndLicenceItQuotes) {
  for (const ModelFile& model : model_files()) {
    EXPECT_THAT(model.sha256.size(), testing::AnyOf(64, 8, 0)) << model.file;
    EXPECT_EQ(model.sha256.find_first_not_of("0123456789abcdef"), std::string_view::npos);
    EXPECT_EQ(model.checksum_source.empty(), model.sha256.empty()) << model.file;
    EXPECT_FALSE(model.licence.empty()) << model.file;
    EXPECT_EQ(model.has_full_checksum(), model.sha256.size() == 64);
  }
}

// PyTorch's publishers write the first digits of the SHA-256 behind the last dash of the name.
TEST(ModelRegistry, ChecksumsBeginAsTheNamesSay) {
  int checked = 0;
  for (const ModelFile& model : model_files()) {
    const std::string stem(model.file.substr(0, model.file.rfind('.')));
    const std::string digits = stem.substr(stem.rfind('-') + 1);
    if (digits.size() != 8 || digits == stem) continue;
    EXPECT_EQ(model.sha256.substr(0, 8), digits) << model.file;
    ++checked;
  }
  EXPECT_EQ(checked, 5);
}

// A name that leaves the models folder must never come out of the registry.
TEST(ModelRegistry, NamesArePlainAndUrlsAreSafe) {
  for (const ModelFile& model : model_files()) {
    EXPECT_EQ(model.file.find_first_of("/\\"), std::string_view::npos) << model.file;
    for (const std::string_view url : model.urls)
      EXPECT_TRUE(url.empty() || url.starts_with("https://")) << url;
  }
}

TEST(ModelSets, HaveAtMostOneFileForARoleInTheOrderOfRoles) {
  for (const ModelSet& set : model_sets()) {
    EXPECT_FALSE(set.files.empty()) << set.name;
    for (std::size_t i = 1; i < set.files.size(); ++i)
      EXPECT_LT(set.files[i - 1]->role, set.files[i]->role) << set.name;
    for (const ModelFile* model : set.files) EXPECT_EQ(set.file(model->role), model);
    EXPECT_EQ(find_model_set(set.name), &set);
  }
  EXPECT_EQ(find_model_set("saa-plus")->file(ModelRole::refiner)->name, "SAM ViT-H");
  EXPECT_EQ(find_model_set("saa-plus-fast")->file(ModelRole::refiner)->name, "MobileSAM");
  EXPECT_EQ(find_model_set("clipseg")->file(ModelRole::refiner), nullptr);
  EXPECT_EQ(find_model_set("neighbours-dinov2")->file(ModelRole::neighbours)->network,
            "DINOv2 ViT-L/14");
  EXPECT_EQ(find_model_set("neighbours-clip")->file(ModelRole::neighbours)->network,
            "CLIP ViT-L/14@336px");
  EXPECT_EQ(find_model_set("saa"), nullptr);
}

TEST(ModelRoles, HaveNames) {
  std::vector<std::string_view> names;
  for (const ModelRole role : kModelRoles) names.push_back(role_name(role));
  EXPECT_THAT(names, testing::ElementsAre("detector", "refiner", "saliency", "vocabulary",
                                          "image-text", "segmentation", "merges", "neighbours"));
}

}  // namespace
}  // namespace saa
