// The patches of many pictures, laid out to be compared with.
#pragma once

#include "checkpoint/shared_bytes.h"
#include "pipeline/neighbours/nearest_patches.h"
#include "pipeline/neighbours/patch_features.h"

#include <cstddef>
#include <span>
#include <vector>

namespace saa {

/// One kind of features of all references.
struct ReferenceSet {
  PanelLayout layout;  ///< the same for each reference
  int rows = 0;        ///< of the grid that the patches were taken from
  int columns = 0;
  SharedBytes bytes;  ///< floats, [references, layout.floats()]

  [[nodiscard]] std::span<const float> of(std::size_t reference) const;
};

struct ReferencePatches {
  std::size_t references = 0;
  int rows = 0;  ///< of the maps that comparing gives
  int columns = 0;
  std::vector<ReferenceSet> sets;

  /// Whether the features are of the same sets, so that they can be compared.
  [[nodiscard]] bool fit(const PatchFeatures& features) const;
  [[nodiscard]] std::size_t bytes() const;
};

/// Room for references that come one by one. What is large lies in a file that is gone when the
/// room is, so that it may leave the memory and come back.
class GrowingReferences {
 public:
  /// @param like features of any picture @param most references that will come
  /// @throws IoError if there is no room for them.
  GrowingReferences(const PatchFeatures& like, std::size_t most);
  /// With a share of each grid's patches only. @param like of which all patches are kept
  GrowingReferences(const ReferencePatches& like, double keep);

  /// Where the next reference's patches of a set go; take them before next().
  [[nodiscard]] std::span<float> room(std::size_t set);
  void next() { ++patches_.references; }

  /// Whole features of a picture, as the next reference.
  void add(const PatchFeatures& features);

  [[nodiscard]] const ReferencePatches& patches() const { return patches_; }

 private:
  void allocate(std::size_t most);

  ReferencePatches patches_;
};

}  // namespace saa
