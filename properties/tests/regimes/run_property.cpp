// The only file that knows RapidCheck, whose headers compile slowly.
#include "properties/tests/regimes/run_property.hpp"

#include "theory/tests/sanitized.hpp"

#include <cstdlib>
#include <fmt/format.h>

#include <rapidcheck/Check.h>
#include <rapidcheck/Gen.h>

namespace tailmass::properties::regimes {

namespace {

std::optional<std::uint64_t> from_environment(const char* name) {
  const char* text = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nothing sets it
  return text == nullptr ? std::nullopt : std::optional<std::uint64_t>(std::strtoull(text, nullptr, 10));
}

/// 53 bits, so that an index is a whole number in JSON too.
const rc::Gen<std::uint64_t>& any_index() {
  static const rc::Gen<std::uint64_t> gen([](const rc::Random& random, int /*size*/) {
    rc::Random own = random;
    return rc::shrinkable::just(std::uint64_t{own.next() >> 11U});
  });
  return gen;
}

/// RapidCheck's own would print a configuration with a seed that is not used.
class Silent : public rc::detail::TestListener {
public:
  void onTestCaseFinished(const rc::detail::CaseDescription& /*description*/) override {}
  void onShrinkTried(const rc::detail::CaseDescription& /*shrink*/, bool /*accepted*/) override {}
  void onTestFinished(const rc::detail::TestMetadata& /*metadata*/,
                      const rc::detail::TestResult& /*result*/) override {}
};

/// Empty where the property holds, as RapidCheck has it.
std::string tried(const Regime& regime, std::uint64_t index, const Fault& fault_of) {
  const std::optional<std::string> fault = fault_of(generated(regime, global_seed(), index));
  if (!fault)
    return {};
  return *fault + fmt::format("this case alone: TAILMASS_SEED={} TAILMASS_INDEX={}\n", global_seed(), index);
}

} // namespace

std::size_t cases_of_a_regime() {
  return from_environment("TAILMASS_CASES").value_or(tests::sanitized ? 2 : 40);
}

std::uint64_t global_seed() {
  return from_environment("TAILMASS_SEED").value_or(1);
}

std::optional<std::string> first_fault(const Regime& regime, std::string_view property, std::size_t cases,
                                       const Fault& fault_of) {
  if (const auto index = from_environment("TAILMASS_INDEX")) {
    const std::string fault = tried(regime, *index, fault_of);
    return fault.empty() ? std::nullopt : std::optional(fault);
  }
  rc::detail::TestParams params;
  params.seed = RandomStream(global_seed(), {"property", property, regime.name}).below(std::size_t{1} << 53U);
  params.maxSuccess = static_cast<int>(cases);
  params.disableShrinking = true;
  Silent silent;
  std::string first; // RapidCheck asks for a failing case once more, for its description
  const rc::detail::TestResult result = rc::detail::checkProperty(
      rc::detail::toProperty([&] {
        const std::uint64_t index = *any_index();
        if (first.empty())
          first = tried(regime, index, fault_of);
        return first;
      }),
      rc::detail::TestMetadata{std::string(property), std::string(regime.name)}, params, silent, {});
  if (!first.empty())
    return first;
  rc::detail::SuccessResult success{};
  if (result.match(success) && success.numSuccess == static_cast<int>(cases))
    return std::nullopt;
  rc::detail::FailureResult failure{};
  if (result.match(failure)) // an exception, say
    return failure.description;
  return "RapidCheck gave up or failed, which is no pass";
}

} // namespace tailmass::properties::regimes
