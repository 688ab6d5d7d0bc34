# Language level, warnings and sanitizers. Users never meet the strict flags: they come with
# SAA_DEVELOPER_MODE, which every developer preset sets.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)

find_program(SAA_CCACHE ccache)
if(SAA_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${SAA_CCACHE})
endif()

add_library(saa_flags INTERFACE)
if(SAA_DEVELOPER_MODE)
  target_compile_options(saa_flags INTERFACE -Werror -Wall -Wextra -Wshadow -Wconversion
                         -Wno-sign-conversion -Wnon-virtual-dtor -Wold-style-cast -Wunused)
endif()
if(SAA_SANITIZE)
  add_compile_options(-fsanitize=${SAA_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SAA_SANITIZE})
  # Belongs into every program that runs networks.
  set(SAA_SANITIZER_SOURCES ${PROJECT_SOURCE_DIR}/cmake/sanitizer_dlopen.cpp)
endif()
