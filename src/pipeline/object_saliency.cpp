#include "pipeline/object_saliency.h"

#include "core/parallel.h"
#include "pipeline/cosine_panel.h"
#include "pipeline/feature_table.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <map>
#include <utility>
#include <vector>

namespace saa {
namespace {

/// Rows and columns of products held at a time: 16 MiB.
constexpr std::size_t kPanelRows = 512;
constexpr std::size_t kPanelColumns = 8192;

constexpr float kUnseen = -std::numeric_limits<float>::infinity();

/// The positions in any instance, sorted into classes: those of one class lie in the same
/// instances.
struct Membership {
  std::vector<std::size_t> positions;
  std::vector<int> class_of;                ///< one a position
  std::vector<std::vector<int>> instances;  ///< for each class, those it lies in, ascending
};

Membership sort_into_classes(int width, int height, std::span<const RegionMask> instances) {
  std::vector<std::vector<int>> at(std::size_t(width) * std::size_t(height));
  for (std::size_t m = 0; m < instances.size(); ++m) {
    const RegionMask& instance = instances[m];
    for (int y = 0; y < instance.window.height; ++y) {
      for (int x = 0; x < instance.window.width; ++x) {
        if (instance.window.at(x, y) == 0) continue;
        const std::size_t row = std::size_t(instance.y + y) * std::size_t(width);
        at[row + std::size_t(instance.x + x)].push_back(static_cast<int>(m));
      }
    }
  }
  Membership membership;
  std::map<std::vector<int>, int> class_ids;
  for (std::size_t position = 0; position < at.size(); ++position) {
    if (at[position].empty()) continue;
    const auto next_id = static_cast<int>(class_ids.size());
    const auto [known, is_new] = class_ids.try_emplace(at[position], next_id);
    if (is_new) membership.instances.push_back(at[position]);
    membership.positions.push_back(position);
    membership.class_of.push_back(known->second);
  }
  return membership;
}

/// For each instance the classes of positions that do not lie in it.
std::vector<std::vector<std::size_t>> classes_outside(const Membership& membership,
                                                      std::size_t instances) {
  std::vector<std::vector<std::size_t>> outside(instances);
  for (std::size_t m = 0; m < instances; ++m) {
    for (std::size_t c = 0; c < membership.instances.size(); ++c)
      if (!std::ranges::binary_search(membership.instances[c], static_cast<int>(m)))
        outside[m].push_back(c);
  }
  return outside;
}

/// Rows of one class in a table that is grouped by class.
std::vector<Rows> rows_by_class(const Membership& membership) {
  std::vector<std::size_t> sizes(membership.instances.size(), 0);
  for (const int id : membership.class_of) ++sizes[std::size_t(id)];
  std::vector<Rows> rows;
  std::size_t begin = 0;
  for (const std::size_t size : sizes) {
    rows.push_back({begin, begin + size});
    begin += size;
  }
  return rows;
}

/// Whether an instance shares a position with another one.
std::vector<bool> shares_positions(const Membership& membership, std::size_t instances) {
  std::vector<bool> shares(instances, false);
  for (const std::vector<int>& members : membership.instances) {
    if (members.size() < 2) continue;
    for (const int m : members) shares[std::size_t(m)] = true;
  }
  return shares;
}

/// nearest[c] becomes the largest cosine to a row of class c, from the columns at hand.
void update_nearest(std::span<const float> cosines, Rows columns, std::span<const Rows> classes,
                    std::span<float> nearest) {
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const std::size_t begin = std::max(classes[c].begin, columns.begin);
    const std::size_t end = std::min(classes[c].end, columns.end);
    for (std::size_t j = begin; j < end; ++j)
      nearest[c] = std::max(nearest[c], cosines[j - columns.begin]);
  }
}

}  // namespace

FloatMap object_saliency(const FeatureGrid& grid, std::span<const RegionMask> instances,
                         double scale, const nn::Similarity& similarity, int threads) {
  const Membership membership = sort_into_classes(grid.width, grid.height, instances);
  const std::vector<Rows> classes = rows_by_class(membership);
  const std::vector<bool> shares = shares_positions(membership, instances.size());
  const auto outside = classes_outside(membership, instances.size());
  const FeatureTable table(grid, membership.positions, membership.class_of);

  // The largest of what the instances that the class lies in have to say.
  const auto score = [&](int own_class, std::span<const float> nearest) {
    double largest = 0;
    for (const int own : membership.instances[std::size_t(own_class)]) {
      const auto m = std::size_t(own);
      float best = shares[m] ? 0.0F : kUnseen;
      for (const std::size_t c : outside[m]) best = std::max(best, nearest[c]);
      largest = std::max(largest, scale * (1 - double{best}));
    }
    return static_cast<float>(largest);
  };

  FloatMap map(grid.width, grid.height);
  CosinePanel panel(table, similarity);
  for (std::size_t first = 0; first < table.size(); first += kPanelRows) {
    const Rows rows{first, std::min(first + kPanelRows, table.size())};
    std::vector<float> nearest(rows.size() * classes.size(), kUnseen);
    const auto nearest_of = [&](std::size_t i) {
      return std::span(nearest).subspan(i * classes.size(), classes.size());
    };
    for (std::size_t left = 0; left < table.size(); left += kPanelColumns) {
      const Rows columns{left, std::min(left + kPanelColumns, table.size())};
      panel.compute(rows, columns);
      parallel_for(rows.size(), threads, [&](std::size_t begin, std::size_t end) {
        std::vector<float> cosines(columns.size());
        for (std::size_t i = begin; i < end; ++i) {
          panel.row(i, cosines);
          update_nearest(cosines, columns, classes, nearest_of(i));
        }
      });
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::size_t source = table.order()[first + i];
      map.values[membership.positions[source]] = score(membership.class_of[source], nearest_of(i));
    }
  }
  return map;
}

}  // namespace saa
