// The tables of times, the targets under each, and the totals.
#include "reports/sections/bench_table.hpp"

#include "reports/sections/section.hpp"
#include "reports/sections/target_lines.hpp"
#include "reports/text/list.hpp"
#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <span>

namespace tailmass::reports::sections {

namespace {

using BenchJobs = std::span<const verify::record::BenchJob>;

std::string nanoseconds_text(double x) {
  if (x < 1)
    return fmt::format("{:.3f}", x);
  if (x < 1000)
    return fmt::format("{:.{}f}", x, x < 10 ? 2 : x < 100 ? 1 : 0);
  return text::grouped(static_cast<std::size_t>(std::llround(x)));
}

const verify::record::BenchTime* time_of(const verify::record::BenchJob& job, const std::string& name) {
  const auto found = std::ranges::find(job.times, name, &verify::record::BenchTime::name);
  return found == job.times.end() ? nullptr : &*found;
}

/// Names in the order in which jobs have them.
std::vector<std::string> contestants_of(BenchJobs jobs) {
  std::vector<std::string> names;
  for (const verify::record::BenchJob& job : jobs)
    for (const verify::record::BenchTime& time : job.times)
      if (std::ranges::find(names, time.name) == names.end())
        names.push_back(time.name);
  return names;
}

/// The largest distance that an answer of this contestant has; empty where none was compared.
std::string off_text(BenchJobs jobs, const std::string& name) {
  std::optional<double> most;
  for (const verify::record::BenchJob& job : jobs)
    if (const verify::record::BenchTime* time = time_of(job, name); time && time->off)
      most = std::isnan(*time->off) ? *time->off : std::max(most.value_or(0), *time->off);
  if (!most)
    return "";
  if (jobs.front().off_by == "keys" && *most >= 1 && *most < 1e15)
    return text::grouped(static_cast<std::size_t>(std::llround(*most)));
  return *most == 0 ? "0" : fmt::format("{:.1g}", *most);
}

std::string absence(BenchJobs jobs, const std::string& name) {
  for (const verify::record::BenchJob& job : jobs)
    if (const verify::record::BenchTime* time = time_of(job, name); time && !time->absent.empty())
      return time->absent;
  return {};
}

class TimesTable {
public:
  TimesTable(BenchJobs jobs, const text::TableStyle& style) : jobs_(jobs), style_(style) {
    names_ = contestants_of(jobs);
    for (const std::string& name : names_)
      name_width_ = std::max(name_width_, text::length(name));
    measure(true);
    if (width() > std::max<std::size_t>(style.width, 72))
      measure(false);
  }

  [[nodiscard]] std::string text() const {
    text::Line head(style_);
    head.left("ns an element", name_width_, text::Tint::dim);
    for (std::size_t i = 0; i < jobs_.size(); ++i)
      head.right(jobs_[i].column, widths_[i], text::Tint::dim);
    const std::string& off_by = jobs_.front().off_by;
    if (!off_by.empty())
      head.left("off by (" + off_by + ")", 0, text::Tint::dim);
    std::string lines = text::tinted(style_, text::Tint::strong, jobs_.front().table) + "\n" + head.str();
    for (const std::string& name : names_)
      lines += line_of(name);
    return lines;
  }

private:
  void measure(bool ratios) {
    ratios_ = ratios;
    widths_.clear();
    for (const verify::record::BenchJob& job : jobs_) {
      widths_.push_back(text::length(job.column));
      for (const verify::record::BenchTime& time : job.times)
        widths_.back() = std::max(widths_.back(), text::length(cell(job, time.name)));
    }
  }
  [[nodiscard]] std::size_t width() const {
    std::size_t sum = name_width_ + 14;
    for (const std::size_t width : widths_)
      sum += width + text::column_gap;
    return sum;
  }
  [[nodiscard]] std::string cell(const verify::record::BenchJob& job, const std::string& name) const {
    const verify::record::BenchTime* time = time_of(job, name);
    if (!time || !time->absent.empty())
      return "";
    std::string text = nanoseconds_text(time->nanoseconds);
    if (ratios_ && time->ratio > 0)
      text += fmt::format(" {:>5}", text::factor(std::log(time->ratio), style_));
    return text;
  }
  [[nodiscard]] std::string line_of(const std::string& name) const {
    text::Line line(style_);
    line.left(verify::input::printable(name), name_width_);
    if (const std::string reason = absence(jobs_, name); !reason.empty()) {
      line.left(verify::input::printable(reason), 0, text::Tint::dim);
      return line.str();
    }
    for (std::size_t i = 0; i < jobs_.size(); ++i)
      line.right(cell(jobs_[i], name), widths_[i]);
    line.left(off_text(jobs_, name), 0);
    return line.str();
  }

  BenchJobs jobs_;
  const text::TableStyle& style_;
  std::vector<std::string> names_;
  std::size_t name_width_ = 13;
  std::vector<std::size_t> widths_;
  bool ratios_ = true;
};

} // namespace

std::string bench_table(const verify::record::Record& record, const text::TableStyle& style) {
  const std::vector<verify::record::BenchJob>& jobs = record.bench->jobs;
  std::string text;
  for (auto first = jobs.begin(); first != jobs.end();) {
    const auto last = std::find_if(
        first, jobs.end(), [&](const verify::record::BenchJob& job) { return job.table != first->table; });
    const BenchJobs part(first, last);
    text += TimesTable(part, style).text() + target_lines(part, style) + "\n";
    first = last;
  }
  constexpr std::string_view legend =
      "times: medians over rounds in which every contestant runs once, of one thread's work where nothing "
      "else is said; x: the median of the ratios within the rounds; off by: the largest distance from the "
      "fast "
      "path's "
      "answer, for tailmass itself the radius that it proves";
  for (const std::string& line : text::wrapped(legend, std::max<std::size_t>(style.width, 72)))
    text += text::tinted(style, text::Tint::dim, line) + "\n";
  return text +
         fmt::format("\n{} in {:.0f} s on {}, {}, {} at most, seed {}{}\n", text::counted(jobs.size(), "job"),
                     record.timing.seconds, verify::input::printable(record.host.processor), record.host.simd,
                     text::counted(record.host.threads, "thread"), record.seed,
                     record.interrupted ? ", interrupted" : "") +
         targets_total(jobs, style);
}

const Section bench_section{
    .name = "times",
    .leads = [](const verify::record::Record& record) { return record.bench.has_value(); },
    .table = bench_table};

} // namespace tailmass::reports::sections
