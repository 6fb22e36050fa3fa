// Points of the Gaussian rule.
#include "reports/sections/gaussian_rule.hpp"

#include "theory/stable/gaussian/gaussian.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace tailmass::reports::sections {

using Json = nlohmann::ordered_json;

Json gaussian_rule_of(std::span<const Json> records) {
  constexpr int points = 120;
  constexpr double margin = 1.05;
  std::set<double> epsilons;
  double widest = 0;
  const auto note = [&](const Json& record, const char* part, const char* sigma) {
    const auto entries = record.find(part);
    if (entries == record.end() || !entries->is_array())
      return;
    for (const Json& entry : *entries) {
      if (const auto of = entry.find(sigma); of != entry.end() && of->is_number())
        widest = std::max(widest, of->get<double>());
      if (const auto of = entry.find("epsilon"); of != entry.end() && of->is_number())
        epsilons.insert(of->get<double>());
    }
  };
  for (const Json& record : records) {
    note(record, "rows", "deviation");
    note(record, "k_epsilon", "sigma");
  }
  Json curve = Json::array();
  for (const double epsilon : epsilons)
    for (int i = 0; i <= points && widest > 0; ++i) {
      const double sigma = widest * (margin * i / points);
      curve.push_back({{"epsilon", epsilon},
                       {"sigma", sigma},
                       {"share", stable::gaussian_k_epsilon_fraction(sigma, epsilon).value}});
    }
  return curve;
}

} // namespace tailmass::reports::sections
