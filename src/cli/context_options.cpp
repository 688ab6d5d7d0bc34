#include "cli/context_options.h"

#include "cli/option_values.h"

#include <limits>
#include <string>

namespace saa::cli {

void add_context_options(CLI::App& app, ContextOptions& options, const char* group) {
  constexpr auto kMost = std::numeric_limits<int>::max();
  add_text(
      app, "--context-size", "N",
      [&options](const std::string& text) {
        options.size = static_cast<std::size_t>(read_integer("--context-size", text, 0, kMost));
      },
      "Pictures that are drawn from the context, 0: all [default: " + std::to_string(kContextSize) +
          "]")
      ->group(group);
  add_text(
      app, "--context-seed", "N",
      [&options](const std::string& text) {
        options.seed = static_cast<std::uint64_t>(read_integer("--context-seed", text, 0, kMost));
      },
      "Another draw [default: 0]")
      ->group(group);
  add_choice<NeighbourNetwork>(app, "--context-network", options.network,
                               {{"auto", NeighbourNetwork::automatic},
                                {"efficientnet-lite0", NeighbourNetwork::efficientnet_lite0},
                                {"wide-resnet50", NeighbourNetwork::wide_resnet50},
                                {"dinov2-vitl14", NeighbourNetwork::dinov2_vitl14},
                                {"clip-vitl14-336", NeighbourNetwork::clip_vitl14_336}},
                               "Whose features are compared [default: auto, EfficientNet-Lite0]")
      ->group(group);
  add_text(
      app, "--context-side", "N",
      [&options](const std::string& text) {
        options.side = static_cast<int>(read_integer("--context-side", text, 32, 4096));
      },
      "Pixels that pictures are resized to [default: the network's own]")
      ->group(group);
  add_text(
      app, "--context-neighbourhoods", "N,N,…",
      [&options](const std::string& text) {
        options.neighbourhoods.clear();
        for (const std::string& side : CLI::detail::split(text, ','))
          options.neighbourhoods.push_back(static_cast<int>(
              read_integer("--context-neighbourhoods", side, 1, kMostNeighbourhood)));
      },
      "Sides, in places, of the squares that features are averaged over, each compared by itself "
      "[default: the network's own]")
      ->group(group);
  add_text(
      app, "--context-keep", "SHARE",
      [&options](const std::string& text) {
        options.keep = read_number("--context-keep", text, 0.001, 1);
      },
      "Share of the references' patches that is kept, those that tell most [default: 1]")
      ->group(group);
}

}  // namespace saa::cli
