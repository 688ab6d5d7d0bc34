// The meaning of each primitive in OpenVINO.
#pragma once

#include "nn/operation.h"

#include <openvino/core/node.hpp>
#include <openvino/core/node_vector.hpp>

namespace saa::nn {

/// The operation as OpenVINO nodes. @throws ov::Exception if shapes or types do not fit.
[[nodiscard]] ov::Output<ov::Node> lower(const Operation& operation,
                                         const ov::OutputVector& inputs);

}  // namespace saa::nn
