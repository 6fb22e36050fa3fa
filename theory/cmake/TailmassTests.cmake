# One test program a floor, made of that floor's tests/*_test.cpp and the helpers beside them.

# tailmass_tests(<floor> <libraries...>)
function(tailmass_tests floor)
  if(NOT TAILMASS_TESTS)
    return()
  endif()
  file(GLOB sources CONFIGURE_DEPENDS tests/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/fuzz_[^/]*$")
  add_executable(${floor}_tests ${sources})
  target_link_libraries(${floor}_tests PRIVATE ${ARGN} tailmass_warnings GTest::gtest GTest::gtest_main)
  target_compile_definitions(${floor}_tests PRIVATE TAILMASS_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  gtest_discover_tests(${floor}_tests TEST_PREFIX "${floor}." DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 900)
endfunction()
