// Reading limits and holding errors to them.
#include "reports/limits/precision_limits.hpp"

#include "reports/limits/own_limits.hpp"
#include "reports/sections/precision.hpp"
#include "theory/implementations.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/nearest.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <set>
#include <sstream>

namespace tailmass::reports::limits {

namespace {

[[noreturn]] void fail(const std::string& file, std::size_t line, const std::string& reason) {
  throw verify::input::InputError({file}, fmt::format("line {}: {}", line, reason));
}

PrecisionLimit parse_limit(const std::string& line, const std::string& file, std::size_t number) {
  PrecisionLimit limit;
  std::istringstream words(line);
  std::string value;
  std::string unit;
  words >> limit.name.quantity >> limit.name.implementation >> limit.name.type >> value >> unit >> limit.kind;
  std::getline(words >> std::ws, limit.reason);
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), limit.limit);
  if (error != std::errc() || end != value.data() + value.size() || !(limit.limit >= 0) ||
      !std::isfinite(limit.limit))
    fail(file, number, fmt::format("{} is no limit of at least 0", verify::input::in_quotes(value)));
  limit.of_bound = unit == "bound";
  if (unit != "ulp" && unit != "bound")
    fail(file, number, fmt::format("the unit is {} instead of ulp or bound", verify::input::in_quotes(unit)));
  constexpr std::array kinds{"derived:", "loss:", "loose:"};
  if (std::ranges::find(kinds, limit.kind) == kinds.end() || limit.reason.empty())
    fail(file, number, "expected a reason that starts with derived:, loss: or loose:");
  limit.kind.pop_back();
  return limit;
}

double seen_of(const verify::record::PrecisionLine& line, const PrecisionLimit& limit) {
  return limit.of_bound ? line.bound_share : line.max_ulp;
}

/// Whether the suite has such an implementation itself.
bool is_own(const verify::record::ImplementationName& name) {
  return std::ranges::any_of(implementations(),
                             [&](const Implementation& one) { return verify::record::name_of(one) == name; });
}

class LimitJudge {
public:
  LimitJudge(verify::record::PrecisionRecord& record, std::span<const PrecisionLimit> limits)
      : record_(record), limits_(limits) {}

  void judge(verify::record::PrecisionLine& line) {
    const auto limit = std::ranges::find(limits_, line.name, &PrecisionLimit::name);
    const bool known = limit != limits_.end();
    if (!known && is_own(line.name))
      return add(line, "no limit", "reports/limits has no limit for it");
    if (!known) // a function of the user's, of which no bound is proven: without a limit it is only measured
      return;
    line.limit_ulp = limit->of_bound ? limit->limit * line.bound_ulp : limit->limit;
    const double seen = seen_of(line, *limit);
    const std::string_view unit = limit->of_bound ? "of its proven bound" : "ulp";
    if (is_own(line.name) && !(line.bound_share <= 1))
      add(line, "bound exceeded",
          fmt::format("the error is {:.4g} times its proven bound", line.bound_share));
    else if (!(seen <= limit->limit))
      add(line, "limit exceeded",
          fmt::format("the error is {:.4g} {} where {:.4g} is the limit", seen, unit, limit->limit));
  }

  void unused(const PrecisionLimit& limit) {
    const std::optional<std::string> nearest = verify::input::nearest_name(
        text_of(limit.name),
        verify::input::names_in(record_.lines, [](const auto& line) { return text_of(line.name); }));
    record_.faults.push_back({limit.name,
                              "unused limit",
                              text_of(limit.name) + ": unused limit: no such implementation was measured" +
                                  (nearest ? ", the nearest is " + *nearest : ""),
                              {}});
  }

private:
  void add(const verify::record::PrecisionLine& line, const std::string& fault, const std::string& words) {
    record_.faults.push_back({line.name, fault, fmt::format("{}: {}: {}", text_of(line.name), fault, words),
                              sections::precision_command(line.name, line.worst)});
  }
  verify::record::PrecisionRecord& record_;
  std::span<const PrecisionLimit> limits_;
};

} // namespace

std::vector<PrecisionLimit> parse_limits(std::string_view text, const std::string& file) {
  std::vector<PrecisionLimit> limits;
  std::set<verify::record::ImplementationName> seen;
  std::istringstream stream{std::string(text)};
  std::size_t number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    line.resize(std::min(line.find('#'), line.size()));
    if (line.find_first_not_of(" \t\r") == std::string::npos)
      continue;
    limits.push_back(parse_limit(line, file, number));
    if (!seen.insert(limits.back().name).second)
      fail(file, number, text_of(limits.back().name) + " has a limit already");
  }
  return limits;
}

const std::vector<PrecisionLimit>& own_limits() {
  static const std::vector<PrecisionLimit> limits =
      parse_limits(own_limits_text, "reports/limits/precision.txt");
  return limits;
}

void judge_precision(verify::record::PrecisionRecord& record, std::span<const PrecisionLimit> limits,
                     std::span<const verify::record::ImplementationName> asked, bool complete) {
  LimitJudge judge(record, limits);
  for (verify::record::PrecisionLine& line : record.lines)
    if (!line.regime && !line.n && !line.tail_decade)
      judge.judge(line);
  for (const verify::record::ImplementationName& name : asked)
    if (std::ranges::find(record.lines, name, &verify::record::PrecisionLine::name) == record.lines.end())
      record.faults.push_back(
          {name, "not measured", text_of(name) + ": not measured: no case of this run is in its domain", {}});
  if (complete)
    for (const PrecisionLimit& limit : limits)
      if (std::ranges::find(record.lines, limit.name, &verify::record::PrecisionLine::name) ==
          record.lines.end())
        judge.unused(limit);
}

} // namespace tailmass::reports::limits
