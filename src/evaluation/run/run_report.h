// report.html of an evaluation.
#pragma once

#include "evaluation/run/evaluate.h"

namespace saa {

/// Writes it into the evaluation's folder. Pictures that are no longer where they were evaluated
/// are left out, and the report says so.
/// @param evaluation of one variant. @throws as write_report.
void write_run_report(const Evaluation& evaluation);

}  // namespace saa
