// The method behind one face: image and profile in, Result out.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <saa/export.h>
#include <saa/image.h>
#include <saa/profile.h>
#include <saa/result.h>
#include <string>
#include <vector>

namespace saa {

/// Which published form of the method is followed; docs/method.md lists every difference.
enum class Preset {
  paper,      ///< SAA+ as the text says
  reference,  ///< SAA+ as the published code does, to the letter
  saa         ///< the vanilla cascade of eq. 1–3: no property, saliency or confidence prompt
};

[[nodiscard]] SAA_API const char* preset_name(Preset preset);

class Context;

/// Each hybrid prompt can be switched off alone (Table 2 of the paper; P^N is this product's own).
struct PromptSwitches {
  bool class_agnostic = true;  ///< T_a
  bool class_specific = true;  ///< T_s
  bool property = true;        ///< P^P
  bool saliency = true;        ///< P^S
  bool neighbours = true;      ///< P^N, where PredictOptions::context is given
  bool confidence = true;      ///< P^C
};

/// Which way anomalies are found.
enum class Method {
  hybrid_prompts,  ///< SAA+, and by its preset plain SAA: generator, refiner and prompts
  clipseg,         ///< baseline: text-prompted segmentation by CLIPSeg
  winclip,         ///< baseline: CLIP over windows
  utad,            ///< baseline: self-similarity of deep features, without text
  neighbours       ///< the neighbour prompt alone; every call needs a context
};

/// "saa+", "clipseg", "winclip", "utad", "neighbours"; "saa" for the first with Preset::saa.
[[nodiscard]] SAA_API const char* method_name(Method method, Preset preset = Preset::paper);

/// The engines of Method::hybrid_prompts.
enum class Engine {
  automatic,  ///< official networks if their files are there, else offline with a notice
  official,   ///< GroundingDINO, SAM and WideResNet50-2 with their official weights
  offline     ///< no language model, no download
};

/// The official engine's generator; automatic: Swin-T, where its file is there, else Swin-B.
enum class DetectorNetwork { automatic, swin_t, swin_b };

/// The official engine's refiner; automatic: the first of these whose file is there.
enum class RefinerNetwork { automatic, vit_h, vit_l, vit_b, mobile_sam };

/// A checkpoint that is in use.
struct WeightsFile {
  std::string network;  ///< "efficientnet_lite0"
  std::filesystem::path file;
  std::string sha256;  ///< lower-case hex
};

/// Arithmetic of the networks. f32 gives the official numbers. bf16 and f16 need a processor that
/// has them. int8 keeps large matrices of weights in a quarter of the memory and multiplies them in
/// 8 bits; it needs VNNI. docs/performance.md says what each gains and how much it changes.
enum class Precision { f32, bf16, f16, int8 };

struct SegmenterOptions {
  Method method = Method::hybrid_prompts;
  /// Which of a baseline's published forms; "" : its default. docs/baselines.md lists them.
  std::string method_variant;
  Engine engine = Engine::automatic;
  std::filesystem::path models;  ///< folder with weights; empty: default_models_dir()
  std::filesystem::path cache;   ///< folder for compiled networks; empty: no cache
  int threads = 0;               ///< 0: all cores
  Precision precision = Precision::f32;
  DetectorNetwork detector = DetectorNetwork::automatic;
  RefinerNetwork refiner = RefinerNetwork::automatic;
  /// Short side in pixels at which the detector sees an image, kMinDetectorSize to
  /// kMaxDetectorSize. Its cost falls with the square, and so does what it can find.
  int detector_size = 800;
  /// Bytes of what may be kept between calls on one image (embeddings, boxes, masks), so that a
  /// call that changes limits only, or comes back to an earlier preset, runs no network; 0: nothing
  /// is kept.
  std::size_t memory_bytes = 256U << 20U;
};

/// What may change from call to call; nothing here makes a network load or compile again. Baselines
/// look at `threshold`, `cancel` and the switches of T_a and T_s only.
struct PredictOptions {
  Preset preset = Preset::paper;
  PromptSwitches prompts;
  /// pred_score >= threshold is anomalous; unset: the profile's, else the engine's own.
  std::optional<double> threshold;
  /// When another thread sets it, predict() throws CancelledError at the next stage.
  const std::atomic<bool>* cancel = nullptr;
  /// Pictures of the same part, for the neighbour prompt (saa/context.h); null: none.
  std::shared_ptr<const Context> context{};
  /// Told the name of each stage as it begins ("generator", "refiner", …), on the caller's thread.
  std::function<void(const char* stage)> on_stage{};
};

inline constexpr int kMinDetectorSize = 256;
inline constexpr int kMaxDetectorSize = 2400;

/// Where weights are looked for when no folder is given: $SAA_MODELS, else share/saa/models beside
/// the program's prefix, else $XDG_DATA_HOME/saa/models (~/.local/share/saa/models).
[[nodiscard]] SAA_API std::filesystem::path default_models_dir();

/// Loads and compiles the networks once; predict() may then be called from several threads at a
/// time and gives the same answer for an image whatever else runs.
class SAA_API Segmenter {
 public:
  /// @throws WeightsError if a checkpoint is missing, damaged or of another network,
  ///         UnsupportedError if the machine lacks the precision asked for, UsageError for an
  ///         option that is out of range.
  explicit Segmenter(SegmenterOptions options = {});
  ~Segmenter();
  Segmenter(Segmenter&&) noexcept;
  Segmenter& operator=(Segmenter&&) noexcept;

  /// @throws InputError for an empty image, a profile or threshold that is out of range,
  ///         CancelledError if asked to stop.
  [[nodiscard]] Result predict(const Image& image, const Profile& profile = {},
                               const PredictOptions& options = {}) const;

  [[nodiscard]] const SegmenterOptions& options() const;
  /// Name of the engine in use: "official", "offline", or of the baseline.
  [[nodiscard]] std::string engine() const;
  /// One line on what the engine cannot do; empty if nothing is missing.
  [[nodiscard]] std::string engine_notice() const;
  /// Weights in use: file and SHA-256, for run manifests.
  [[nodiscard]] std::vector<WeightsFile> weights() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace saa
