// The table that the published code writes.
#pragma once

#include "evaluation/run/evaluate.h"

#include <span>
#include <string>

namespace saa {

/// Header ",i_roc,p_roc,i_ap,p_ap,i_f1,p_f1,p_pro", then a row a category: "carpet" for MVTec-AD,
/// for the others the data set in front ("visa_public-candle"). Per cent with two decimals; p_pro
/// is the published 200-step form. What is not defined is empty.
/// @param results of one method and variant.
[[nodiscard]] std::string reference_csv(std::span<const CategoryResult> results);

}  // namespace saa
