// Phrases put to a method on labelled images: each phrase is asked once an image, and any set of
// phrases is then judged from what is kept of the answers.
//
// What is kept of an image lies in two files, NAME.parts (pipeline/kept_parts.h) and NAME.json
// (what was asked under which settings, and how long it took), so that a bench that was stopped, or
// is given a further phrase, asks only what is new. In memory are, at a time, the answers of the
// images in flight (in the method's memory, which must hold those of one image a thread) and the
// scores of the sets that are judged together: up to kJudgedBytes, or of one set, 5 bytes a pixel
// of side x side an image.
#pragma once

#include "datasets/dataset.h"
#include "evaluation/metrics/protocol.h"
#include "evaluation/prompt_bench/greedy_search.h"
#include "pipeline/method.h"

#include <filesystem>
#include <functional>
#include <map>
#include <saa/profile.h>
#include <saa/segmenter.h>
#include <span>
#include <string>
#include <vector>

namespace saa {

inline constexpr std::size_t kJudgedBytes = std::size_t{1} << 30U;

struct TrialSetup {
  std::vector<Prompt> phrases;
  Profile profile;         ///< its limits; its own prompts are not used
  PredictOptions predict;  ///< with class-specific prompts: others use no phrases
  MaskRule mask_rule = MaskRule::above_zero;
  int side = kProtocolSide;
  std::filesystem::path folder;  ///< for what is kept
  std::string networks;          ///< names what answers; other networks' answers are not used
  int threads = 0;               ///< images judged at a time; 0: all cores
};

/// The profile with these phrases, in their order in the list, and no others.
[[nodiscard]] Profile with_phrases(Profile profile, std::span<const Prompt> phrases,
                                   const PhraseSet& set);

/// At most `limit` of a category's samples (0: all), taken evenly over its anomalous and its normal
/// ones; if there is an anomalous one, one is taken.
[[nodiscard]] std::vector<Sample> trial_samples(const std::vector<Sample>& samples,
                                                std::size_t limit);

class PhraseTrials {
 public:
  /// @param method must remember (AnomalyMethod::memory) and outlive this object.
  /// @throws InputError if a phrase cannot be used in a profile, or no sample is anomalous.
  PhraseTrials(const AnomalyMethod& method, std::vector<Sample> samples, TrialSetup setup);

  /// Puts every phrase to the method on every image that is not on record, and calls
  /// `through(asked)` after each image; asked: there was something to ask.
  /// @throws as predict() and read_image, IoError if the answers cannot be kept.
  void ask(const std::function<void(bool asked)>& through);

  /// Of generator and refiner, by phrase: the median over the images (of two in the middle the
  /// lower). The phrases take turns in being first, so that what is paid once, for an image or for
  /// a network, does not count: it is what a further phrase costs.
  [[nodiscard]] std::vector<double> seconds() const;

  /// F_p of each set over all images; ask() has come before. @throws as ask().
  [[nodiscard]] std::vector<double> judge(std::span<const PhraseSet> sets) const;

 private:
  using Seconds = std::map<std::string, double>;  ///< by phrase_line()

  [[nodiscard]] std::filesystem::path kept_file(std::size_t sample, const char* ending) const;
  [[nodiscard]] bool restore(std::size_t sample) const;
  [[nodiscard]] Seconds asked_before(std::size_t sample, const std::string& image) const;
  void keep(std::size_t sample, const Image& image, const std::string& key,
            const Seconds& asked) const;
  [[nodiscard]] double ask_one(const Image& image, std::size_t phrase) const;
  [[nodiscard]] std::vector<double> judge_together(std::span<const PhraseSet> sets) const;

  const AnomalyMethod& method_;
  std::vector<Sample> samples_;
  TrialSetup setup_;
  std::string fingerprint_;  ///< of networks and settings: other answers are not used
  std::vector<std::vector<double>> seconds_;  ///< by phrase and image
};

}  // namespace saa
