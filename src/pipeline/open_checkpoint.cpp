#include "pipeline/open_checkpoint.h"

#include "checkpoint/load.h"
#include "checkpoint/recognise.h"
#include "core/known_digest.h"

#include <saa/error.h>
#include <string>
#include <string_view>

namespace saa {

OpenCheckpoint::OpenCheckpoint(const FoundModel& found, const std::filesystem::path& cache)
    : file_(std::make_shared<const MappedFile>(found.file)),
      weights_(parse_checkpoint({file_->bytes(), file_}, found.file)) {
  const std::string expected(found.model->network);
  const std::string_view held = recognise_network(weights_);
  if (!held.empty() && held != expected) {
    throw WeightsError(found.file.string() + " holds " + std::string(held) + ", not " + expected +
                       "; give it the name of what it is");
  }
  description_ = {
      .network = expected, .file = found.file, .sha256 = known_sha256(found.file, cache)};
}

OpenCheckpoint::~OpenCheckpoint() {
  if (file_) file_->let_go();
}

}  // namespace saa
