// The only file that knows where the source tree is, so that compilers' caches serve every other one
// anywhere.
#include "theory/tests/source_path.hpp"

namespace tailmass::tests {

std::string source_path(const std::string& name) {
  return TAILMASS_SOURCE_DIR "/" + name;
}

} // namespace tailmass::tests
