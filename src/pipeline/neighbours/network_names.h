// Networks by their names.
#pragma once

#include <array>
#include <optional>
#include <saa/context.h>
#include <string_view>

namespace saa {

inline constexpr std::array kNeighbourNetworks = {
    NeighbourNetwork::automatic, NeighbourNetwork::efficientnet_lite0,
    NeighbourNetwork::wide_resnet50, NeighbourNetwork::dinov2_vitl14,
    NeighbourNetwork::clip_vitl14_336};

/// The network of this name; nothing if there is none.
[[nodiscard]] std::optional<NeighbourNetwork> neighbour_network(std::string_view name);

}  // namespace saa
