#include "evaluation/metrics/matching.h"

#include <algorithm>
#include <limits>

namespace saa {
namespace {

constexpr std::size_t kNobody = std::numeric_limits<std::size_t>::max();

/// Augmenting paths (Kuhn), one list after the other.
class Matching {
 public:
  Matching(const HitLists& lists, std::size_t partners)
      : lists_(lists), owner_(partners, kNobody), seen_by_(partners, kNobody) {}

  /// Finds a partner for `list`, moving others if need be.
  bool place(std::size_t list) { return place(list, /*start=*/list); }

 private:
  bool place(std::size_t list, std::size_t start) {
    for (const std::size_t partner : lists_[list]) {
      if (seen_by_[partner] == start) continue;
      seen_by_[partner] = start;
      if (owner_[partner] != kNobody && !place(owner_[partner], start)) continue;
      owner_[partner] = list;
      return true;
    }
    return false;
  }

  const HitLists& lists_;
  std::vector<std::size_t> owner_;
  std::vector<std::size_t> seen_by_;  ///< the search that came here last
};

}  // namespace

std::size_t matching_size(const HitLists& lists, std::size_t partners) {
  Matching matching(lists, partners);
  std::size_t size = 0;
  for (std::size_t list = 0; list < lists.size() && size < partners; ++list) {
    if (matching.place(list)) ++size;
  }
  return size;
}

}  // namespace saa
