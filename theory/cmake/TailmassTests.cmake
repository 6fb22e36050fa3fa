# One test program a floor, made of that floor's tests, which stand in rooms as what they test, and their helpers.

# What runs for minutes at most compiles faster than it would gain. Under sanitizers an optimiser takes as long as all
# else of a compiler.
set(tailmass_quick_to_compile $<$<CONFIG:Release>:-O1> $<$<CONFIG:Sanitized>:-O0>)

# Flags with which what is installed is compiled against: those of the configuration, as its libraries were.
string(TOUPPER "${CMAKE_BUILD_TYPE}" configuration)
set(tailmass_consumer_flags "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${configuration}}")

# tailmass_tests(<floor> <libraries...>): may be told by `slow_tests` and `own_tests`, lists of names as gtest filters them
# (with * and ?), which tests get the label "slow", and which are none here as the floor adds them itself; by
# `whole_suites` those suites that are one test each, as they make once what all of their tests look at. The properties of
# all others are in `discovered_properties`. `parts` is the number of processes that run the other tests under sanitizers,
# where a process takes as long to begin as most tests to run; each test has its own where it is not told.
function(tailmass_tests floor)
  if(NOT TAILMASS_TESTS)
    return()
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS tests/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/(fuzz_[^/]*|(consumer|libraries)/[^/]*)$")
  set(place ${PROJECT_SOURCE_DIR}/theory/tests/source_path.cpp)
  set_source_files_properties(${place} PROPERTIES COMPILE_DEFINITIONS "TAILMASS_SOURCE_DIR=\"${PROJECT_SOURCE_DIR}\"")
  add_executable(${floor}_tests ${sources} ${place})
  target_link_libraries(${floor}_tests PRIVATE ${ARGN} tailmass_warnings GTest::gtest GTest::gtest_main)
  if(floor STREQUAL theory) # whose tests instantiate what takes time to run
    target_compile_options(${floor}_tests PRIVATE $<$<CONFIG:Release>:-O1>)
  else()
    target_compile_options(${floor}_tests PRIVATE ${tailmass_quick_to_compile})
  endif()
  tailmass_precompile(${floor}_tests <random> <gtest/gtest.h>)
  list(JOIN slow_tests ":" slow)
  foreach(suite ${whole_suites})
    list(APPEND own_tests ${suite}.*)
    get_filename_component(name ${suite} NAME) # without "All/" of those with parameters
    add_test(NAME ${floor}.${name} COMMAND ${floor}_tests --gtest_filter=${suite}.*)
    set_tests_properties(${floor}.${name} PROPERTIES TIMEOUT 1800 COST 1000) # the longest begin first
  endforeach()
  list(JOIN own_tests ":" own)
  if(parts AND CMAKE_BUILD_TYPE STREQUAL "Sanitized")
    foreach(part RANGE 1 ${parts})
      math(EXPR index "${part} - 1")
      add_test(NAME ${floor}.part_${part}_of_${parts} COMMAND ${floor}_tests --gtest_filter=-${slow}:${own})
      set_tests_properties(${floor}.part_${part}_of_${parts} PROPERTIES TIMEOUT 1800
        ENVIRONMENT "GTEST_TOTAL_SHARDS=${parts};GTEST_SHARD_INDEX=${index}")
    endforeach()
  else()
    gtest_discover_tests(${floor}_tests TEST_PREFIX "${floor}." DISCOVERY_TIMEOUT 60 TEST_FILTER "-${slow}:${own}"
                         PROPERTIES TIMEOUT 900 ${discovered_properties})
  endif()
  if(slow)
    gtest_discover_tests(${floor}_tests TEST_PREFIX "${floor}." DISCOVERY_TIMEOUT 60 TEST_FILTER "${slow}"
                         TEST_LIST ${floor}_slow_tests PROPERTIES TIMEOUT 900 LABELS slow)
  endif()
endfunction()
