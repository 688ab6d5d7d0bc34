#include "prompts/profile_changes.h"

namespace saa {
namespace {

constexpr const char* kChangedMark = " (changed by options)";

Prompt read_prompt(const std::string& text, const Profile& profile) {
  const std::size_t sign = text.find('=');
  if (sign == std::string::npos) return {text, profile.object};
  return {text.substr(0, sign), text.substr(sign + 1)};
}

}  // namespace

Profile with_changes(Profile profile, const ProfileChanges& changes) {
  if (changes.sentence) profile = with_property_sentence(profile, *changes.sentence);
  if (changes.object) {
    profile.object = *changes.object;
    profile.class_name = *changes.object;
    profile.reference_object.clear();
  }
  if (changes.prompts) {
    profile.prompts.clear();
    for (const std::string& text : *changes.prompts)
      profile.prompts.push_back(read_prompt(text, profile));
  }
  profile.object_count = changes.object_count.value_or(profile.object_count);
  profile.top_k = changes.top_k.value_or(profile.top_k);
  profile.max_area = changes.max_area.value_or(profile.max_area);
  profile.overlap = changes.overlap.value_or(profile.overlap);
  profile.min_overlap = changes.min_overlap.value_or(profile.min_overlap);
  return profile;
}

Profile marked_if_changed(Profile profile, const Profile& named) {
  if (profile != named) profile.name += kChangedMark;
  return profile;
}

}  // namespace saa
