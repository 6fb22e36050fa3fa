# Installs the library with its headers, so that find_package(tailmass) defines tailmass::tailmass.
include(CMakePackageConfigHelpers)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/tailmass)
install(TARGETS tailmass_library EXPORT tailmass ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT tailmass NAMESPACE tailmass:: FILE tailmassConfig.cmake DESTINATION ${package})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/tailmassConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/tailmassConfigVersion.cmake DESTINATION ${package})

# Headers keep their folders, as they include one another by them; tailmass.hpp stands above and includes them all.
set(headers ${CMAKE_INSTALL_INCLUDEDIR}/tailmass)
install(FILES tailmass.hpp DESTINATION ${headers})
install(FILES implementations.hpp DESTINATION ${headers}/theory)
install(FILES theorems/cases.hpp DESTINATION ${headers}/theory/theorems)
install(FILES numbers/double_word.hpp DESTINATION ${headers}/theory/numbers)
install(DIRECTORY nouns stable fast DESTINATION ${headers}/theory FILES_MATCHING PATTERN "*.hpp"
        PATTERN "*-inl.hpp" EXCLUDE) # code of the kernels

if(TAILMASS_TESTS)
  add_test(NAME theory.Install
           COMMAND ${CMAKE_COMMAND} -DBUILD=${PROJECT_BINARY_DIR} -DCOMPILER=${CMAKE_CXX_COMPILER}
                   -DFLAGS=${tailmass_consumer_flags} -DCONSUMER=${CMAKE_CURRENT_SOURCE_DIR}/tests/consumer
                   -P ${CMAKE_CURRENT_SOURCE_DIR}/tests/consumer/test_install.cmake)
  set_tests_properties(theory.Install PROPERTIES TIMEOUT 900 LABELS slow RESOURCE_LOCK install)
endif()
