// The cache of compiled networks, seen from the runtime.
#include "nn/host_kernel.h"
#include "unit/nn/evaluate.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>

namespace saa::nn {
namespace {

namespace fs = std::filesystem;

/// Negates its input; of our own, so that the cache must find it again.
class Negate final : public HostKernel {
 public:
  [[nodiscard]] std::string_view name() const override { return "test.negate"; }
  [[nodiscard]] Dims result_shape(std::span<const Dims> inputs) const override { return inputs[0]; }
  void evaluate(std::span<const Tensor> inputs, std::span<float> result) const override {
    std::ranges::transform(floats(inputs[0]), result.begin(), std::negate<>());
  }
};

const Negate kNegate;

class ModelCache : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "saa-cache-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// x -> (-(x + weight), sum(x * weight)), compiled with the cache, run on (1, 2, 3).
  [[nodiscard]] std::vector<float> answer(float weight, const fs::path& folder) const {
    const auto network =
        cpu_runtime().compile("cached",
                              [&](Builder& builder) {
                                const Value x = builder.input("x", DType::f32, {kDynamic});
                                const std::vector<float> weights(3, weight);
                                const Value w = builder.constant(weights, {3});
                                builder.output("negated", host_op(kNegate, std::array{x + w}));
                                builder.output("total", sum(x * w, {0}));
                              },
                              {.threads = 1, .cache = folder});
    const std::vector<float> x = {1, 2, 3};
    const std::vector<Tensor> found = network->run(std::vector<Tensor>{view(x, {3})});
    std::vector<float> values(floats(found[0]).begin(), floats(found[0]).end());
    values.push_back(floats(found[1])[0]);
    return values;
  }
  [[nodiscard]] std::vector<float> answer(float weight) const { return answer(weight, folder_); }

  [[nodiscard]] std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder_)) found.push_back(entry.path());
    return found;
  }

  fs::path folder_;
};

const std::vector<float> kAnswerOfTwo = {-3, -4, -5, 12};

std::string content(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

TEST_F(ModelCache, IsFilledOnceAndThenUsed) {
  EXPECT_EQ(answer(2), kAnswerOfTwo);
  ASSERT_EQ(files().size(), 1U);
  EXPECT_TRUE(files()[0].filename().string().starts_with("cached-"));
  const auto written = fs::last_write_time(files()[0]);
  EXPECT_EQ(answer(2), kAnswerOfTwo);
  EXPECT_EQ(files().size(), 1U);
  EXPECT_EQ(fs::last_write_time(files()[0]), written);
}

TEST_F(ModelCache, DoesNotDependOnWhatElseWasCompiledBefore) {
  EXPECT_EQ(answer(2), kAnswerOfTwo);
  (void)evaluate({{{1}, {1}}}, [](const auto& in) { return relu(in[0] + 1.0F) * 2.0F; });
  EXPECT_EQ(answer(2), kAnswerOfTwo);
  EXPECT_EQ(files().size(), 1U);
}

TEST_F(ModelCache, KeepsNetworksThatDifferOnlyInAWeightApart) {
  EXPECT_EQ(answer(2), kAnswerOfTwo);
  EXPECT_EQ(answer(3), (std::vector<float>{-4, -5, -6, 18}));
  EXPECT_EQ(answer(2), kAnswerOfTwo);
  EXPECT_EQ(files().size(), 2U);
}

/// The proof that a file is read at all: another network's export under this network's key.
TEST_F(ModelCache, TakesTheAnswerFromTheFile) {
  (void)answer(3);
  const std::string other = content(files()[0]);
  fs::remove(files()[0]);
  (void)answer(2);
  std::string forged = content(files()[0]);
  forged.replace(24, std::string::npos, other.substr(24));
  write(files()[0], forged);
  EXPECT_EQ(answer(2), (std::vector<float>{-4, -5, -6, 18}));
}

TEST_F(ModelCache, ReplacesAFileThatIsCutOffDamagedOrOfAnotherKind) {
  (void)answer(2);
  const fs::path file = files()[0];
  const std::string good = content(file);
  const auto flipped = [&](std::size_t place) {
    std::string bad = good;
    bad[place] = static_cast<char>(bad[place] ^ 0x10);
    return bad;
  };
  for (const std::string& bad :
       {std::string(), good.substr(0, 10), good.substr(0, good.size() - 1), good + "x",
        std::string(5000, 'z'), flipped(0), flipped(17), flipped(30), flipped(33), flipped(64),
        flipped(good.size() / 2), flipped(good.size() - 1)}) {
    write(file, bad);
    EXPECT_EQ(answer(2), kAnswerOfTwo);
    EXPECT_EQ(content(file).size(), good.size()) << "the bad file was not replaced";
  }
}

TEST_F(ModelCache, DoesWithoutAFolderThatCannotBeUsed) {
  write(folder_ / "file", "x");
  EXPECT_EQ(answer(2, folder_ / "file"), kAnswerOfTwo);
  EXPECT_EQ(answer(2, "/proc/none"), kAnswerOfTwo);
}

TEST_F(ModelCache, MakesItsFolder) {
  EXPECT_EQ(answer(2, folder_ / "a" / "b"), kAnswerOfTwo);
  EXPECT_TRUE(fs::exists(folder_ / "a" / "b"));
}

}  // namespace
}  // namespace saa::nn
