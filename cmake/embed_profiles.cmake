# Turns profiles/**/*.toml into one source file, so that the program carries its profiles wherever
# it is copied. The generated table is sorted by name.
file(GLOB_RECURSE profile_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/profiles/*.toml)
set(SAA_EMBEDDED_PROFILES ${PROJECT_BINARY_DIR}/generated/builtin_profiles.cpp)
set(rows "")
foreach(file IN LISTS profile_files)
  set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(RELATIVE_PATH name ${PROJECT_SOURCE_DIR}/profiles ${file})
  string(REGEX REPLACE "\\.toml$" "" name ${name})
  file(READ ${file} text)
  string(APPEND rows "    {\"${name}\", R\"toml(${text})toml\"},\n")
endforeach()
file(GENERATE OUTPUT ${SAA_EMBEDDED_PROFILES} CONTENT
"// Made by cmake/embed_profiles.cmake from profiles/. Do not edit.
#include \"prompts/builtin_profiles.h\"

namespace saa {

std::span<const BuiltinProfile> builtin_profile_table() {
  static constexpr BuiltinProfile kTable[] = {
${rows}  };
  return kTable;
}

}  // namespace saa
")
