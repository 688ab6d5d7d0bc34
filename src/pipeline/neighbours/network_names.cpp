#include "pipeline/neighbours/network_names.h"

namespace saa {

const char* neighbour_network_name(NeighbourNetwork network) {
  switch (network) {
    case NeighbourNetwork::automatic:
      return "automatic";
    case NeighbourNetwork::efficientnet_lite0:
      return "efficientnet-lite0";
    case NeighbourNetwork::wide_resnet50:
      return "wide-resnet50";
    case NeighbourNetwork::dinov2_vitl14:
      return "dinov2-vitl14";
    case NeighbourNetwork::clip_vitl14_336:
      return "clip-vitl14-336";
  }
  return "";
}

std::optional<NeighbourNetwork> neighbour_network(std::string_view name) {
  for (const NeighbourNetwork network : kNeighbourNetworks)
    if (name == neighbour_network_name(network)) return network;
  return std::nullopt;
}

}  // namespace saa
