// How far each patch of a picture is from the nearest patch of another.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace saa {

/// The patches of one picture as others are compared with them: panels of kPanel patches side by
/// side, in each first minus half the square of every patch's length, then channel by channel. The
/// last patch is repeated until the panels are full, which changes no smallest distance.
struct PanelLayout {
  static constexpr std::size_t kPanel = 16;

  std::size_t patches = 0;
  std::size_t channels = 0;

  /// An even number: two of them are worked on at a time.
  [[nodiscard]] std::size_t panels() const { return (patches + 2 * kPanel - 1) / (2 * kPanel) * 2; }
  [[nodiscard]] std::size_t panel_floats() const { return (channels + 1) * kPanel; }
  [[nodiscard]] std::size_t floats() const { return panels() * panel_floats(); }
};

/// @param rows [patches, channels] @param out layout.floats() of them
void pack_panels(std::span<const float> rows, const PanelLayout& layout, std::span<float> out);

/// Undoes pack_panels: [patches, channels].
[[nodiscard]] std::vector<float> unpack_panels(std::span<const float> panels,
                                               const PanelLayout& layout);

class ScreenedPatches;

/// How products are found; the answer is the same to the last bit.
enum class Products {
  quickest,  ///< of the two, on this processor
  floats,
  screened  ///< by ScreenedPatches, where that is possible
};

/// A picture's patches as they are compared with many others.
class QueryPatches {
 public:
  /// @param rows [any number, channels], finite
  QueryPatches(std::span<const float> rows, std::size_t channels,
               Products products = Products::quickest);
  ~QueryPatches();
  QueryPatches(QueryPatches&&) noexcept;
  QueryPatches& operator=(QueryPatches&&) noexcept;

  [[nodiscard]] std::size_t size() const { return squares_.size(); }

  /// out[i] = the smallest Euclidean distance of patch i to a patch in `panels`, never NaN. One
  /// thread's work. Products are added up channel by channel, so that the distance of two patches
  /// is the same from either side, and on every machine with fused multiplication.
  /// @param out size() of them
  void nearest(std::span<const float> panels, const PanelLayout& layout,
               std::span<float> out) const;

 private:
  void find_greatest(std::span<const float> panels, const PanelLayout& layout,
                     std::span<float> greatest) const;

  std::size_t channels_;
  std::vector<float> tiles_;                         ///< of kTileRows patches, channel by channel
  std::vector<float> squares_;                       ///< of the patches' lengths
  std::unique_ptr<const ScreenedPatches> screened_;  ///< null: not possible, or not quicker
};

}  // namespace saa
