#include "baselines/clipseg/make_clipseg.h"

#include "unit/temporary_folder.h"

#include <fstream>
#include <gtest/gtest.h>
#include <saa/error.h>
#include <string>

namespace saa::baselines {
namespace {

class MakeClipseg : public testing::Test {
 protected:
  void put(const std::string& name) { std::ofstream(folder_ / name) << "x"; }

  template <typename E>
  std::string refusal(const std::string& variant) {
    try {
      (void)make_clipseg({.method = Method::clipseg,
                          .method_variant = variant,
                          .models = folder_.path(),
                          .cache = {}});
    } catch (const E& error) {
      return error.what();
    }
    return "made";
  }

  static void expect_says(const std::string& text, const std::string& part) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
  }

  test::TemporaryFolder folder_;
};

TEST_F(MakeClipseg, SaysWhichFilesAreMissingAndHowToGetThem) {
  expect_says(refusal<WeightsError>(""),
              "lacks clipseg-rd64-refined.pth and bpe_simple_vocab_16e6.txt.gz; to download what "
              "is missing: saa models fetch clipseg-rd64-refined.pth bpe_simple_vocab_16e6.txt.gz");
  put("bpe_simple_vocab_16e6.txt.gz");
  expect_says(refusal<WeightsError>("rd64-379"), "lacks rd64-uni.pth and ViT-B-16.pt; ");
}

TEST_F(MakeClipseg, TakesTheAuthorsFilesWhereHuggingFacesIsNotThere) {
  put("bpe_simple_vocab_16e6.txt.gz");
  put("rd64-uni-refined.pth");
  put("ViT-B-16.pt");
  expect_says(refusal<WeightsError>("rd64-refined"), "ViT-B-16.pt");
  put("clipseg-rd64-refined.safetensors");
  expect_says(refusal<WeightsError>("rd64-refined"), "clipseg-rd64-refined.safetensors");
}

TEST_F(MakeClipseg, RefusesOtherVariantsNamingTheNearest) {
  expect_says(refusal<UsageError>("rd64-refind"), "rd64-refined");
}

}  // namespace
}  // namespace saa::baselines
