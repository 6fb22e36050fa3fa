// Where the build puts them.
#include "properties/tests/kernels/test_library.hpp"

namespace tailmass::properties::kernels::tests {

std::string test_library(const std::string& name) {
  return TAILMASS_TEST_LIBRARIES + name + ".so";
}

} // namespace tailmass::properties::kernels::tests
