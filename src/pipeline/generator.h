// Anomaly Region Generator (eq. 1 of the paper): image and words in, boxes with scores out.
#pragma once

#include "pipeline/proposal.h"

#include <memory>
#include <saa/image.h>
#include <saa/profile.h>
#include <string>
#include <vector>

namespace saa {

/// A generator at work on one image. Whatever depends on the image alone is computed once, on first
/// use. Not shared between threads.
class GeneratorPass {
 public:
  virtual ~GeneratorPass() = default;
  /// All boxes, whatever their score: score, area and phrase filters are the pipeline's
  /// (box_filters.h). A generator that does not read text is called once, with an empty prompt.
  virtual std::vector<Proposal> propose(const Prompt& prompt) = 0;
  /// The inspected part(s), called `object`. Empty if none was found.
  /// The pipeline's filters come after this, too.
  virtual std::vector<Proposal> find_objects(const std::string& object) = 0;
};

/// Thread-safe; one per process.
class Generator {
 public:
  virtual ~Generator() = default;
  /// False: prompts make no difference, so one pass without a prompt is made.
  [[nodiscard]] virtual bool reads_text() const = 0;
  /// @param image must outlive the pass, @param object_count how many instances of the inspected
  /// part it shows.
  [[nodiscard]] virtual std::unique_ptr<GeneratorPass> begin(const Image& image,
                                                             int object_count) const = 0;
};

}  // namespace saa
