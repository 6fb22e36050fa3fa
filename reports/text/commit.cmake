# Writes HEADER, with the commit of the sources in SOURCE, where its text changed. Run when configuring and by each build:
# cmake -DSOURCE=DIR -DHEADER=FILE -P commit.cmake
set(ENV{GIT_OPTIONAL_LOCKS} 0)
set(commit unknown)
execute_process(COMMAND git rev-parse --show-toplevel WORKING_DIRECTORY ${SOURCE}
                OUTPUT_VARIABLE root OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
# Sources that lie in another project's repository have no commit of their own.
file(REAL_PATH "${root}" root)
file(REAL_PATH "${SOURCE}" source)
if(NOT failed AND root STREQUAL source)
  execute_process(COMMAND git describe --always --abbrev=40 --exclude=* --dirty WORKING_DIRECTORY ${SOURCE}
                  OUTPUT_VARIABLE found OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(found)
    set(commit ${found})
  endif()
endif()
set(text "// Made by commit.cmake.\n#define TAILMASS_COMMIT \"${commit}\"\n")
set(before "")
if(EXISTS ${HEADER})
  file(READ ${HEADER} before)
endif()
if(NOT text STREQUAL before)
  file(WRITE ${HEADER} "${text}")
endif()
