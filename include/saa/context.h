// The neighbour prompt P^N: unlabelled pictures of the same part. A place of a picture that has no
// counterpart in the others is suspicious; one that has, is not. No training, no labels; some of
// the pictures may be defective. docs/neighbours.md describes the method and what it gains.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <saa/export.h>
#include <saa/image.h>
#include <saa/segmenter.h>
#include <span>
#include <string>
#include <vector>

namespace saa {

/// Whose features are compared. The transformers are those of MuSc (Li et al., ICLR 2024).
enum class NeighbourNetwork {
  automatic,  ///< EfficientNet-Lite0, which needs no download beyond the offline engine's
  efficientnet_lite0,
  wide_resnet50,
  dinov2_vitl14,
  clip_vitl14_336
};

/// "efficientnet-lite0", "wide-resnet50", "dinov2-vitl14", "clip-vitl14-336"; "automatic".
[[nodiscard]] SAA_API const char* neighbour_network_name(NeighbourNetwork network);

/// Where weights are and what of the machine may be used.
struct ContextMachine {
  std::filesystem::path models{};  ///< folder with weights; empty: default_models_dir()
  std::filesystem::path cache{};   ///< folder for compiled networks; empty: no cache
  int threads = 0;                 ///< 0: all cores
  Precision precision = Precision::f32;
};

/// References that are drawn where a folder holds more.
inline constexpr std::size_t kContextSize = 80;

struct ContextOptions {
  NeighbourNetwork network = NeighbourNetwork::automatic;
  int side = 0;                     ///< pixels that pictures are resized to; 0: the network's own
  std::size_t size = kContextSize;  ///< references drawn at most; 0: all
  std::uint64_t seed = 0;           ///< of the draw
  double keep = 1;                  ///< share of each reference's patches that a coreset keeps
  /// Sides, in the network's own places, of the squares that features are averaged over: odd, at
  /// most kMostNeighbourhood. Each is compared by itself. Empty: the network's own.
  std::vector<int> neighbourhoods{};
};

inline constexpr int kMostNeighbourhood = 15;

/// What the neighbours say of a picture.
struct NeighbourMap {
  FloatMap grid;           ///< how far from its counterparts each place is; absolute, at least 0
  double image_score = 0;  ///< the whole picture's, re-scored by the pictures most like it
  /// How far the oddest place of a usual picture is from its counterparts: the median, over the
  /// references, of the greatest distance in each one's own grid. A single reference has nothing
  /// but the picture itself for that.
  double usual = 0;
  /// That it was compared with. 0: the context holds no picture but this one, and all else is
  /// empty.
  std::size_t references = 0;
};

/// Thread-safe once built. A picture is never its own neighbour: references with the same pixels
/// are left out, so a folder may be its own context.
class SAA_API Context {
 public:
  /// Called after each step: how many are done, of how many. Each reference is a step when it has
  /// been looked at, and another when it has been compared with the others.
  using Progress = std::function<void(std::size_t done, std::size_t all)>;

  /// Draws references from `pictures` and looks at them. The answer does not depend on the order of
  /// `pictures` or the number of threads. Pictures that cannot be read are left out and listed in
  /// notices().
  /// @param stop when another thread sets it, CancelledError is thrown soon; may be null.
  /// @throws InputError if none can be read, UsageError for options out of range,
  ///         WeightsError if the network's file is missing, damaged or of another network.
  [[nodiscard]] static Context build(std::span<const std::filesystem::path> pictures,
                                     const ContextOptions& options, const ContextMachine& machine,
                                     const Progress& progress = {},
                                     const std::atomic<bool>* stop = nullptr);

  /// Maps a file of save() into memory.
  /// @throws InputError if it is damaged, truncated or no context; WeightsError if the network that
  ///         it was built with is not there.
  [[nodiscard]] static Context open(const std::filesystem::path& file,
                                    const ContextMachine& machine);

  /// Whether the file begins as one of save() does.
  [[nodiscard]] static bool is_context_file(const std::filesystem::path& file);

  ~Context();
  Context(Context&&) noexcept;
  Context& operator=(Context&&) noexcept;

  /// @throws IoError if the file cannot be written; it is written whole or not at all.
  void save(const std::filesystem::path& file) const;

  /// @throws InputError for an empty image.
  [[nodiscard]] NeighbourMap compare(const Image& image) const;

  [[nodiscard]] const ContextOptions& options() const;  ///< its network is never `automatic`
  /// Names of the references' files, in their order.
  [[nodiscard]] std::vector<std::string> references() const;
  [[nodiscard]] std::vector<std::string> notices() const;
  /// Of all that decides what compare() answers; lower-case hex.
  [[nodiscard]] std::string sha256() const;
  [[nodiscard]] WeightsFile weights() const;
  [[nodiscard]] std::size_t bytes() const;  ///< of features

 private:
  class Impl;
  explicit Context(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace saa
