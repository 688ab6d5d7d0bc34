#include "evaluation/prompt_bench/phrase_trials.h"

#include "core/atomic_file.h"
#include "core/mapped_file.h"
#include "core/parallel.h"
#include "core/sha256.h"
#include "evaluation/metrics/metrics.h"
#include "evaluation/prompt_bench/phrase_list.h"
#include "output/json.h"
#include "pipeline/image_key.h"
#include "pipeline/kept_parts.h"

#include <algorithm>
#include <saa/error.h>
#include <stdexcept>
#include <utility>

namespace saa {
namespace {

namespace fs = std::filesystem;

/// The images of one set of phrases.
class SetScores final : public ScoredImages {
 public:
  explicit SetScores(std::size_t images) : images_(images) {}
  [[nodiscard]] std::size_t count() const override { return images_.size(); }
  [[nodiscard]] ScoredImage at(std::size_t index) const override { return images_[index]; }
  void put(std::size_t index, ScoredImage image) { images_[index] = std::move(image); }

 private:
  std::vector<ScoredImage> images_;
};

double pixel_f1(const SetScores& scores, int threads) {
  const MetricOptions options{
      .threads = threads, .regions = false, .aupro = false, .curve_points = 0};
  const auto f1 = evaluate_scores(scores, options).metrics.pixel_f1_max;
  return f1 ? f1->value : 0;
}

/// Everything that an answer depends on beside image and phrase.
std::string fingerprint(const TrialSetup& setup) {
  const PromptSwitches& on = setup.predict.prompts;
  std::string text = setup.networks + "\n" + preset_name(setup.predict.preset);
  for (const bool is_on : {on.property, on.saliency, on.confidence}) text += is_on ? " 1" : " 0";
  text += "\n" + to_toml(with_phrases(setup.profile, setup.phrases, {}));
  return sha256(std::as_bytes(std::span(text)));
}

std::vector<Sample> evenly(const std::vector<Sample>& samples, std::size_t count) {
  std::vector<Sample> some;
  for (std::size_t i = 0; i < count; ++i) some.push_back(samples[i * samples.size() / count]);
  return some;
}

}  // namespace

Profile with_phrases(Profile profile, std::span<const Prompt> phrases, const PhraseSet& set) {
  profile.general.clear();
  profile.prompts.clear();
  for (const std::size_t phrase : set) profile.prompts.push_back(phrases[phrase]);
  return profile;
}

std::vector<Sample> trial_samples(const std::vector<Sample>& samples, std::size_t limit) {
  if (limit == 0 || limit >= samples.size()) return samples;
  std::vector<Sample> anomalous;
  std::vector<Sample> normal;
  for (const Sample& sample : samples) (sample.mask.empty() ? normal : anomalous).push_back(sample);
  const std::size_t share = (limit * anomalous.size() + samples.size() / 2) / samples.size();
  const std::size_t least = std::min<std::size_t>(anomalous.size(), 1);
  const std::size_t wanted = std::clamp(share, least, std::min(limit, anomalous.size()));
  std::vector<Sample> some = evenly(anomalous, wanted);
  std::ranges::move(evenly(normal, std::min(limit - wanted, normal.size())),
                    std::back_inserter(some));
  return some;
}

PhraseTrials::PhraseTrials(const AnomalyMethod& method, std::vector<Sample> samples,
                           TrialSetup setup)
    : method_(method),
      samples_(std::move(samples)),
      setup_(std::move(setup)),
      fingerprint_(fingerprint(setup_)) {
  if (method.memory() == nullptr) throw std::logic_error("the method remembers nothing");
  PhraseSet all(setup_.phrases.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  validate_profile(with_phrases(setup_.profile, setup_.phrases, all));
  if (std::ranges::all_of(samples_, [](const Sample& sample) { return sample.mask.empty(); }))
    throw InputError(
        "none of the images is anomalous; prompts can be told apart on images with "
        "defects and their masks only");
}

void PhraseTrials::ask(const std::function<void(bool asked)>& through) {
  const std::size_t phrases = setup_.phrases.size();
  seconds_.assign(phrases, {});
  for (std::size_t i = 0; i < samples_.size(); ++i) {
    const Image image = read_image(samples_[i].image);
    const std::string key = image_key(image);
    Seconds asked = asked_before(i, key);
    bool is_new = false;
    for (std::size_t turn = 0; turn < phrases; ++turn) {
      const std::size_t phrase = (i + turn) % phrases;
      const std::string line = phrase_line(setup_.phrases[phrase]);
      if (asked.contains(line)) continue;
      asked[line] = ask_one(image, phrase);
      is_new = true;
    }
    if (is_new) keep(i, image, key, asked);
    for (std::size_t phrase = 0; phrase < phrases; ++phrase)
      seconds_[phrase].push_back(asked.at(phrase_line(setup_.phrases[phrase])));
    through(is_new);
  }
}

std::vector<double> PhraseTrials::seconds() const {
  std::vector<double> medians;
  for (std::vector<double> times : seconds_) {
    const auto middle = times.begin() + std::ptrdiff_t((times.size() - 1) / 2);
    std::ranges::nth_element(times, middle);
    medians.push_back(*middle);
  }
  return medians;
}

std::vector<double> PhraseTrials::judge(std::span<const PhraseSet> sets) const {
  constexpr std::size_t kBytesPerPixel = sizeof(float) + 1;
  const std::size_t pixels = std::size_t(setup_.side) * std::size_t(setup_.side);
  const std::size_t together =
      std::max<std::size_t>(1, kJudgedBytes / (kBytesPerPixel * pixels * samples_.size()));
  std::vector<double> scores;
  for (std::size_t begin = 0; begin < sets.size(); begin += together) {
    const auto some = sets.subspan(begin, std::min(together, sets.size() - begin));
    std::ranges::move(judge_together(some), std::back_inserter(scores));
  }
  return scores;
}

/// Images outermost: what is kept of one is fetched once for all sets.
std::vector<double> PhraseTrials::judge_together(std::span<const PhraseSet> sets) const {
  std::vector<SetScores> scores(sets.size(), SetScores(samples_.size()));
  const auto judge_images = [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const Image image = read_image(samples_[i].image);
      const Mask truth = read_truth(samples_[i], setup_.mask_rule, image.width, image.height);
      if (!restore(i)) {
        throw IoError(kept_file(i, ".parts").string() +
                      " is gone or damaged; start the same command again");
      }
      for (std::size_t s = 0; s < sets.size(); ++s) {
        const Profile profile = with_phrases(setup_.profile, setup_.phrases, sets[s]);
        const Result result = method_.predict(image, profile, setup_.predict);
        scores[s].put(i, to_protocol(result.anomaly_map, truth, setup_.side));
      }
    }
  };
  parallel_for(samples_.size(), setup_.threads, judge_images);
  std::vector<double> f1;
  for (const SetScores& set : scores) f1.push_back(pixel_f1(set, setup_.threads));
  return f1;
}

double PhraseTrials::ask_one(const Image& image, std::size_t phrase) const {
  const Profile profile = with_phrases(setup_.profile, setup_.phrases, {phrase});
  double seconds = 0;
  for (const StageTime& time : method_.predict(image, profile, setup_.predict).timings)
    if (time.stage == "generator" || time.stage == "refiner") seconds += time.seconds;
  return seconds;
}

fs::path PhraseTrials::kept_file(std::size_t sample, const char* ending) const {
  return setup_.folder / (samples_[sample].name + ending);
}

/// Whether the answers about a sample are in the method's memory now.
bool PhraseTrials::restore(std::size_t sample) const {
  const fs::path file = kept_file(sample, ".parts");
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) return false;
  return load_parts(MappedFile(file).bytes(), fingerprint_, *method_.memory()).has_value();
}

