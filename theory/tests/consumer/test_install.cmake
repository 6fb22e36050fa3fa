# Installs into a fresh folder; compiles every installed header by itself, with Arb, FLINT, GMP and MPFR out of reach;
# builds and runs the consumer, whose results are known to 15 digits; and asks the installed command where its data are.
set(prefix ${BUILD}/install-test)
set(work ${BUILD}/install-test-work)
file(REMOVE_RECURSE ${prefix} ${work})

function(run expected_output)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT code EQUAL 0 OR NOT output MATCHES "${expected_output}")
    message(FATAL_ERROR "${ARGN}\nended with ${code}:\n${output}")
  endif()
endfunction()

run("" ${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})

# A header of these names on the way to the system's ends the compilation.
foreach(name arb.h arf.h mag.h gmp.h gmpxx.h mpfr.h flint/arb.h flint/flint.h flint/fmpz.h)
  file(WRITE ${work}/poison/${name} "#error out of reach\n")
endforeach()
file(WRITE ${work}/poisoned.cpp "#include <arb.h>\n")
separate_arguments(flags UNIX_COMMAND "${FLAGS}")
set(compile ${COMPILER} ${flags} -std=c++20 -fsyntax-only -Wall -Wextra -Werror -I${work}/poison
            -I${prefix}/include/tailmass)
execute_process(COMMAND ${compile} ${work}/poisoned.cpp RESULT_VARIABLE code OUTPUT_QUIET ERROR_QUIET)
if(code EQUAL 0)
  message(FATAL_ERROR "Arb's header is within reach of the check")
endif()
file(GLOB_RECURSE headers ${prefix}/include/*.hpp)
list(LENGTH headers count)
if(count LESS 10)
  message(FATAL_ERROR "only ${count} headers were installed")
endif()
foreach(header ${headers})
  file(WRITE ${work}/alone.cpp "#include \"${header}\"\n")
  run("" ${compile} ${work}/alone.cpp)
endforeach()

# That of kernels is included as it is installed.
file(WRITE ${work}/kernel.cpp "#include <tailmass/kernel.h>\n")
run("" ${COMPILER} ${flags} -fsyntax-only -Wall -Wextra -Werror -I${prefix}/include ${work}/kernel.cpp)

run("" ${CMAKE_COMMAND} -S ${CONSUMER} -B ${work}/consumer -DCMAKE_PREFIX_PATH=${prefix}
    -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_FLAGS=${FLAGS} -DCMAKE_EXPORT_COMPILE_COMMANDS=ON)
run("" ${CMAKE_COMMAND} --build ${work}/consumer)
file(READ ${work}/consumer/compile_commands.json commands)
if(NOT commands MATCHES "-ffp-contract=off")
  message(FATAL_ERROR "-ffp-contract=off does not reach the consumer")
endif()
# tau = (e^.5 + e^-1 + e^-3)/Z, the bound 1/(1 + (2/3) e^.5), and tau_2 > .05 >= tau_3; tail masses stable and fast in both types.
set(line "tail mass 0.12178746151571[89] within [0-9.]+e-1[67], at most 0.47638386222305[01] by the gap; k_epsilon = 3; 4 ways\n")
run("^${line}$" ${work}/consumer/consumer)
file(READ ${CONSUMER}/../../../reports/manual/library.md page)
if(NOT page MATCHES "\n${line}")
  message(FATAL_ERROR "the page of the library shows another line than the consumer prints")
endif()

# The data are those beside the command, not those of the source tree.
file(RENAME ${prefix} ${work}/moved)
run("\"file\": *\"${work}/moved/share/tailmass/" ${work}/moved/bin/tailmass verify --theorem spanning-tree-diameter
    --k 1 --json -)
