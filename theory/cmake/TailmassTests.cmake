# One test program a floor, made of that floor's tests/*_test.cpp and the helpers beside them.

# tailmass_tests(<floor> <libraries...>)
function(tailmass_tests floor)
  if(NOT TAILMASS_TESTS)
    return()
  endif()
  file(GLOB sources CONFIGURE_DEPENDS tests/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/fuzz_[^/]*$")
  if(TAILMASS_SANITIZED AND floor STREQUAL "theory")
    # The rest of this floor compares arithmetic and compiles for many minutes instrumented; its code is met by the
    # campaigns and catalogue tests of the floor above, which run every theorem under the sanitizers.
    list(FILTER sources INCLUDE REGEX "/(nouns|ball|block_bounds|k_epsilon)_test\\.cpp$")
  endif()
  add_executable(${floor}_tests ${sources})
  target_link_libraries(${floor}_tests PRIVATE ${ARGN} tailmass_warnings GTest::gtest GTest::gtest_main)
  target_compile_definitions(${floor}_tests PRIVATE TAILMASS_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  gtest_discover_tests(${floor}_tests TEST_PREFIX "${floor}." DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 900)
endfunction()
