# saa_layer(NAME [DEPENDS layer...] [LIBRARIES target...] [SOURCES extra...])
# One static library per folder under src/, made of every .cpp below it. DEPENDS names the layers it
# may include from; src/README.md holds the order.
function(saa_layer name)
  cmake_parse_arguments(arg "" "" "DEPENDS;LIBRARIES;SOURCES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  add_library(saa_${name} STATIC ${sources} ${arg_SOURCES})
  target_include_directories(saa_${name} PUBLIC ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(saa_${name} PRIVATE saa_flags PUBLIC ${arg_LIBRARIES})
  foreach(layer IN LISTS arg_DEPENDS)
    target_link_libraries(saa_${name} PUBLIC saa_${layer})
  endforeach()
endfunction()
