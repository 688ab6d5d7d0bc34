#include "errors.h"

#include "module.h"

#include <cstring>
#include <nanobind/stl/string.h>
#include <string>

namespace nb = nanobind;

namespace saa::python {
namespace {

struct ExceptionClasses {
  PyObject* base = nullptr;
  PyObject* usage = nullptr;
  PyObject* input = nullptr;
  PyObject* weights = nullptr;
  PyObject* io = nullptr;
  PyObject* missing = nullptr;
  PyObject* unsupported = nullptr;
  PyObject* cancelled = nullptr;
};

ExceptionClasses classes;  // live as long as the process, as the module itself

PyObject* exception_class(nb::module_& module, const char* name, const char* doc,
                          const nb::tuple& bases) {
  const std::string full = nb::cast<std::string>(module.attr("__name__")) + "." + name;
  PyObject* made = PyErr_NewExceptionWithDoc(full.c_str(), doc, bases.ptr(), nullptr);
  if (made == nullptr) throw nb::python_error();
  module.attr(name) = nb::handle(made);
  return made;
}

PyObject* class_of(const Error& error) {
  if (dynamic_cast<const MissingFile*>(&error) != nullptr) return classes.missing;
  switch (error.kind()) {
    case ErrorKind::usage:
      return classes.usage;
    case ErrorKind::input:
      return classes.input;
    case ErrorKind::weights:
      return classes.weights;
    case ErrorKind::io:
      return classes.io;
    case ErrorKind::unsupported:
      return classes.unsupported;
    case ErrorKind::cancelled:
      return classes.cancelled;
  }
  return classes.base;
}

void translate(const std::exception_ptr& thrown, void* /*payload*/) {
  try {
    std::rethrow_exception(thrown);
  } catch (const Error& error) {
    // The name of a file may hold bytes that are not UTF-8.
    PyObject* text = PyUnicode_DecodeUTF8(
        error.what(), static_cast<Py_ssize_t>(std::strlen(error.what())), "replace");
    if (text == nullptr) return;
    PyErr_SetObject(class_of(error), text);
    Py_DECREF(text);
  }
}

}  // namespace

void bind_errors(nb::module_& module) {
  const nb::handle exception(PyExc_Exception);
  classes.base = exception_class(module, "Error", "Everything that saa raises on purpose.",
                                 nb::make_tuple(exception));
  const nb::handle base(classes.base);
  const nb::handle value_error(PyExc_ValueError);
  classes.usage = exception_class(module, "UsageError", "An option that cannot be meant.",
                                  nb::make_tuple(base, value_error));
  classes.input = exception_class(module, "InputError", "An image or profile that cannot be used.",
                                  nb::make_tuple(base, value_error));
  classes.weights = exception_class(module, "WeightsError",
                                    "A checkpoint that is missing, damaged or of another network.",
                                    nb::make_tuple(base));
  classes.io = exception_class(module, "IoError", "The file system refused.",
                               nb::make_tuple(base, nb::handle(PyExc_OSError)));
  classes.missing =
      exception_class(module, "MissingFileError", "A file that is not there.",
                      nb::make_tuple(nb::handle(classes.io), nb::handle(PyExc_FileNotFoundError)));
  classes.unsupported = exception_class(
      module, "UnsupportedError", "A valid request that this build or machine cannot serve.",
      nb::make_tuple(base, nb::handle(PyExc_NotImplementedError)));
  classes.cancelled =
      exception_class(module, "CancelledError", "A saa.Cancel was set.", nb::make_tuple(base));
  nb::register_exception_translator(translate);
}

}  // namespace saa::python
