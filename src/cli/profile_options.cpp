#include "cli/profile_options.h"

#include "cli/option_values.h"
#include "prompts/profile_changes.h"

#include <saa/error.h>
#include <utility>

namespace saa::cli {
namespace {

constexpr const char* kGroup = "Prompts";

void add_count(CLI::App& app, const std::string& name, std::optional<int>& target,
               const std::string& help) {
  const auto take = [name, &target](const std::string& text) {
    target = static_cast<int>(read_integer(name, text, 1, kMaxProfileCount));
  };
  add_text(app, name, "N", take, help)->group(kGroup);
}

ProfileChanges changes_of(const ProfileOptions& options) {
  ProfileChanges changes{.object = options.object,
                         .object_count = options.object_count,
                         .top_k = options.top_k,
                         .max_area = options.max_area,
                         .overlap = options.overlap,
                         .min_overlap = options.min_overlap};
  if (!options.sentence.empty()) changes.sentence = options.sentence;
  if (!options.prompts.empty()) changes.prompts = options.prompts;
  return changes;
}

Profile with_options(const Profile& named, const ProfileOptions& options) {
  Profile profile = with_changes(named, changes_of(options));
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
    return marked_if_changed(std::move(profile), named);
  } catch (const UsageError&) {
    throw;
  } catch (const Error& error) {
    throw UsageError(error.what());
  }
}

}  // namespace saa::cli
