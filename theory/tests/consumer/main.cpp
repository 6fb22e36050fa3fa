#include <cstdio>
#include <tailmass.hpp>

int main() {
  const tailmass::Case row = tailmass::top_k_case({2.5, 1, 0.5, -1, -3}, 2); // scores, k
  const auto mass = tailmass::stable::tail_mass(row);
  const auto bound = tailmass::stable::gap_bound(row);
  const auto kept = tailmass::stable::k_epsilon(*row.scores, 0.05);
  std::printf("tail mass %.15f within %.1g, at most %.15f by the gap; k_epsilon = %zu\n", mass.value,
              mass.bound.relative * mass.value + mass.bound.absolute, bound.value, kept.k);
}
