// The rows of the list of quantities that claim something, with the labels of their claims.
#include "theory/theorems/certified_quantities.hpp"

#include "theory/quantities/families.hpp"

namespace tailmass {

namespace {

using quantities::Facts;
using quantities::Truth;

std::string symbol_of(Truth truth) {
  switch (truth) {
  case Truth::none:
    break;
  case Truth::tail_mass:
    return "tau";
  case Truth::kl:
    return "KL";
  case Truth::chi_squared:
    return "chi2";
  case Truth::hellinger_squared:
    return "H2";
  case Truth::jensen_shannon:
    return "JS";
  case Truth::tail_mass_of_blocks:
    return "tau of blocks";
  case Truth::block_sum:
    return "Z_b";
  case Truth::output_error:
    return "|err|";
  }
  return {};
}

} // namespace

CertifiedQuantity::CertifiedQuantity(const Facts& row) : facts(row) {
  const std::string symbol = symbol_of(row.stable.claimed.truth);
  const std::string types[] = {"float ", "double "};
  for (std::size_t i = 0; i < std::size(types); ++i) {
    const std::string computed = types[i] + std::string(row.stable.claimed.name);
    upper[i] = symbol + " <= " + computed;
    lower[i] = computed + " <= " + symbol;
  }
}

const std::vector<CertifiedQuantity>& certified_quantities() {
  static const std::vector<CertifiedQuantity> certified = [] {
    std::vector<CertifiedQuantity> list;
    const auto facts_of = [](const auto& rows) {
      return std::apply([](const auto&... row) { return std::vector<Facts>{row...}; }, rows);
    };
    for (const std::vector<Facts>& family : quantities::of_each_family(facts_of))
      for (const Facts& quantity : family)
        if (quantity.stable.claimed.truth != Truth::none)
          list.emplace_back(quantity);
    return list;
  }();
  return certified;
}

} // namespace tailmass
