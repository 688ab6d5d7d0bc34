#include "model_files/find.h"

#include "model_files/size_text.h"
#include "unit/temporary_folder.h"

#include <fstream>
#include <gtest/gtest.h>

namespace saa {
namespace {

class FindModel : public testing::Test {
 protected:
  void put(const std::string& name) { std::ofstream(folder_ / name) << "x"; }
  std::string found(std::string_view file) {
    const auto path = find_model(folder_.path(), *find_model_file(file));
    return path ? path->filename().string() : "";
  }
  test::TemporaryFolder folder_;
  const ModelSet& fast_ = *find_model_set("saa-plus-fast");
};

TEST_F(FindModel, TakesTheOfficialNameWithAnyEndingOfWeights) {
  EXPECT_EQ(found("sam_vit_h_4b8939.pth"), "");
  put("sam_vit_h_4b8939.pt");
  EXPECT_EQ(found("sam_vit_h_4b8939.pth"), "sam_vit_h_4b8939.pt");
  put("sam_vit_h_4b8939.pth");
  EXPECT_EQ(found("sam_vit_h_4b8939.pth"), "sam_vit_h_4b8939.pth");
  put("sam_vit_h_4b8939.safetensors");
  EXPECT_EQ(found("sam_vit_h_4b8939.pth"), "sam_vit_h_4b8939.safetensors");
  EXPECT_EQ(found("sam_vit_l_0b3195.pth"), "");
}

TEST_F(FindModel, TakesWhatIsNoCheckpointUnderItsOwnNameOnly) {
  put("bert-base-uncased-vocab.pth");
  EXPECT_EQ(found("bert-base-uncased-vocab.txt"), "");
  put("bert-base-uncased-vocab.txt");
  EXPECT_EQ(found("bert-base-uncased-vocab.txt"), "bert-base-uncased-vocab.txt");
}

TEST_F(FindModel, TakesNoFolderAndNoUnfinishedDownload) {
  std::filesystem::create_directory(folder_ / "mobile_sam.pt");
  put("sam_vit_b_01ec64.pth.part");
  EXPECT_EQ(found("mobile_sam.pt"), "");
  EXPECT_EQ(found("sam_vit_b_01ec64.pth"), "");
  EXPECT_FALSE(find_model(folder_ / "nowhere", *find_model_file("mobile_sam.pt")));
}

TEST_F(FindModel, TakesAnotherFileOfTheSameNetworkInItsPlaceButNoOtherNetwork) {
  put("efficientnet-lite0-57934424.pth");
  put("sam_vit_h_4b8939.pth");
  EXPECT_FALSE(find_serving(folder_.path(), *fast_.file(ModelRole::saliency)));
  EXPECT_FALSE(find_serving(folder_.path(), *fast_.file(ModelRole::refiner)));
  put("wide_resnet50_2-95faca4d.pth");
  const auto other = find_serving(folder_.path(), *fast_.file(ModelRole::saliency));
  ASSERT_TRUE(other);
  EXPECT_EQ(other->model->name, "WideResNet50-2 (torchvision)");
  put("wide_resnet50_racm-8234f177.pth");
  const auto wanted = find_serving(folder_.path(), *fast_.file(ModelRole::saliency));
  ASSERT_TRUE(wanted);
  EXPECT_EQ(wanted->file, folder_ / "wide_resnet50_racm-8234f177.pth");
}

TEST_F(FindModel, SaysInOneLineWhatIsMissingAndHowToGetIt) {
  put("mobile_sam.pt");
  put("wide_resnet50_racm-8234f177.safetensors");
  const auto missing = missing_models(folder_.path(), fast_);
  EXPECT_EQ(missing_line(folder_.path(), fast_, missing),
            folder_.path().string() +
                " lacks groundingdino_swint_ogc.pth and bert-base-uncased-vocab.txt; to download "
                "what is missing: saa models fetch saa-plus-fast --models '" +
                folder_.path().string() + "'");
  put("groundingdino_swint_ogc.pth");
  put("bert-base-uncased-vocab.txt");
  EXPECT_TRUE(missing_models(folder_.path(), fast_).empty());
}

TEST(FetchCommand, CanBePastedIntoAShell) {
  EXPECT_EQ(fetch_command("saa-plus", "/data/models"),
            "saa models fetch saa-plus --models /data/models");
  EXPECT_EQ(fetch_command("a.pth b.pth", "it's here"),
            R"(saa models fetch a.pth b.pth --models 'it'\''s here')");
}

TEST(SizeText, HasThreeDigitsAndAUnit) {
  EXPECT_EQ(size_text(0), "0 bytes");
  EXPECT_EQ(size_text(999), "999 bytes");
  EXPECT_EQ(size_text(1000), "1.0 kB");
  EXPECT_EQ(size_text(231'508), "232 kB");
  EXPECT_EQ(size_text(40'728'226), "40.7 MB");
  EXPECT_EQ(size_text(999'600'000), "1.0 GB");
  EXPECT_EQ(size_text(2'564'550'879), "2.6 GB");
}

}  // namespace
}  // namespace saa
