# cmake --install makes a tree that can be moved anywhere: program and library find what they need
# relative to themselves.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(private_lib_dir ${CMAKE_INSTALL_LIBDIR}/saa)  # OpenVINO and oneTBB, out of other programs' way

install(TARGETS saa EXPORT saaTargets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS saa_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
set_target_properties(saa PROPERTIES INSTALL_RPATH "$ORIGIN/saa")
set_target_properties(saa_cli PROPERTIES INSTALL_RPATH "$ORIGIN/../${private_lib_dir}")

if(SAA_OPENVINO_BUNDLED)
  saa_openvino_runtime(runtime_libraries notices)
  install(FILES ${runtime_libraries} DESTINATION ${private_lib_dir})
  install(FILES ${notices} DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/saa/openvino)
else()
  set_target_properties(saa saa_cli PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
endif()

install(DIRECTORY include/saa DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(DIRECTORY profiles DESTINATION ${CMAKE_INSTALL_DATADIR}/saa FILES_MATCHING PATTERN "*.toml")
install(FILES LICENSE THIRD_PARTY.md README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/saa)
# Weights and vocabularies that scripts/fetch-models brought, if any.
install(DIRECTORY ${SAA_DEPS_DIR}/models/ DESTINATION ${CMAKE_INSTALL_DATADIR}/saa/models
        OPTIONAL FILES_MATCHING PATTERN "*.pth" PATTERN "*-vocab.txt" PATTERN "bpe_*.txt.gz")

install(EXPORT saaTargets NAMESPACE saa:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/saa)
configure_package_config_file(cmake/saaConfig.cmake.in ${PROJECT_BINARY_DIR}/generated/saaConfig.cmake
                              INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/saa)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/generated/saaConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/generated/saaConfig.cmake
              ${PROJECT_BINARY_DIR}/generated/saaConfigVersion.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/saa)
