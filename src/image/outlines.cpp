#include "image/outlines.h"

#include <cstddef>
#include <cstdint>

namespace saa {
namespace {

enum class Direction : std::uint8_t { right, down, left, up };

Direction turned_right(Direction d) { return static_cast<Direction>((int(d) + 1) % 4); }
Direction turned_left(Direction d) { return static_cast<Direction>((int(d) + 3) % 4); }

/// Walks along the edges of a mask's pixels, the mask to the right. In a picture whose rows run
/// down, that goes clockwise around the mask and the other way round in its holes.
class Tracer {
 public:
  explicit Tracer(const Mask& mask)
      : mask_(mask), walked_(std::size_t(mask.width + 1) * std::size_t(mask.height + 1)) {}

  std::vector<Outline> trace() {
    std::vector<Outline> found;
    for (int y = 0; y <= mask_.height; ++y) {
      for (int x = 0; x < mask_.width; ++x) {
        // The first edge of an outline that is met is a top edge of the mask, or of a hole.
        if (is_edge({x, y}, Direction::right) && !walked({x, y}, Direction::right)) {
          found.push_back(walk({x, y}));
        }
        if (is_edge({x + 1, y}, Direction::left) && !walked({x + 1, y}, Direction::left)) {
          found.push_back(walk_hole({x + 1, y}));
        }
      }
    }
    return found;
  }

 private:
  [[nodiscard]] bool set(int x, int y) const {
    return x >= 0 && y >= 0 && x < mask_.width && y < mask_.height && mask_.at(x, y) != 0;
  }

  /// Whether the edge that leaves `from` has a pixel of the mask on its right and none on its left.
  [[nodiscard]] bool is_edge(Corner from, Direction d) const {
    const auto [x, y] = from;
    switch (d) {
      case Direction::right:
        return set(x, y) && !set(x, y - 1);
      case Direction::down:
        return set(x - 1, y) && !set(x, y);
      case Direction::left:
        return set(x - 1, y - 1) && !set(x - 1, y);
      case Direction::up:
        return set(x, y - 1) && !set(x - 1, y - 1);
    }
    return false;
  }

  static Corner step(Corner from, Direction d) {
    constexpr int kAcross[] = {1, 0, -1, 0};
    constexpr int kDown[] = {0, 1, 0, -1};
    return {from.x + kAcross[int(d)], from.y + kDown[int(d)]};
  }

  [[nodiscard]] std::size_t place(Corner c) const {
    return std::size_t(c.y) * std::size_t(mask_.width + 1) + std::size_t(c.x);
  }
  [[nodiscard]] bool walked(Corner c, Direction d) const {
    return (walked_[place(c)] >> int(d) & 1U) != 0;
  }

  Outline walk(Corner start) { return follow(start, Direction::right, /*is_hole=*/false); }
  Outline walk_hole(Corner start) { return follow(start, Direction::left, /*is_hole=*/true); }

  /// Where two edges leave a corner, the one to the right keeps to the pixel that was followed.
  Outline follow(Corner start, Direction first, bool is_hole) {
    Outline outline{.corners = {}, .is_hole = is_hole};
    Corner at = start;
    Direction d = first;
    do {
      walked_[place(at)] |= static_cast<std::uint8_t>(1U << unsigned(d));
      at = step(at, d);
      const Direction before = d;
      if (is_edge(at, turned_right(d))) {
        d = turned_right(d);
      } else if (!is_edge(at, d)) {
        d = turned_left(d);
      }
      if (d != before) outline.corners.push_back(at);
    } while (at != start || d != first);
    return outline;
  }

  const Mask& mask_;
  std::vector<std::uint8_t> walked_;  ///< a bit a direction, at each corner
};

}  // namespace

std::vector<Outline> outlines(const RegionMask& region) {
  std::vector<Outline> found = Tracer(region.window).trace();
  for (Outline& outline : found) {
    for (Corner& corner : outline.corners) {
      corner.x += region.x;
      corner.y += region.y;
    }
  }
  return found;
}

}  // namespace saa
