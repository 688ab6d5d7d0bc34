# embed_profiles(FOLDER SOURCE): turns FOLDER/**/*.toml into one C++ source file, so that the
# program carries its profiles wherever it is copied. The table is sorted by name. Texts go in byte
# for byte: no generator expressions, no configure_file(), quotes around every use.
function(embed_profiles folder source)
  file(GLOB_RECURSE files RELATIVE "${folder}" "${folder}/*.toml")
  list(TRANSFORM files REPLACE "\\.toml$" "" OUTPUT_VARIABLE names)
  list(SORT names)
  set(rows "")
  foreach(name IN LISTS names)
    file(READ "${folder}/${name}.toml" text)
    if(text MATCHES "\\)toml\"")
      message(FATAL_ERROR "${folder}/${name}.toml contains )toml\", which ends the literal it is kept in")
    endif()
    string(APPEND rows "    {\"${name}\", R\"toml(${text})toml\"},\n")
  endforeach()
  set(content
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
  set(old "")
  if(EXISTS "${source}")
    file(READ "${source}" old)
  endif()
  if(NOT "${old}" STREQUAL "${content}")  # an untouched file is not compiled again
    file(WRITE "${source}" "${content}")
  endif()
endfunction()

if(NOT CMAKE_SCRIPT_MODE_FILE)
  # A profile that is added, changed or removed makes CMake run again.
  file(GLOB_RECURSE profile_files CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/profiles/*.toml")
  set_property(DIRECTORY "${PROJECT_SOURCE_DIR}" APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${profile_files})
  set(SAA_EMBEDDED_PROFILES "${PROJECT_BINARY_DIR}/generated/builtin_profiles.cpp")
  embed_profiles("${PROJECT_SOURCE_DIR}/profiles" "${SAA_EMBEDDED_PROFILES}")
endif()
