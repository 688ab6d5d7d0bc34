#include "cli/predict_run.h"

#include "cli/plain_text.h"
#include "core/ordered_jobs.h"
#include "core/parallel.h"

#include <algorithm>
#include <csignal>
#include <fmt/format.h>
#include <saa/context.h>
#include <saa/error.h>

namespace saa::cli {
namespace {

bool is_official(const Segmenter& segmenter) { return segmenter.engine() == "official"; }

/// Images in flight where nobody says how many. Large networks keep all cores busy with one, and
/// each further one would need gigabytes; offline as many as threads, at most 4, since each holds
/// an image and its maps in memory.
int default_jobs(const Segmenter& segmenter) {
  constexpr int kMost = 4;
  if (segmenter.engine() != "offline") return 1;
  return std::min(thread_count(segmenter.options().threads), kMost);
}

RunManifest manifest_of(const PredictArguments& arguments, int jobs, const Profile& profile,
                        const Segmenter& segmenter, const std::vector<std::string>& command) {
  RunManifest manifest;
  manifest.command = command;
  manifest.options = {
      .method = segmenter.options().method,
      .method_variant = segmenter.options().method_variant,
      .engine = segmenter.engine(),
      .weights = segmenter.weights(),
      .precision = segmenter.options().precision,
      .detector_size = is_official(segmenter) ? segmenter.options().detector_size : 0,
      .preset = arguments.predict.preset,
      .prompts = arguments.predict.prompts,
      .threshold = arguments.predict.threshold,
      .profile = profile,
      .context_sha256 = arguments.predict.context ? arguments.predict.context->sha256() : ""};
  manifest.run_options = {{"threads", thread_count(arguments.segmenter.threads)},
                          {"jobs", jobs},
                          {"max_pixels", arguments.limits.max_pixels},
                          {"overlay", arguments.files.overlay},
                          {"float_maps", arguments.files.float_map},
                          {"resume", arguments.resume}};
  return manifest;
}

std::string count_text(std::size_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string result_line(const InputImage& image, const ResultSummary& summary) {
  const std::string found = summary.pred_label
                                ? "ANOMALOUS  " + count_text(std::size_t(summary.regions), "region")
                                : "normal  nothing found";
  return fmt::format("{}  {:.3f}  {}", plain_line(image.file.string()), summary.pred_score, found);
}

}  // namespace

PredictRun::PredictRun(const PredictArguments& arguments, const std::vector<InputImage>& images,
                       const Profile& profile, const Segmenter& segmenter,
                       const std::vector<std::string>& command, Terminal& terminal)
    : arguments_(arguments),
      images_(images),
      segmenter_(segmenter),
      terminal_(terminal),
      jobs_(arguments.jobs > 0 ? arguments.jobs : default_jobs(segmenter)),
      folder_(arguments.input.out),
      record_(folder_.path(), manifest_of(arguments, jobs_, profile, segmenter, command),
              images.size(), arguments.resume),
      settings_{.out = folder_.path(),
                .profile = profile,
                .predict = arguments.predict,
                .limits = arguments.limits,
                .files = arguments.files,
                .resume = arguments.resume,
                .options_sha256 = record_.options_sha256()},
      start_(std::chrono::steady_clock::now()),
      progress_(images.size(), start_) {
  settings_.predict.cancel = &interruption_.stop();
}

int PredictRun::run() {
  try {
    work_through_images();
    write_exports();
  } catch (const ReaderGone&) {
    record_.close(RunState::interrupted);
    return kSignalExit + SIGPIPE;
  } catch (const Error& error) {
    terminal_.clear();
    try {
      record_.close(RunState::failed, error.what());
    } catch (const IoError&) {
      // The first error is the one to tell: a full disk refuses the record as well.
    }
    throw;
  }
  return conclude();
}

void PredictRun::work_through_images() {
  OrderedJobs<ImageOutcome> jobs(images_.size(), jobs_, interruption_.stop());
  jobs.run([this](std::size_t i) { return process_image(images_[i], segmenter_, settings_); },
           [this](std::size_t i, const ImageOutcome& outcome) { deliver(i, outcome); },
           [this] { terminal_.show(progress_); });
  terminal_.clear();
}

/// An interrupted run leaves them to the one that resumes it.
void PredictRun::write_exports() {
  const RunCounts& counts = record_.counts();
  if (counts.done + counts.failed < counts.images) return;
  write_annotations(folder_.path(), annotated_, arguments_.exports);
}

void PredictRun::deliver(std::size_t index, const ImageOutcome& outcome) {
  const InputImage& image = images_[index];
  record_.add(index, image, outcome);
  if (outcome.summary && !arguments_.exports.empty())
    annotated_.push_back(annotated_image(outcome.json, image.name));
  progress_.advance(/*worked=*/!outcome.resumed);
  if (!outcome.summary) terminal_.error(outcome.error);
  if (arguments_.json) {
    terminal_.result(json_line(outcome.json));
  } else if (outcome.summary) {
    terminal_.result(result_line(image, *outcome.summary));
  }
}

int PredictRun::conclude() {
  const RunCounts& counts = record_.counts();
  const std::size_t through = counts.done + counts.failed;
  if (through < counts.images) {
    record_.close(RunState::interrupted);
    terminal_.error(
        fmt::format("interrupted: {} of {} are through; go on with the same command and --resume",
                    through, count_text(counts.images, "image")));
    return signal_exit_code();
  }
  record_.close(RunState::finished);
  terminal_.note(summary());
  return counts.failed > 0 ? 1 : 0;
}

std::string PredictRun::summary() const {
  const RunCounts& counts = record_.counts();
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  std::string text =
      fmt::format("{} in {}: {} anomalous, {} normal", count_text(counts.images, "image"),
                  duration_text(seconds), counts.anomalous, counts.done - counts.anomalous);
  if (counts.failed > 0) text += fmt::format(", {} failed", counts.failed);
  if (counts.resumed > 0) text += fmt::format(" ({} finished before)", counts.resumed);
  return text + "; results are in " + folder_.path().string();
}

}  // namespace saa::cli
