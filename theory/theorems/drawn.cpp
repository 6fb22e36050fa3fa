// A random stream named by a case.
#include "theory/theorems/drawn.hpp"

#include <bit>

namespace tailmass {

RandomStream drawn_from(const Case& c, std::string_view name) {
  std::uint64_t digest = 0xcbf29ce484222325; // Fowler, Noll and Vo
  const auto enter = [&](std::uint64_t word) { digest = (digest ^ word) * 0x100000001b3; };
  for (const double score : c.scores->all())
    enter(std::bit_cast<std::uint64_t>(score + 0.0)); // no -0
  for (const Key key : c.head.head())
    enter(key);
  return {digest, {"drawn", name}};
}

} // namespace tailmass
