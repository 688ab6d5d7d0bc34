// A tensor's data as the protocol writes it in JSON: a list of numbers or texts, nested or flat.
#pragma once

#include "output/json.h"
#include "serving/inference_protocol/tensor.h"

#include <string>

namespace saa::serving {

/// Sets the raw data from `list`; lists within it are laid end to end.
/// @param as_base64 whether each text of a BYTES tensor is base64; else it stands for itself.
/// @throws InputError naming the element that is not of the tensor's datatype.
void read_json_data(Tensor& tensor, const Json& list, bool as_base64);

/// Appends the data as a flat list: numbers by their shortest decimal form, NaN and infinity as
/// null, BYTES as texts with what is not UTF-8 replaced. The data must fit the shape.
void append_json_data(std::string& json, const Tensor& tensor);

}  // namespace saa::serving
