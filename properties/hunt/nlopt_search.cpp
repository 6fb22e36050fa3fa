// Calling NLopt's C interface.
#include "properties/hunt/nlopt_search.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlopt.h>
#include <stdexcept>

namespace tailmass::properties::hunt {

namespace {

struct Call {
  const std::function<double(const std::vector<double>&, bool&)>& score;
  nlopt_opt optimiser;
  std::size_t calls = 0;
};

double value_of(unsigned n, const double* x, double* /*gradient*/, void* data) {
  Call& call = *static_cast<Call*>(data);
  ++call.calls;
  bool go_on = true;
  const double score = call.score(std::vector<double>(x, x + n), go_on);
  if (!go_on)
    (void)nlopt_force_stop(call.optimiser);
  return std::isfinite(score) ? std::max(score, worst_for_optimiser) : worst_for_optimiser;
}

nlopt_algorithm algorithm_of(Optimiser optimiser) {
  switch (optimiser) {
  case Optimiser::esch:
    return NLOPT_GN_ESCH;
  case Optimiser::crs:
    return NLOPT_GN_CRS2_LM;
  case Optimiser::sbplx:
    return NLOPT_LN_SBPLX;
  }
  throw std::logic_error("no such optimiser");
}

} // namespace

std::string_view name_of(Optimiser optimiser) {
  constexpr std::string_view names[] = {"esch", "crs", "sbplx"};
  return names[static_cast<std::size_t>(optimiser)];
}

Optimised maximise(Optimiser optimiser, const SearchBox& box, std::uint64_t seed, std::size_t evaluations,
                   const std::function<double(const std::vector<double>&, bool& go_on)>& score) {
  if (evaluations == 0 || box.start.empty())
    return {};
  const std::unique_ptr<nlopt_opt_s, void (*)(nlopt_opt)> opt(
      nlopt_create(algorithm_of(optimiser), static_cast<unsigned>(box.start.size())), nlopt_destroy);
  Call call{score, opt.get()};
  nlopt_srand(seed); // its generator belongs to the thread
  (void)nlopt_set_max_objective(opt.get(), value_of, &call);
  (void)nlopt_set_lower_bounds(opt.get(), box.lower.data());
  (void)nlopt_set_upper_bounds(opt.get(), box.upper.data());
  (void)nlopt_set_maxeval(opt.get(), static_cast<int>(evaluations));
  std::vector<double> x = box.start;
  double best = worst_for_optimiser;
  (void)nlopt_optimize(opt.get(), x.data(), &best); // what it found went through `score`
  return {call.calls, best};
}

} // namespace tailmass::properties::hunt
