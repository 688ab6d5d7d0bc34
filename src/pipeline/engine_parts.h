// An engine: which generator, refiner and saliency features work together.
#pragma once

#include "pipeline/generator.h"
#include "pipeline/refiner.h"
#include "pipeline/saliency_extractor.h"

#include <memory>
#include <saa/segmenter.h>
#include <string>
#include <vector>

namespace saa {

struct EngineParts {
  std::string name;                  ///< "offline"
  std::string notice;                ///< what it cannot do, for people; may be empty
  std::vector<std::string> notices;  ///< fall-backs taken when it was made; in every result
  double threshold =
      0.5;  ///< decision threshold on pred_score where neither call nor profile has one
  std::unique_ptr<Generator> generator;
  std::unique_ptr<Refiner> refiner;
  std::shared_ptr<const SaliencyExtractor> saliency;  ///< a generator may use it, too
  std::vector<WeightsFile> weights;
};

}  // namespace saa
