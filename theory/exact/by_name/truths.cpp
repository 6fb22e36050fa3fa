// All quantities that are told by name, in balls.
#include "theory/exact/by_name/truths.hpp"

#include "theory/exact/by_name/bounds.hpp"
#include "theory/exact/by_name/distribution.hpp"
#include "theory/exact/by_name/outputs.hpp"
#include "theory/exact/by_name/perturbation.hpp"

#include <map>

namespace tailmass {

const Quantity<Ball>* find_truth(std::string_view quantity) {
  static const std::map<std::string_view, Quantity<Ball>> truths = [] {
    std::map<std::string_view, Quantity<Ball>> by_name;
    for (const auto& list :
         {distribution_quantities<Ball>(), gap_quantities<Ball>(), block_quantities<Ball>(),
          output_quantities<Ball>(), perturbation_quantities<Ball>()})
      for (const Quantity<Ball>& each : list)
        by_name.emplace(each.name, each);
    return by_name;
  }();
  const auto found = truths.find(quantity);
  return found == truths.end() ? nullptr : &found->second;
}

} // namespace tailmass
