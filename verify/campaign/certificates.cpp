// The certificates of the catalogue, and what evaluates them.
#include "verify/campaign/certificates.hpp"

#include "theory/exact/gaps/certified_k.hpp"
#include "theory/theorems/catalogue.hpp"

#include <algorithm>

namespace tailmass::verify::campaign {

std::span<const Certificate* const> certificates() {
  static const std::vector<const Certificate*> list = [] {
    std::vector<const Certificate*> found;
    for (const Theorem* theorem : catalogue())
      for (const Certificate& certificate : theorem->certificates)
        found.push_back(&certificate);
    std::ranges::stable_sort(found, {}, &Certificate::place);
    return found;
  }();
  return list;
}

std::vector<std::string> certificate_ids() {
  std::vector<std::string> ids;
  for (const Certificate* certificate : certificates())
    ids.emplace_back(certificate->id);
  return ids;
}

std::vector<record::ById<std::size_t>> certified_sizes(const Scores& scores, std::span<const double> epsilons,
                                                       bool by_balls) {
  const exact::RankedWeights weights(scores, by_balls);
  std::vector<record::ById<std::size_t>> result(epsilons.size());
  for (const Certificate* certificate : certificates()) {
    const std::vector<std::size_t> sizes = certificate->sizes(weights, epsilons);
    for (std::size_t i = 0; i < epsilons.size(); ++i)
      result[i].emplace_back(certificate->id, sizes[i]);
  }
  return result;
}

} // namespace tailmass::verify::campaign
