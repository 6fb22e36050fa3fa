// The programs that CMake has built and found.
#include "reports/tests/programs.hpp"

namespace tailmass::tests {

std::string tailmass_program() {
  return TAILMASS_COMMAND;
}

std::string python_program() {
  return TAILMASS_PYTHON;
}

std::string chromium_program() {
  return TAILMASS_CHROMIUM;
}

} // namespace tailmass::tests
