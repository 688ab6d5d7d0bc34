#include "guard.h"
#include "handles.h"

#include <cstdlib>
#include <cstring>
#include <new>

namespace saa::c {

char* c_string(std::string_view text) {
  auto* copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy == nullptr) throw std::bad_alloc();
  std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = '\0';
  return copy;
}

}  // namespace saa::c

namespace {

using saa::c::clear;
using saa::c::given;
using saa::c::guarded;
using saa::c::guarded_value;

const std::vector<std::string>& builtin_names() {
  static const std::vector<std::string> names = saa::builtin_profiles();
  return names;
}

}  // namespace

saa_status saa_profile_find(const char* name_or_path, saa_profile** out) {
  return guarded([&] {
    clear(out);
    *out = new saa_profile{saa::find_profile(&given(name_or_path, "name_or_path"))};
  });
}

saa_status saa_profile_load(const char* path, saa_profile** out) {
  return guarded([&] {
    clear(out);
    *out = new saa_profile{saa::load_profile(&given(path, "path"))};
  });
}

saa_status saa_profile_parse(const char* toml, const char* name, saa_profile** out) {
  return guarded([&] {
    clear(out);
    *out = new saa_profile{saa::parse_profile(&given(toml, "toml"), &given(name, "name"))};
  });
}

const char* saa_profile_name(const saa_profile* profile) {
  return guarded_value([&] { return given(profile, "profile").profile.name.c_str(); });
}

saa_status saa_profile_to_toml(const saa_profile* profile, char** out) {
  return guarded([&] {
    clear(out);
    *out = saa::c::c_string(saa::to_toml(given(profile, "profile").profile));
  });
}

void saa_profile_free(saa_profile* profile) { delete profile; }

size_t saa_builtin_profile_count(void) {
  return guarded_value([] { return builtin_names().size(); });
}

const char* saa_builtin_profile_name(size_t index) {
  return guarded_value([&] {
    const std::vector<std::string>& names = builtin_names();
    if (index < names.size()) return names[index].c_str();
    throw saa::UsageError("index is " + std::to_string(index) + "; there are " +
                          std::to_string(names.size()) + " built-in profiles");
  });
}
