# OpenVINO: one already installed (OpenVINO_DIR, or on CMAKE_PREFIX_PATH) wins; otherwise the pinned
# wheel is unpacked once into SAA_DEPS_DIR by scripts/fetch-openvino. Everything else comes from
# the system.
set(SAA_OPENVINO_BUNDLED OFF)
if(NOT OpenVINO_DIR OR OpenVINO_DIR MATCHES "^${SAA_DEPS_DIR}")
  unset(OpenVINO_DIR CACHE)  # left by an earlier configure; the wheel may have moved on
endif()
find_package(OpenVINO QUIET COMPONENTS Runtime)
if(NOT OpenVINO_FOUND)
  execute_process(COMMAND ${PROJECT_SOURCE_DIR}/scripts/fetch-openvino ${SAA_DEPS_DIR}
                  RESULT_VARIABLE fetched OUTPUT_VARIABLE openvino_root
                  OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT fetched EQUAL 0)
    message(FATAL_ERROR "OpenVINO was not found and scripts/fetch-openvino failed. "
            "Set OpenVINO_DIR to the folder of an installed OpenVINOConfig.cmake.")
  endif()
  find_package(OpenVINO REQUIRED COMPONENTS Runtime
               PATHS ${openvino_root}/openvino/cmake NO_DEFAULT_PATH)
  set(SAA_OPENVINO_BUNDLED ON)
  set(SAA_OPENVINO_LIBS ${openvino_root}/openvino/libs)
endif()
# saa_openvino_runtime(LIBRARIES NOTICES): of the unpacked wheel, what a program needs at run time, and its licences.
function(saa_openvino_runtime libraries notices)
  file(GLOB found ${SAA_OPENVINO_LIBS}/libopenvino.so.* ${SAA_OPENVINO_LIBS}/libtbb*.so.*
       ${SAA_OPENVINO_LIBS}/libhwloc.so.* ${SAA_OPENVINO_LIBS}/libopenvino_intel_cpu_plugin.so
       ${SAA_OPENVINO_LIBS}/libopenvino_ir_frontend.so.*)
  list(FILTER found EXCLUDE REGEX "malloc_proxy")
  set(${libraries} ${found} PARENT_SCOPE)
  file(GLOB found ${SAA_OPENVINO_LIBS}/../../openvino-*.dist-info/licenses/*
       ${SAA_OPENVINO_LIBS}/../../openvino-*.dist-info/licenses/licensing/*)
  list(FILTER found INCLUDE REGEX "\\.(txt|md)$|LICENSE$")
  set(${notices} ${found} PARENT_SCOPE)
endfunction()
message(STATUS "OpenVINO ${OpenVINO_VERSION} from ${OpenVINO_DIR}")
# The wheel brings oneTBB's headers and CMake files beside OpenVINO's own.
find_package(TBB REQUIRED CONFIG HINTS ${OpenVINO_DIR})

find_package(OpenCV REQUIRED COMPONENTS core imgproc imgcodecs)
find_package(PNG REQUIRED)
find_package(JPEG REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(ZLIB REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(CURL REQUIRED)
find_package(LibArchive REQUIRED)
find_package(Threads REQUIRED)
find_package(Protobuf REQUIRED)
find_package(gRPC REQUIRED CONFIG)

# Debian's utf8proc brings no CMake files.
find_path(UTF8PROC_INCLUDE_DIR utf8proc.h REQUIRED)
find_library(UTF8PROC_LIBRARY utf8proc REQUIRED)
add_library(utf8proc::utf8proc UNKNOWN IMPORTED)
set_target_properties(utf8proc::utf8proc PROPERTIES IMPORTED_LOCATION ${UTF8PROC_LIBRARY}
                      INTERFACE_INCLUDE_DIRECTORIES ${UTF8PROC_INCLUDE_DIR})
