// Patches of pictures by a large vision transformer, as MuSc takes them (Li et al., ICLR 2024,
// models/musc.py and models/modules/_LNAMD.py of xrli-U/MuSc).
#pragma once

#include "image/resize.h"
#include "models/patch_positions.h"
#include "nn/network.h"
#include "pipeline/neighbours/patch_features.h"

#include <array>
#include <memory>
#include <saa/context.h>

namespace saa {

/// The blocks whose tokens are compared, counted from 1; of 24.
inline constexpr std::array kVitTaps = {6, 12, 18, 24};
/// Patches along the sides of the neighbourhoods that are averaged over, where nothing else is
/// asked for.
inline constexpr std::array kVitDegrees = {1, 3, 5};
/// Pixels along the side of a picture where nothing else is asked for.
inline constexpr int kVitSide = 518;

/// One PatchSet for each neighbourhood and, within it, each layer.
class VitPatches final : public PatchExtractor {
 public:
  /// How a picture comes to the network.
  struct Input {
    int side;             ///< pixels
    int patch;            ///< pixels along a patch's side, of which `side` is a multiple
    PillowFilter filter;  ///< that resizes; both sides to `side`, whatever they were
    std::vector<int> neighbourhoods{kVitDegrees.begin(), kVitDegrees.end()};  ///< odd, rising
  };

  /// @param network from u8 [1, side, side, 3] to any number of layers [1, patches, C], and, last,
  ///        the picture's vector [1, F]: dino_v2::compile, clip::compile_patches
  /// @param threads 0: all cores
  VitPatches(std::shared_ptr<const nn::Network> network, Input input, int threads);

  /// @throws WeightsError if the network's answer is not finite.
  [[nodiscard]] PatchFeatures features(const Image& image) const override;
  [[nodiscard]] int side() const override { return input_.side; }
  [[nodiscard]] const std::vector<int>& neighbourhoods() const override {
    return input_.neighbourhoods;
  }

 private:
  std::shared_ptr<const nn::Network> network_;
  Input input_;
  PatchGrid grid_;
  int threads_;
};

/// An extractor and the file that its network was made from.
struct VitExtractor {
  std::unique_ptr<PatchExtractor> patches;
  WeightsFile weights;
};

/// @param network dinov2_vitl14 or clip_vitl14_336
/// @param side a multiple of 14, at most twice kVitSide; 0: kVitSide
/// @throws UsageError for another side, WeightsError if the file is missing (the message has the
///         command that fetches it), damaged or of another network.
/// @param neighbourhoods odd, rising; empty: kVitDegrees
[[nodiscard]] VitExtractor make_vit_patches(NeighbourNetwork network, int side,
                                            const std::vector<int>& neighbourhoods,
                                            const ContextMachine& machine);

}  // namespace saa
