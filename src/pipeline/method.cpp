#include "pipeline/method.h"

#include <saa/error.h>
#include <string>

namespace saa {

const char* method_name(Method method, Preset preset) {
  switch (method) {
    case Method::hybrid_prompts:
      return preset == Preset::saa ? "saa" : "saa+";
    case Method::clipseg:
      return "clipseg";
    case Method::winclip:
      return "winclip";
    case Method::neighbours:
      return "neighbours";
    case Method::utad:
      return "utad";
  }
  throw UsageError("unknown method " + std::to_string(static_cast<int>(method)));
}

}  // namespace saa
