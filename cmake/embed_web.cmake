# embed_web(FOLDER SOURCE): turns the studio's files, FOLDER/*, into one C++ source file, so that the
# program carries its page wherever it is copied. "index.html" answers "/", "x" answers "/assets/x". Texts
# go in byte for byte, as in embed_profiles.cmake; an ETag is the start of the file's SHA-256.
function(embed_web folder source)
  set(type_html "text/html; charset=utf-8")
  set(type_css "text/css; charset=utf-8")
  set(type_js "text/javascript; charset=utf-8")
  set(type_svg "image/svg+xml")
  file(GLOB_RECURSE files RELATIVE "${folder}" "${folder}/*")
  list(SORT files)
  set(rows "")
  foreach(name IN LISTS files)
    string(REGEX MATCH "[a-z]+$" extension "${name}")
    if(NOT DEFINED type_${extension})
      message(FATAL_ERROR "${folder}/${name}: no content type is known for .${extension}; give it one in cmake/embed_web.cmake")
    endif()
    file(READ "${folder}/${name}" text)
    if(text MATCHES "\\)asset\"")
      message(FATAL_ERROR "${folder}/${name} contains )asset\", which ends the literal it is kept in")
    endif()
    file(SHA256 "${folder}/${name}" digest)
    string(SUBSTRING "${digest}" 0 16 tag)
    set(path "/assets/${name}")
    if(name STREQUAL "index.html")
      set(path "/")
    endif()
    string(APPEND rows "    {\"${path}\", \"${type_${extension}}\", \"\\\"${tag}\\\"\", R\"asset(${text})asset\"},\n")
  endforeach()
  file(WRITE "${source}"
"// Made by cmake/embed_web.cmake from src/serving/web/. Do not edit.
#include \"serving/web_assets.h\"

namespace saa::serving {

std::span<const WebAsset> web_assets() {
  static constexpr WebAsset kTable[] = {
${rows}  };
  return kTable;
}

}  // namespace saa::serving
")
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  embed_web("${FOLDER}" "${SOURCE}")
elseif(NOT CMAKE_SCRIPT_MODE_FILE)
  file(GLOB_RECURSE web_files CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/serving/web/*")
  set(SAA_EMBEDDED_WEB "${PROJECT_BINARY_DIR}/generated/web_assets.cpp")
  add_custom_command(
    OUTPUT ${SAA_EMBEDDED_WEB}
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${PROJECT_SOURCE_DIR}/src/serving/web -DSOURCE=${SAA_EMBEDDED_WEB}
            -P ${CMAKE_CURRENT_LIST_FILE}
    DEPENDS ${web_files} ${CMAKE_CURRENT_LIST_FILE} VERBATIM)
endif()
