// A case on which no truncation errs.
#include "theory/theorems/output_error.hpp"

#include "theory/theorems/cases.hpp"

namespace tailmass {

Case equal_values() {
  Case c = with_values(top_k_case({1, 0}, 1), {{1, 2}, {1, 2}});
  c.centre = {1, 2};
  return c;
}

} // namespace tailmass
