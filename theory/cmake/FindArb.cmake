# Finds Arb, which Debian 12 ships without a CMake or pkg-config file: as a library of its own (libflint-arb), or
# inside FLINT 3. Defines the target Arb::arb.
find_path(Arb_INCLUDE_DIR NAMES flint/arb.h arb.h)
find_path(Flint_INCLUDE_DIR NAMES flint/flint.h)
find_path(Gmp_INCLUDE_DIR NAMES gmp.h PATH_SUFFIXES x86_64-linux-gnu)
find_library(Arb_LIBRARY NAMES flint-arb arb)
find_library(Flint_LIBRARY NAMES flint)
find_library(Gmp_LIBRARY NAMES gmp)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Arb REQUIRED_VARS Arb_INCLUDE_DIR Flint_INCLUDE_DIR Flint_LIBRARY Gmp_LIBRARY)

if(Arb_FOUND AND NOT TARGET Arb::arb)
  add_library(Arb::arb INTERFACE IMPORTED)
  # Debian's <arb.h> includes FLINT's headers without their folder, so that folder is searched too.
  target_include_directories(Arb::arb SYSTEM INTERFACE ${Arb_INCLUDE_DIR} ${Flint_INCLUDE_DIR} ${Flint_INCLUDE_DIR}/flint)
  if(Arb_LIBRARY)
    target_link_libraries(Arb::arb INTERFACE ${Arb_LIBRARY})
  endif()
  target_link_libraries(Arb::arb INTERFACE ${Flint_LIBRARY} ${Gmp_LIBRARY})
endif()
