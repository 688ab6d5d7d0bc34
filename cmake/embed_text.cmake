# embed_text(FILE SOURCE FUNCTION HEADER): turns a text file into a C++ source file with one function that
# gives its text, so that the program carries it wherever it is copied.
function(embed_text file source function header)
  file(READ "${file}" text)
  if(text MATCHES "\\)text\"")
    message(FATAL_ERROR "${file} contains )text\", which ends the literal it is kept in")
  endif()
  file(WRITE "${source}"
"// Made by cmake/embed_text.cmake from ${file}. Do not edit.
#include \"${header}\"

namespace saa::serving {

std::string_view ${function}() { return R\"text(${text})text\"; }

}  // namespace saa::serving
")
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  embed_text("${FILE}" "${SOURCE}" "${FUNCTION}" "${HEADER}")
elseif(NOT CMAKE_SCRIPT_MODE_FILE)
  set(openapi_file "${PROJECT_SOURCE_DIR}/src/serving/http/openapi.json")
  set(SAA_EMBEDDED_OPENAPI "${PROJECT_BINARY_DIR}/generated/openapi_document.cpp")
  add_custom_command(
    OUTPUT ${SAA_EMBEDDED_OPENAPI}
    COMMAND ${CMAKE_COMMAND} -DFILE=${openapi_file} -DSOURCE=${SAA_EMBEDDED_OPENAPI}
            -DFUNCTION=openapi_document -DHEADER=serving/http/http_api.h -P ${CMAKE_CURRENT_LIST_FILE}
    DEPENDS ${openapi_file} ${CMAKE_CURRENT_LIST_FILE} VERBATIM)
endif()
