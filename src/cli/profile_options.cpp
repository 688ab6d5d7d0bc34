#include "cli/profile_options.h"

#include "cli/option_values.h"

#include <saa/error.h>

namespace saa::cli {
namespace {

constexpr const char* kGroup = "Prompts";

/// A result must not pass for one of the profile as it is published.
constexpr const char* kChangedMark = " (changed by options)";

/// "text=filtered phrase"; without "=" the inspected object is the phrase that must not come back.
Prompt read_prompt(const std::string& text, const Profile& profile) {
  const std::size_t sign = text.find('=');
  if (sign == std::string::npos) return {text, profile.object};
  return {text.substr(0, sign), text.substr(sign + 1)};
}

void add_count(CLI::App& app, const std::string& name, std::optional<int>& target,
               const std::string& help) {
  const auto take = [name, &target](const std::string& text) {
    target = static_cast<int>(read_integer(name, text, 1, kMaxProfileCount));
  };
  add_text(app, name, "N", take, help)->group(kGroup);
}

Profile with_options(Profile profile, const ProfileOptions& options) {
  if (!options.sentence.empty()) profile = with_property_sentence(profile, options.sentence);
  if (options.object) {
    profile.object = *options.object;
    profile.class_name = *options.object;
    profile.reference_object.clear();
  }
  if (!options.prompts.empty()) profile.prompts.clear();
  for (const std::string& text : options.prompts)
    profile.prompts.push_back(read_prompt(text, profile));
  profile.object_count = options.object_count.value_or(profile.object_count);
  profile.top_k = options.top_k.value_or(profile.top_k);
  profile.max_area = options.max_area.value_or(profile.max_area);
  profile.overlap = options.overlap.value_or(profile.overlap);
  profile.min_overlap = options.min_overlap.value_or(profile.min_overlap);
  if (options.min_overlap.value_or(0) > 0 && profile.overlap == OverlapRule::none) {
    throw UsageError("--min-overlap has no effect in profile " + profile.name +
                     ", which asks for no overlap; add --overlap inside or --overlap iou");
  }
  return profile;
}

}  // namespace

void add_profile_options(CLI::App& app, ProfileOptions& options) {
  app.add_option(
         "--profile", options.profile,
         "What is known about the parts: a built-in profile ('saa profiles list') or a TOML "
         "file [default: default]")
      ->type_name("NAME|FILE")
      ->group(kGroup);
  app.add_option("--object", options.object, "The inspected part, as in 'candle'")
      ->type_name("WORDS")
      ->group(kGroup);
  app.add_option("--prompt", options.prompts,
                 "A defect to look for, as in 'black hole' or 'scratch. crack.'; repeatable, "
                 "replaces the profile's own. 'TEXT=PHRASE' drops what comes back as PHRASE "
                 "(without '=': as the object)")
      ->type_name("TEXT[=PHRASE]")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false)
      ->group(kGroup);
  add_count(app, "--object-count", options.object_count, "How many parts an image shows");
  add_count(app, "--top-k", options.top_k, "Keep the N best regions");
  const auto take_area = [&options](const std::string& text) {
    options.max_area = read_number("--max-area", text, 0, 1);
  };
  add_text(app, "--max-area", "SHARE", take_area,
           "Drop regions not smaller than this share of the object, above 0 and up to 1")
      ->group(kGroup);
  const auto take_overlap = [&options](const std::string& text) {
    options.min_overlap = read_number("--min-overlap", text, 0, 1);
  };
  add_text(app, "--min-overlap", "SHARE", take_overlap,
           "Drop regions that overlap the object less, 0 to 1")
      ->group(kGroup);
  add_choice<std::optional<OverlapRule>>(
      app, "--overlap", options.overlap,
      {{"none", OverlapRule::none}, {"iou", OverlapRule::iou}, {"inside", OverlapRule::inside}},
      "What overlap means: share of the union, or of the region")
      ->group(kGroup);
  app.add_option(
         "--property-sentence", options.sentence,
         "The published code's sentence: 'the image of X have N similar X, with a maximum of "
         "K anomaly. The anomaly would not exceed T object area.'")
      ->type_name("TEXT")
      ->group(kGroup);
}

Profile resolve_profile(const ProfileOptions& options) {
  try {
    const Profile named = find_profile(options.profile);
    Profile profile = with_options(named, options);
    validate_profile(profile);
    if (profile != named) profile.name += kChangedMark;
    return profile;
  } catch (const UsageError&) {
    throw;
  } catch (const Error& error) {
    throw UsageError(error.what());
  }
}

}  // namespace saa::cli
