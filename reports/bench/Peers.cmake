# Peers of `tailmass bench`: Highway's contributed functions always, Eigen and xsimd where their packages are.
find_library(TAILMASS_HIGHWAY_CONTRIB hwy_contrib REQUIRED)
target_link_libraries(tailmass_reports PRIVATE ${TAILMASS_HIGHWAY} ${TAILMASS_HIGHWAY_CONTRIB})

# Eigen and xsimd choose their instructions when they are compiled: the best of the machine that builds. Their inline
# functions must not stand in for those of other files, which run on any processor; without -fno-weak they might.
include(CheckCXXCompilerFlag)
include(CheckCXXSourceRuns)
set(TAILMASS_PEER_LEVEL 0)
check_cxx_compiler_flag(-fno-weak TAILMASS_NO_WEAK)
if(TAILMASS_NO_WEAK AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64" AND NOT CMAKE_CROSSCOMPILING)
  file(READ bench/peer_level.hpp peer_level)
  foreach(level 3 4)
    check_cxx_source_runs("${peer_level}
int main() { return tailmass::reports::bench::processor_has_level(${level}) ? 0 : 1; }" TAILMASS_HAS_LEVEL_${level})
    if(TAILMASS_HAS_LEVEL_${level})
      set(TAILMASS_PEER_LEVEL ${level})
    endif()
  endforeach()
endif()
set(peer_options -O3 -ffp-contract=fast)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU) # its own AVX-512 intrinsics start from a value that they leave open
  list(APPEND peer_options -Wno-uninitialized -Wno-maybe-uninitialized)
endif()
if(TAILMASS_PEER_LEVEL)
  list(APPEND peer_options -march=x86-64-v${TAILMASS_PEER_LEVEL} -fno-weak)
endif()

find_package(Eigen3 QUIET NO_MODULE)
find_path(XSIMD_INCLUDE_DIR xsimd/xsimd.hpp) # its CMake target does not link everywhere
set(TAILMASS_EIGEN 0)
set(TAILMASS_XSIMD 0)
function(tailmass_peer name)
  target_sources(tailmass_reports PRIVATE bench/peers/${name}.cpp)
  set_source_files_properties(bench/peers/${name}.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON
                              COMPILE_OPTIONS "${peer_options};$<$<CONFIG:Release>:-O2>")
endfunction()
if(TARGET Eigen3::Eigen)
  set(TAILMASS_EIGEN 1)
  tailmass_peer(eigen)
  target_link_libraries(tailmass_reports PRIVATE Eigen3::Eigen)
endif()
if(XSIMD_INCLUDE_DIR)
  set(TAILMASS_XSIMD 1)
  tailmass_peer(xsimd)
endif()
set_source_files_properties(bench/built_peers.cpp PROPERTIES COMPILE_DEFINITIONS
  "TAILMASS_PEER_LEVEL=${TAILMASS_PEER_LEVEL};TAILMASS_EIGEN=${TAILMASS_EIGEN};TAILMASS_XSIMD=${TAILMASS_XSIMD}")
