// Which network a checkpoint is of, told from a few names and shapes.
#pragma once

#include "checkpoint/state_dict.h"

#include <string_view>

namespace saa {

/// "SAM ViT-H", "WideResNet50-2", …; "" for one that saa has no word for.
[[nodiscard]] std::string_view recognise_network(const StateDict& weights);

}  // namespace saa
