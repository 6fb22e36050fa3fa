# Installs into a fresh folder; builds and runs the consumer with Arb, FLINT, GMP and MPFR, fmt and JSON out of reach of
# its compiler; and looks that the library shows nothing but its own functions.
set(prefix ${BUILD}/install-checks)
set(work ${BUILD}/install-checks-work)
file(REMOVE_RECURSE ${prefix} ${work})

function(run expected_output)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT code EQUAL 0 OR NOT output MATCHES "${expected_output}")
    message(FATAL_ERROR "${ARGN}\nended with ${code}:\n${output}")
  endif()
endfunction()

run("" ${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
foreach(name arb.h arf.h gmp.h mpfr.h flint/arb.h flint/flint.h fmt/format.h nlohmann/json.hpp)
  file(WRITE ${work}/poison/${name} "#error out of reach\n")
endforeach()
run("" ${CMAKE_COMMAND} -S ${CONSUMER} -B ${work}/consumer -DCMAKE_PREFIX_PATH=${prefix}
    -DCMAKE_CXX_COMPILER=${COMPILER} "-DCMAKE_CXX_FLAGS=${FLAGS} -I${work}/poison -Wall -Wextra -Werror")
run("" ${CMAKE_COMMAND} --build ${work}/consumer)
run("^1 held, 1 wrong\nkernel: tensor \"lse\", row \\[1\\]: \\+inf where the log-sum-exp is 104\\.440190.*maximum not subtracted"
    ${work}/consumer/consumer)

file(GLOB library ${prefix}/lib*/libtailmass_kernel_checks.so ${prefix}/lib*/*/libtailmass_kernel_checks.so)
execute_process(COMMAND nm --dynamic --defined-only --demangle ${library} OUTPUT_VARIABLE symbols
                COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]* T [^\n]*" functions "${symbols}")
list(FILTER functions EXCLUDE REGEX " T tailmass::kernel_checks::check\\(| T _(init|fini)$")
if(functions)
  message(FATAL_ERROR "${library} shows ${functions}")
endif()
