#include <cstdio>
#include <tailmass.hpp>

int main() {
  const tailmass::Case row = tailmass::top_k_case({2.5, 1, 0.5, -1, -3}, 2); // scores, k
  const auto mass = tailmass::stable::tail_mass(row);
  const auto bound = tailmass::stable::gap_bound(row);
  const auto kept = tailmass::stable::k_epsilon(*row.scores, 0.05);
  std::size_t ways = 0;
  for (const tailmass::Implementation& one : tailmass::implementations())
    ways += one.quantity == "tail_mass" && one.compute(row).size() == 1 ? 1U : 0U;
  std::printf("tail mass %.15f within %.1g, at most %.15f by the gap; k_epsilon = %zu; %zu ways\n",
              mass.value, mass.bound.relative * mass.value + mass.bound.absolute, bound.value, kept.k, ways);
}
