# Headers from outside that most files of a target include are read once for all of them. Each file includes what it
# needs all the same (.ci/includes), and compiles without. Not with a compiler cache, which would no longer know a file again in
# another build folder.
if(CMAKE_CXX_COMPILER_LAUNCHER AND NOT DEFINED CMAKE_DISABLE_PRECOMPILE_HEADERS)
  set(CMAKE_DISABLE_PRECOMPILE_HEADERS ON)
endif()

set(standard_headers <algorithm> <array> <cmath> <cstdint> <functional> <limits> <map> <memory> <mutex> <optional>
                     <span> <string> <string_view> <utility> <vector>)

# tailmass_precompile(<target> <headers beside the standard ones...>)
function(tailmass_precompile target)
  target_precompile_headers(${target} PRIVATE ${standard_headers} ${ARGN})
endfunction()
