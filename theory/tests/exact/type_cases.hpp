// The rows on which number types are compared.
#pragma once

#include "theory/nouns/case.hpp"

#include <string>
#include <vector>

namespace tailmass {

/// One row of a regime under one head, with all optional parts that fit it.
struct TypeCase {
  std::string name;
  Case c;
};
/// Rows of 1 to 64 keys, under Top-k heads and others.
[[nodiscard]] const std::vector<TypeCase>& type_cases();

} // namespace tailmass
