// The parts of the extension module saa._saa. What Python programs see of it is in saa/.
#pragma once

#include <nanobind/nanobind.h>

namespace saa::python {

void bind_errors(nanobind::module_& module);
void bind_profile(nanobind::module_& module);
void bind_picture(nanobind::module_& module);
void bind_result(nanobind::module_& module);
void bind_context(nanobind::module_& module);
void bind_segmenter(nanobind::module_& module);
void bind_metrics(nanobind::module_& module);
void bind_evaluation(nanobind::module_& module);

}  // namespace saa::python
