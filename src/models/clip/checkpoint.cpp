#include "models/clip/checkpoint.h"

#include "models/clip/names.h"

#include <saa/error.h>
#include <string>

namespace saa::clip {

Checkpoint find_clip(const StateDict& weights) {
  for (const std::string_view path : {"", "clip", "clipseg"}) {
    const Scope root(weights, std::string(path));
    for (const Naming naming : {Naming::openai, Naming::transformers}) {
      if (root.has(names_of(naming).vision.class_embedding)) return {root, naming};
    }
  }
  throw WeightsError(weights.source().string() + ": neither '" +
                     std::string(kOpenaiNames.vision.class_embedding) + "' nor '" +
                     std::string(kTransformersNames.vision.class_embedding) +
                     "'; expected a CLIP with a vision transformer, as OpenAI, open_clip or "
                     "Hugging Face publish it (saa inspect shows what a file holds)");
}

}  // namespace saa::clip
