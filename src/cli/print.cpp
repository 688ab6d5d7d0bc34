#include "cli/print.h"

#include <iostream>
#include <saa/error.h>

namespace saa::cli {

void print(std::string_view text) {
  if (!(std::cout << text << std::flush)) throw IoError("cannot write to standard output");
}

}  // namespace saa::cli