PhraseTrials::Seconds PhraseTrials::asked_before(std::size_t sample,
                                                 const std::string& image) const {
  const fs::path file = kept_file(sample, ".json");
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) return {};
  const MappedFile record(file);
  const auto* text = reinterpret_cast<const char*>(record.bytes().data());
  const Json json =
      Json::parse(text, text + record.bytes().size(), nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || json.value("settings", Json()) != fingerprint_ ||
      json.value("image", Json()) != image)
    return {};
  Seconds asked;
  const Json seconds = json.value("seconds", Json::object());
  for (const auto& [phrase, value] : seconds.items())
    if (value.is_number()) asked[phrase] = value.get<double>();
  return restore(sample) ? asked : Seconds{};
}

/// The answers before the record that says they are there.
void PhraseTrials::keep(std::size_t sample, const Image& image, const std::string& key,
                        const Seconds& asked) const {
  const auto parts = save_parts(*method_.memory(), image, fingerprint_);
  write_file_atomically(kept_file(sample, ".parts"), std::span<const std::byte>(parts));
  Json seconds = Json::object();
  for (const auto& [phrase, value] : asked) seconds[valid_utf8(phrase)] = json_number(value);
  const Json record = {{"settings", fingerprint_}, {"image", key}, {"seconds", std::move(seconds)}};
  write_file_atomically(kept_file(sample, ".json"), std::string_view(json_page(record)));
}

}  // namespace saa
