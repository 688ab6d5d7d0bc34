// Which pictures a category's images are compared with by the neighbour prompt.
#pragma once

#include <filesystem>
#include <saa/context.h>
#include <vector>

namespace saa {

struct ContextPlan {
  /// References are drawn from these; empty, and no `file`: from the category's own images, as MuSc
  /// does. An image is never its own neighbour.
  std::vector<std::filesystem::path> pictures{};
  std::filesystem::path file{};  ///< of Context::save(), in place of building one
  ContextOptions options{};      ///< of building
};

}  // namespace saa
