// The campaign of `precision`.
#include "properties/precision/precision.hpp"

#include "properties/precision/precision_case.hpp"
#include "properties/precision/precision_lines.hpp"
#include "properties/precision/precision_part.hpp"
#include "properties/regimes/regimes.hpp"
#include "theory/fast/kernels/targets.hpp"
#include "theory/quantities.hpp"
#include "theory/stable/distribution/softmax.hpp"
#include "verify/campaign/fold.hpp"
#include "verify/judge/accuracy.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>

namespace tailmass::properties::precision {

namespace {

constexpr std::array<std::size_t, 12> all_sizes{1, 2, 4, 8, 16, 64, 256, 1024, 4096, 16384, 65536, 1000000};

/// Cases of a regime at effort 1.
double cases_of_size(std::size_t n) {
  struct Share {
    std::size_t n;
    double cases;
  };
  constexpr Share shares[] = {{64, 24}, {256, 12}, {1024, 6}, {4096, 1}, {16384, 0.4}, {65536, 0.12}};
  for (const auto& [most, cases] : shares)
    if (n <= most)
      return cases;
  return 0.04;
}

/// The cases to measure, the longest rows first, so that no thread ends with one alone.
std::vector<verify::record::GeneratedPlace> places_of(const PrecisionOptions& options) {
  std::vector<std::size_t> sizes = options.sizes;
  if (sizes.empty())
    sizes.assign(all_sizes.begin(), all_sizes.end());
  std::ranges::sort(sizes, std::greater<>{});
  std::vector<verify::record::GeneratedPlace> places;
  for (const std::size_t n : sizes) {
    const double each = options.effort * cases_of_size(n);
    double sum = std::ceil(each) - each; // so that a share begins with the first regime
    for (const regimes::Regime* regime : regimes::regimes()) {
      // A share of a case goes to as many of the regimes, spread over their list.
      const double before = sum;
      sum += each;
      if (!options.regimes.empty() &&
          std::ranges::find(options.regimes, regime->name) == options.regimes.end())
        continue;
      const auto add = [&](std::uint64_t index) {
        places.push_back({.regime = std::string(regime->name), .seed = options.seed, .n = n, .index = index});
      };
      const auto count = static_cast<std::uint64_t>(std::floor(sum) - std::floor(before));
      if (options.index)
        add(*options.index);
      else
        for (std::uint64_t index = 0; index < count; ++index)
          add(index);
    }
  }
  return places;
}

std::optional<int> decade_of(const Case& c) {
  constexpr double least = -18;
  const double tau = stable::tail_mass(c).value;
  if (!(tau > 0))
    return std::nullopt;
  return static_cast<int>(std::max(least, std::floor(std::log10(tau))));
}

bool is_fast(const Implementation& implementation) {
  return implementation.variant == "fast";
}

/// Keys of the longest rows on which it is measured; none of what is no quantity of the list.
std::size_t most_keys_for(std::string_view quantity) {
  const Quantity<Ball>* known = find_quantity(quantity);
  return known ? known->longest : 0;
}

/// Measures an implementation on every instruction set, where it runs on vectors: the largest error, and
/// where it is. Nothing where it computes nothing of the case.
std::optional<MeasuredError> error_of(const Implementation& one, std::size_t number,
                                      verify::judge::Oracle& oracle) {
  std::optional<MeasuredError> worst;
  const auto measure = [&](std::string_view simd) {
    const fast::OnTarget on(simd);
    const std::vector<Computed> computed = one.compute(oracle.on());
    if (computed.empty())
      return;
    MeasuredError error = measured_error(number, oracle.accuracy(one, computed));
    error.simd = simd;
    worst = worst ? larger(*worst, error) : error;
  };
  if (!is_fast(one))
    measure({});
  else
    for (const std::string_view simd : fast::targets())
      measure(simd);
  return worst;
}

bool stopped(const std::atomic<bool>* stop) {
  return stop && *stop;
}

/// The errors of the implementations of one quantity, of the first where it is stopped.
void measure_quantity(std::span<const Implementation> implementations, std::string_view quantity,
                      verify::judge::Oracle& oracle, const std::atomic<bool>* stop,
                      std::vector<MeasuredError>& errors) {
  for (std::size_t i = 0; i < implementations.size() && !stopped(stop); ++i)
    if (implementations[i].quantity == quantity)
      if (std::optional<MeasuredError> error = error_of(implementations[i], i, oracle))
        errors.push_back(std::move(*error));
}

/// A part of the quantities of one case, in the order of the list.
struct Portion {
  std::size_t place = 0;
  std::size_t first = 0, last = 0; ///< quantities
};

/// The longest rows in several portions, so that none keeps one thread at work when the others have ended.
std::vector<Portion> portions_of(std::span<const verify::record::GeneratedPlace> places,
                                 std::size_t quantities) {
  constexpr std::size_t longest_whole = 65536, parts = 4;
  std::vector<Portion> portions;
  for (std::size_t place = 0; place < places.size(); ++place) {
    const std::size_t each = places[place].n > longest_whole ? quantities / parts + 1 : quantities;
    for (std::size_t first = 0; first < quantities; first += each)
      portions.push_back({place, first, std::min(first + each, quantities)});
  }
  return portions;
}

/// Their quantities, in the order in which they are listed first.
std::vector<std::string_view> quantities_of(std::span<const Implementation> implementations) {
  std::vector<std::string_view> quantities;
  for (const Implementation& one : implementations)
    if (std::ranges::find(quantities, one.quantity) == quantities.end())
      quantities.push_back(one.quantity);
  return quantities;
}

/// The case as it is measured.
std::optional<Case> prepared(std::optional<Case> c, const Prepare& prepare) {
  return c && prepare ? prepare(*std::move(c)) : std::move(c);
}

/// A case that is passed over has no errors; one that is left when the run is stopped is not
/// whole.
MeasuredCase measured(std::span<const Implementation> implementations,
                      std::span<const std::string_view> quantities, verify::record::GeneratedPlace place,
                      const Prepare& prepare, const std::atomic<bool>* stop) {
  std::optional<Case> c = prepared(case_at(place), prepare);
  if (!c)
    return {.place = std::move(place), .tail_decade = {}, .errors = {}};
  verify::judge::Oracle oracle(*std::move(c));
  place.checksum = checksum_of(oracle.on());
  MeasuredCase result{.place = std::move(place), .tail_decade = decade_of(oracle.on()), .errors = {}};
  for (const std::string_view quantity : quantities)
    if (oracle.on().scores->size() <= most_keys_for(quantity))
      measure_quantity(implementations, quantity, oracle, stop, result.errors);
  result.whole = !stopped(stop);
  return result;
}

/// Cases of further portions: the first of them may be of the case before.
void join(std::vector<MeasuredCase>& into, std::vector<MeasuredCase> later) {
  const auto same = [](const verify::record::GeneratedPlace& a, const verify::record::GeneratedPlace& b) {
    return a.regime == b.regime && a.n == b.n && a.index == b.index;
  };
  for (MeasuredCase& each : later)
    if (!into.empty() && same(into.back().place, each.place))
      std::ranges::move(each.errors, std::back_inserter(into.back().errors));
    else
      into.push_back(std::move(each));
}

} // namespace

std::span<const std::size_t> precision_sizes() {
  return all_sizes;
}

PrecisionRun measure_precision(std::span<const Implementation> implementations,
                               const PrecisionOptions& options) {
  const std::vector<verify::record::GeneratedPlace> places = places_of(options);
  const std::vector<std::string_view> quantities = quantities_of(implementations);
  const std::vector<Portion> portions = portions_of(places, quantities.size());
  const auto begins_chunk = [&](std::size_t unit) {
    const verify::record::GeneratedPlace &here = places[portions[unit].place],
                                         &before = places[portions[unit - 1].place];
    return here.regime != before.regime || here.n != before.n;
  };
  using Cases = std::vector<MeasuredCase>;
  Cases cases;
  const verify::campaign::Folded folded = verify::campaign::fold_units<Cases>(
      {.count = portions.size(),
       .begins_chunk = begins_chunk,
       .make_worker =
           [&] {
             return [&](std::size_t unit) {
               const Portion& portion = portions[unit];
               const auto part = std::span(quantities).subspan(portion.first, portion.last - portion.first);
               return Cases{measured(implementations, part, places[portion.place], options.prepare,
                                     options.work.stop)};
             };
           },
       .whole = [](const Cases& one) { return std::ranges::all_of(one, &MeasuredCase::whole); },
       .join = join,
       .fold = [&](Cases found) { join(cases, std::move(found)); },
       .write = to_part,
       .read = of_part},
      options.work);
  PrecisionRun run;
  run.total = places.size();
  run.threads = folded.threads;
  run.cases = folded.units == portions.size() ? places.size() : portions[folded.units].place;
  run.record.effort = options.effort;
  run.record.lines = precision_lines(implementations, cases);
  return run;
}

namespace {

/// The error now at the case of a line.
std::optional<MeasuredError> error_at_worst(std::span<const Implementation> implementations,
                                            const verify::record::PrecisionLine& old,
                                            const Prepare& prepare) {
  const auto found = std::ranges::find_if(
      implementations, [&](const Implementation& one) { return verify::record::name_of(one) == old.name; });
  if (found == implementations.end())
    return std::nullopt;
  std::optional<Case> c = prepared(case_at(old.worst), prepare);
  if (!c || checksum_of(*c) != old.worst.checksum)
    return std::nullopt;
  const std::vector<Computed> computed = found->compute(*c);
  if (computed.empty())
    return std::nullopt;
  verify::judge::Oracle oracle(std::move(*c));
  return measured_error(0, oracle.accuracy(*found, computed));
}

} // namespace

std::optional<double> error_at_old_worst(std::span<const Implementation> implementations,
                                         const verify::record::PrecisionLine& old, const Prepare& prepare) {
  const std::optional<MeasuredError> error = error_at_worst(implementations, old, prepare);
  return error ? std::optional(error->ulps) : std::nullopt;
}

std::optional<std::size_t> worst_coordinate(std::span<const Implementation> implementations,
                                            const verify::record::PrecisionLine& line,
                                            const Prepare& prepare) {
  const std::optional<MeasuredError> error = error_at_worst(implementations, line, prepare);
  return error ? error->coordinate : std::nullopt;
}

} // namespace tailmass::properties::precision
