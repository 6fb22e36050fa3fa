# One test program a floor, made of that floor's tests, which stand in rooms as what they test, and their helpers.

# Tests compiled several as one share an unnamed namespace, where a constant of one is shadowed in another.
add_library(tailmass_no_shadow INTERFACE)
target_compile_options(tailmass_no_shadow INTERFACE -Wno-shadow)

# tailmass_tests(<floor> <libraries...>): properties of the tests found are in `discovered_properties`, and which tests
# those are may be said in `discovered_tests`.
function(tailmass_tests floor)
  if(NOT TAILMASS_TESTS)
    return()
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS tests/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/(fuzz_[^/]*|consumer/[^/]*)$")
  add_executable(${floor}_tests ${sources})
  target_link_libraries(${floor}_tests PRIVATE ${ARGN} tailmass_warnings tailmass_no_shadow GTest::gtest GTest::gtest_main)
  target_compile_definitions(${floor}_tests PRIVATE TAILMASS_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  gtest_discover_tests(${floor}_tests TEST_PREFIX "${floor}." DISCOVERY_TIMEOUT 60 ${discovered_tests}
                       PROPERTIES TIMEOUT 900 ${discovered_properties})
endfunction()
