#include "cli/method_choice.h"

#include "cli/option_values.h"

#include <array>
#include <initializer_list>
#include <memory>
#include <saa/error.h>
#include <span>
#include <string>
#include <vector>

namespace saa::cli {
namespace {

struct Choice {
  const char* name;
  Method method;
  Preset preset;  ///< where the command line names none
  /// Options of words, and of switches over them, that mean nothing to it.
  std::initializer_list<const char*> unread_words;
};

const std::array<Choice, 6> kChoices = {{
    {"saa+", Method::hybrid_prompts, Preset::paper, {}},
    {"saa", Method::hybrid_prompts, Preset::saa, {}},
    {"clipseg", Method::clipseg, Preset::paper, {}},
    {"winclip", Method::winclip, Preset::paper, {"--prompt", "--without"}},
    {"utad", Method::utad, Preset::paper, {"--object", "--prompt", "--without"}},
    {"neighbours", Method::neighbours, Preset::paper, {"--object", "--prompt", "--without"}},
}};

/// Options of the hybrid prompts and their engines, which no baseline has.
constexpr std::array kHybridOnly = {
    "--preset",       "--object-count",      "--top-k",  "--max-area", "--min-overlap",
    "--overlap",      "--property-sentence", "--engine", "--detector", "--refiner",
    "--detector-size"};

std::vector<std::string> names() {
  std::vector<std::string> result;
  for (const Choice& choice : kChoices) result.emplace_back(choice.name);
  return result;
}

bool is_given(const CLI::App& app, const char* name) {
  const CLI::Option* option = app.get_option_no_throw(name);
  return option != nullptr && option->count() > 0;
}

void expect_none_given(const CLI::App& app, const Choice& choice,
                       std::span<const char* const> options) {
  for (const char* option : options) {
    if (is_given(app, option))
      throw UsageError(std::string(option) + " means nothing to --method " + choice.name +
                       "; leave one of them out");
  }
}

/// Plain SAA is a preset of its own; the other presets are SAA+.
void apply_preset(const CLI::App& app, const Choice& choice, PredictOptions& predict) {
  if (!is_given(app, "--preset")) predict.preset = choice.preset;
  if ((predict.preset == Preset::saa) != (choice.preset == Preset::saa))
    throw UsageError(std::string("--preset ") + preset_name(predict.preset) +
                     " contradicts --method " + choice.name + "; leave one of them out");
}

/// Only SAA+ has a neighbour prompt, and only the method of that name is nothing without one.
void check_context(const CLI::App& app, const Choice& choice) {
  const bool is_given_context = is_given(app, "--context");
  if (choice.method == Method::neighbours && !is_given_context)
    throw UsageError("--method neighbours needs pictures to compare with; add --context");
  const bool reads_context =
      choice.method == Method::neighbours ||
      (choice.method == Method::hybrid_prompts && choice.preset != Preset::saa);
  if (is_given_context && !reads_context)
    throw UsageError(std::string("--context means nothing to --method ") + choice.name +
                     "; leave one of them out");
}

void apply(const CLI::App& app, const Choice& choice, SegmenterOptions& segmenter,
           PredictOptions& predict) {
  segmenter.method = choice.method;
  check_context(app, choice);
  if (choice.method == Method::hybrid_prompts) {
    apply_preset(app, choice, predict);
    return;
  }
  expect_none_given(app, choice, kHybridOnly);
  expect_none_given(app, choice, {choice.unread_words.begin(), choice.unread_words.size()});
  const PromptSwitches& on = predict.prompts;
  if (!on.property || !on.saliency || !on.confidence)
    throw UsageError(std::string("of --without, only class-agnostic and class-specific mean "
                                 "something to --method ") +
                     choice.name + "; leave the others out");
}

}  // namespace

void add_method_choice(CLI::App& app, SegmenterOptions& segmenter, PredictOptions& predict,
                       const char* group) {
  const auto chosen = std::make_shared<const Choice*>(nullptr);
  add_text(
      app, "--method", CLI::detail::join(names(), "|"),
      [chosen](const std::string& text) {
        *chosen = &kChoices.at(read_choice("--method", text, names()));
      },
      "SAA+, plain SAA, or a baseline to compare with (docs/baselines.md) [default: saa+]")
      ->group(group);
  add_text(
      app, "--method-variant", "NAME",
      [&segmenter](const std::string& text) { segmenter.method_variant = text; },
      "Which of a baseline's published forms [default: its first]")
      ->group(group);
  app.parse_complete_callback([chosen, &app, &segmenter, &predict] {
    if (*chosen != nullptr) apply(app, **chosen, segmenter, predict);
  });
}

}  // namespace saa::cli
