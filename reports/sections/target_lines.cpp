// Met or missed, in words.
#include "reports/sections/target_lines.hpp"

#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <vector>

namespace tailmass::reports::sections {

namespace {

struct Placed {
  const verify::record::BenchJob* job;
  const verify::record::BenchTarget* target;
};

/// How near a ratio is to what it may be: above 1 it is missed.
double share(const Placed& one) {
  return *one.target->ratio / one.target->most;
}

/// "1.72 times" where a target allows a ratio, "2.4 times faster" where it asks for speed.
std::string measured(const verify::record::BenchTarget& target) {
  if (target.most < 1)
    return fmt::format("{:.3g} times faster", 1 / *target.ratio);
  return fmt::format("{:.3g} times", *target.ratio);
}

std::string place(const Placed& one, bool with_subject) {
  std::string text = with_subject ? one.target->subject + ", " + one.job->column : one.job->column;
  if (one.target->words.find("fastest") != std::string::npos) // which one that was
    text += ", beside " + one.target->against;
  return verify::input::printable(text);
}

std::string target_line(std::string_view state, text::Tint tint, const std::string& words,
                        const text::TableStyle& style) {
  text::Line line(style);
  line.left("  " + std::string(state), 8, tint);
  line.left(words, 0);
  return line.str();
}

/// Targets of the same words.
std::string lines_of(const std::vector<Placed>& alike, const text::TableStyle& style) {
  std::vector<Placed> met, missed;
  for (const Placed& one : alike)
    if (one.target->judged())
      (one.target->met() ? met : missed).push_back(one);
  const std::string words = verify::input::printable(alike.front().target->words);
  if (met.empty() && missed.empty())
    return target_line("-", text::Tint::dim, words + ": nothing to compare with", style);
  const bool subjects = std::ranges::any_of(
      alike, [&](const Placed& one) { return one.target->subject != alike.front().target->subject; });
  std::string text;
  if (!met.empty()) {
    const Placed& worst = *std::ranges::max_element(met, {}, share);
    text +=
        target_line("met", text::Tint::good,
                    fmt::format("{}{}: {} ({})", words,
                                alike.size() > 1 ? fmt::format(", {} of {}", met.size(), alike.size()) : "",
                                measured(*worst.target), place(worst, subjects)),
                    style);
  }
  for (const Placed& one : missed)
    text +=
        target_line("missed", text::Tint::bad,
                    fmt::format("{}: {} ({})", words, measured(*one.target), place(one, subjects)), style);
  return text;
}

} // namespace

std::string target_lines(std::span<const verify::record::BenchJob> jobs, const text::TableStyle& style) {
  std::vector<std::vector<Placed>> groups;
  for (const verify::record::BenchJob& job : jobs)
    for (const verify::record::BenchTarget& target : job.targets) {
      const auto group = std::ranges::find_if(groups, [&](const std::vector<Placed>& others) {
        return others.front().target->words == target.words;
      });
      (group == groups.end() ? groups.emplace_back() : *group).push_back({&job, &target});
    }
  std::string text;
  for (const std::vector<Placed>& group : groups)
    text += lines_of(group, style);
  return text;
}

std::string targets_total(std::span<const verify::record::BenchJob> jobs, const text::TableStyle& style) {
  std::size_t all = 0, met = 0, judged = 0;
  for (const verify::record::BenchJob& job : jobs)
    for (const verify::record::BenchTarget& target : job.targets) {
      ++all;
      met += target.met() ? 1 : 0;
      judged += target.judged() ? 1 : 0;
    }
  if (all == 0)
    return "No target is about these sizes.\n";
  std::string text = fmt::format("{} of {} met on this machine", met, text::counted(all, "target"));
  if (met < judged)
    text += fmt::format(", {} missed", judged - met);
  if (judged < all)
    text += fmt::format(", {} without anything to compare with", all - judged);
  return text::tinted(style, met == judged ? text::Tint::good : text::Tint::bad, text + ".") + "\n";
}

} // namespace tailmass::reports::sections
