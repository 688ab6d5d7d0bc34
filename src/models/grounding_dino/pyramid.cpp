#include "models/grounding_dino/pyramid.h"

#include "models/grounding_dino/swin.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace saa::grounding_dino {
namespace {

constexpr float kTurn = 2.0F * std::numbers::pi_v<float>;

/// sin(angle / t^(2i/n)), cos(angle / t^(2i/n)), … for i = 0, 1, …, n/2 - 1.
void write_waves(float angle, float temperature, std::span<float> waves) {
  const auto n = static_cast<float>(waves.size());
  for (std::size_t i = 0; i < waves.size(); ++i) {
    const std::size_t even = i / 2 * 2;
    const float wave = angle / std::pow(temperature, static_cast<float>(even) / n);
    waves[i] = i % 2 == 0 ? std::sin(wave) : std::cos(wave);
  }
}

/// Waves for each of an axis's places, [size, channels]: PositionEmbeddingSineHW of the original.
std::vector<float> axis_waves(std::int64_t size, std::size_t channels) {
  constexpr float kTemperature = 20.0F;
  std::vector<float> waves(static_cast<std::size_t>(size) * channels);
  for (std::int64_t i = 0; i < size; ++i) {
    const float angle = float(i + 1) / (float(size) + 1e-6F) * kTurn;
    write_waves(angle, kTemperature,
                std::span(waves).subspan(static_cast<std::size_t>(i) * channels, channels));
  }
  return waves;
}

/// [places, hidden]: waves of the row, then of the column, plus the level's embedding.
void append_position(const GridSize& grid, std::span<const float> level, std::vector<float>& out) {
  const std::size_t half = level.size() / 2;
  const std::vector<float> rows = axis_waves(grid.height, half);
  const std::vector<float> columns = axis_waves(grid.width, half);
  const auto sum = [](float a, float b) { return a + b; };
  for (std::int64_t y = 0; y < grid.height; ++y) {
    for (std::int64_t x = 0; x < grid.width; ++x) {
      const float* row = rows.data() + static_cast<std::size_t>(y) * half;
      const float* column = columns.data() + static_cast<std::size_t>(x) * half;
      const std::size_t place = out.size();
      out.resize(place + level.size());
      std::transform(row, row + half, level.data(), out.data() + place, sum);
      std::transform(column, column + half, level.data() + half, out.data() + place + half, sum);
    }
  }
}

/// A first box around each token: a twentieth of the image in the finest level, twice as large in
/// each further one. Where it is not within the image the original's logits are infinite, that is,
/// a box of 1 everywhere.
void append_proposals(const GridSize& grid, std::size_t level, PyramidPlaces& places) {
  constexpr float kBeyond = 1e4F;
  const float side = 0.05F * float(std::int64_t{1} << level);
  for (std::int64_t y = 0; y < grid.height; ++y) {
    for (std::int64_t x = 0; x < grid.width; ++x) {
      const std::array<float, 4> box = {(float(x) + 0.5F) / float(grid.width),
                                        (float(y) + 0.5F) / float(grid.height), side, side};
      const bool valid = std::ranges::all_of(box, [](float v) { return v > 0.01F && v < 0.99F; });
      for (const float v : box) {
        places.proposals.push_back(valid ? std::log(v / (1.0F - v)) : kBeyond);
      }
      places.valid.push_back(valid ? 1.0F : 0.0F);
    }
  }
}

void append_reference(const GridSize& grid, std::size_t levels, std::vector<float>& out) {
  for (std::int64_t y = 0; y < grid.height; ++y) {
    for (std::int64_t x = 0; x < grid.width; ++x) {
      for (std::size_t level = 0; level < levels; ++level) {
        out.push_back((float(x) + 0.5F) / float(grid.width));
        out.push_back((float(y) + 0.5F) / float(grid.height));
      }
    }
  }
}

}  // namespace

std::vector<GridSize> pyramid_levels(std::int64_t height, std::int64_t width) {
  const std::array<GridSize, 4> stages = swin_grids(height, width);
  return {stages[1], stages[2], stages[3], stages[3].halved()};
}

PyramidPlaces places_of(std::span<const GridSize> levels, std::span<const float> level_embedding) {
  const std::size_t hidden = level_embedding.size() / levels.size();
  PyramidPlaces places;
  std::size_t tokens = 0;
  for (const GridSize& grid : levels) tokens += static_cast<std::size_t>(grid.places());
  places.position.reserve(tokens * hidden);
  for (std::size_t level = 0; level < levels.size(); ++level) {
    const GridSize& grid = levels[level];
    places.shapes.insert(places.shapes.end(), {grid.height, grid.width});
    append_position(grid, level_embedding.subspan(level * hidden, hidden), places.position);
    append_reference(grid, levels.size(), places.reference);
    append_proposals(grid, level, places);
  }
  return places;
}

std::vector<float> embed_positions(std::span<const std::int64_t> positions, std::size_t channels) {
  constexpr float kTemperature = 10000.0F;
  std::vector<float> embedded(positions.size() * channels);
  for (std::size_t i = 0; i < positions.size(); ++i) {
    write_waves(float(positions[i]) * kTurn, kTemperature,
                std::span(embedded).subspan(i * channels, channels));
  }
  return embedded;
}

}  // namespace saa::grounding_dino
