// Any bytes as a profile: a valid Profile that survives being written and read, or an InputError.
#include <cstdint>
#include <cstdlib>
#include <saa/error.h>
#include <saa/profile.h>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  saa::Profile profile;
  try {
    profile = saa::parse_profile({reinterpret_cast<const char*>(data), size}, "lab/fuzz.toml");
  } catch (const saa::InputError&) {
    return 0;
  }
  saa::validate_profile(profile);
  if (saa::parse_profile(saa::to_toml(profile), profile.name) != profile) std::abort();
  return 0;
}
