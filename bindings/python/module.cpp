#include "module.h"

#include "core/log.h"

#include <saa/version.h>

NB_MODULE(_saa, module) {
  module.doc() = "The C++ library behind the package saa.";
  module.attr("version") = saa::kVersion;  // stubs leave out names with underscores
  saa::set_up_logging(/*verbose=*/false, /*quiet=*/true);
  saa::python::bind_errors(module);
  saa::python::bind_profile(module);
  saa::python::bind_picture(module);
  saa::python::bind_result(module);
  saa::python::bind_segmenter(module);
  saa::python::bind_context(module);
  saa::python::bind_metrics(module);
  saa::python::bind_evaluation(module);
}
