// Layout of the tables.
#include "reports/table.hpp"

#include "reports/list.hpp"
#include "reports/output.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <utility>

namespace tailmass {

namespace {

constexpr std::size_t narrowest = 72;
constexpr std::size_t gap = 2;
constexpr std::size_t least_place = 16;      // characters that "where" needs to say something
constexpr std::size_t least_claim_name = 30; // the same of a claim's label, which is wrapped

// ---- words and numbers

enum class Tint { plain, dim, strong, good, bad };

std::string tinted(const TableStyle& style, Tint tint, const std::string& text) {
  constexpr std::array codes{"", "2", "1", "32", "1;31"};
  if (!style.colour || tint == Tint::plain || text.empty())
    return text;
  return fmt::format("\x1b[{}m{}\x1b[0m", codes[static_cast<std::size_t>(tint)], text);
}

/// Characters, for text of well-formed UTF-8.
std::size_t length(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string spaces(std::size_t count) {
  return std::string(count, ' ');
}

/// 1,234,567.
std::string grouped(std::size_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3; at -= 3)
    digits.insert(at - 3, ",");
  return digits;
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(count), noun, count == 1 ? "" : "s");
}

/// e^log as a factor: x1.04, x23, x1.2e+05, also where it is too large for a double.
std::string factor(double log, const TableStyle& style) {
  const std::string_view times = style.unicode ? "\u00d7" : "x";
  if (std::isinf(log) && log > 0)
    return style.unicode ? "\u221e" : "inf";
  const double x = std::exp(log);
  if (0.0995 <= x && x < 9.995)
    return fmt::format("{}{:.2f}", times, x);
  if (9.995 <= x && x < 9999.5)
    return fmt::format("{}{:.0f}", times, x);
  double exponent = std::floor(log / std::log(10.0));
  std::string digits = fmt::format("{:.1f}", std::exp(log - exponent * std::log(10.0)));
  if (digits == "10.0") {
    digits = "1.0";
    ++exponent;
  }
  return fmt::format("{}{}e{:+03.0f}", times, digits, exponent);
}

std::string slack_text(double slack, const TableStyle& style) {
  if (std::isnan(slack))
    return "";
  if (std::isinf(slack))
    return fmt::format("{}{}", slack < 0 ? "-" : "", style.unicode ? "\u221e" : "inf");
  return fmt::format("{:.3g}", slack);
}

/// The text with its middle left out where it has more than `most` characters.
std::string shortened(const std::string& text, std::size_t most, const TableStyle& style) {
  if (length(text) <= most || most < 2)
    return text;
  const std::size_t head = most / 2;
  const std::size_t tail = most - 1 - head;
  std::vector<std::size_t> starts; // of the characters
  for (std::size_t i = 0; i < text.size(); ++i)
    if (length(text.substr(i, 1)) == 1)
      starts.push_back(i);
  return text.substr(0, starts[head]) + (style.unicode ? "\u2026" : "~") +
         text.substr(starts[starts.size() - tail]);
}

/// "Name: " and its text, wrapped and indented under it.
std::string entry(std::string_view label, std::size_t indent, std::string_view text, std::size_t width) {
  std::string result;
  for (const std::string& line : wrapped(text, width - indent))
    result += fmt::format("{:<{}}{}\n", result.empty() ? label : "", indent, line);
  return result;
}

std::string replay_command(std::string path) {
  std::string name = "tailmass";
  std::string verb = "replay";
  const std::array words{name.data(), verb.data(), path.data()};
  return command_line(words);
}

/// Names the places of a record's cases: with the file only where two files have a tensor of the same name.
class Places {
public:
  explicit Places(const Record& record) {
    for (const TheoremRecord& theorem : record.theorems) {
      note(theorem.all.worst);
      for (const ClaimRecord& claim : theorem.claims)
        note(claim.worst);
    }
    for (const ConsistencyRecord& check : record.consistency)
      note(check.worst);
  }
  /// "layer1.scores [3,17] k=12" in at most `most` characters, as far as the name gives way.
  [[nodiscard]] std::string name(const Origin& origin, const TableStyle& style,
                                 std::size_t most = std::numeric_limits<std::size_t>::max()) const {
    std::string name = printable(origin.tensor);
    if (const auto found = files_.find(origin.tensor); found != files_.end() && found->second.size() > 1)
      name = printable(std::filesystem::path(origin.file).stem().string()) + ":" + name;
    std::string indices = " " + printable(origin.row);
    std::erase(indices, ' ');
    indices = (indices.empty() ? "" : " ") + indices + (origin.k == 0 ? "" : fmt::format(" k={}", origin.k));
    const std::size_t rest = most - std::min(most, length(indices));
    constexpr std::string_view usual = ".scores";
    if (length(name) > rest && name.size() > usual.size() && name.ends_with(usual))
      name.resize(name.size() - usual.size());
    return shortened(name, std::max<std::size_t>(rest, 4), style) + indices;
  }

private:
  void note(const std::optional<Origin>& origin) {
    if (origin)
      files_[origin->tensor].insert(origin->file);
  }
  std::map<std::string, std::set<std::string>> files_; // by tensor
};

// ---- the table of theorems

enum class Column {
  held,
  proved,
  agrees,
  tight,
  consistent,
  vacuous,
  refuted,
  undecided,
  bits,
  looseness,
  slack
};

/// A theorem or one of its claims.
struct Row {
  std::string name;
  const ClaimRecord* counts;
  std::optional<long> bits; // of theorems
  std::string section = {}; // a heading above the row
  bool claim = false;
};

struct Cell {
  std::string text;
  Tint tint = Tint::plain;
};

std::string_view heading_of(Column column) {
  switch (column) {
  case Column::held:
    return "held";
  case Column::proved:
    return name_of(Verdict::proved);
  case Column::agrees:
    return name_of(Verdict::agrees);
  case Column::tight:
    return name_of(Verdict::tight);
  case Column::consistent:
    return name_of(Verdict::consistent);
  case Column::vacuous:
    return name_of(Verdict::vacuous);
  case Column::refuted:
    return name_of(Verdict::refuted);
  case Column::undecided:
    return name_of(Verdict::undecided);
  case Column::bits:
    return "bits";
  case Column::looseness:
    return "looseness";
  case Column::slack:
    return "slack";
  }
  return {};
}

Cell count_cell(std::size_t count, Tint tint = Tint::plain) {
  return {grouped(count), count == 0 ? Tint::dim : tint};
}

Cell cell(Column column, const Row& row, const TableStyle& style) {
  const Tally& tally = row.counts->tally;
  switch (column) {
  case Column::held:
    return count_cell(tally.held());
  case Column::proved:
    return count_cell(tally.of(Verdict::proved));
  case Column::agrees:
    return count_cell(tally.of(Verdict::agrees));
  case Column::tight:
    return count_cell(tally.of(Verdict::tight));
  case Column::consistent:
    return count_cell(tally.of(Verdict::consistent));
  case Column::vacuous:
    return row.claim ? Cell{} : count_cell(tally.of(Verdict::vacuous), Tint::dim);
  case Column::refuted:
    return count_cell(tally.of(Verdict::refuted), Tint::bad);
  case Column::undecided:
    return count_cell(tally.of(Verdict::undecided), Tint::bad);
  case Column::looseness:
    if (row.counts->log_looseness)
      return {factor(row.counts->log_looseness->median, style)};
    return {tally.of(Verdict::agrees) > 0 ? "=" : ""};
  case Column::slack:
    if (!row.counts->worst_slack)
      return {};
    return {slack_text(*row.counts->worst_slack, style),
            *row.counts->worst_slack < 0 ? Tint::bad : Tint::plain};
  case Column::bits:
    return {row.bits && *row.bits > 0 ? std::to_string(*row.bits) : ""};
  }
  return {};
}

/// The columns that a width has room for.
struct Layout {
  std::size_t name = 0; // width of the first column
  std::vector<Column> columns;
  std::vector<std::size_t> widths;
  std::size_t place = 0; // width of the last column, 0 without it
};

std::vector<Row> rows_of(const Record& record, const TableStyle& style) {
  std::vector<Row> rows;
  int section = -1;
  for (const TheoremRecord& record_of : record.theorems) {
    const Theorem* theorem = find_theorem(record_of.id);
    const int its_section = theorem ? theorem->section : 0;
    Row& row = rows.emplace_back(
        Row{.name = printable(record_of.id), .counts = &record_of.all, .bits = record_of.bits_max});
    if (its_section != section)
      row.section = fmt::format("{}{}{}", its_section == 0 ? "" : std::to_string(its_section),
                                its_section == 0 ? "" : "  ", section_title(its_section));
    section = its_section;
    if (style.claims && record_of.claims.size() > 1)
      for (const ClaimRecord& claim : record_of.claims)
        rows.push_back(
            {.name = printable(claim.label), .counts = &claim, .bits = {}, .section = {}, .claim = true});
  }
  return rows;
}

Layout layout_of(const std::vector<Row>& rows, const Tally& total, const TableStyle& style,
                 std::size_t width) {
  using enum Column;
  std::vector<Column> all{proved, agrees, tight};
  if (total.of(Verdict::consistent) > 0)
    all.push_back(consistent);
  const std::vector<Column> rest{vacuous, refuted, undecided, bits, looseness, slack};
  all.insert(all.end(), rest.begin(), rest.end());
  std::size_t longest = std::string_view("theorem").size();
  bool claims = false;
  for (const Row& row : rows) {
    longest = std::max(longest, length(row.name) + (row.claim ? gap : 0));
    claims = claims || row.claim;
  }
  const std::pair<std::vector<Column>, bool> choices[] = {
      {all, true},
      {all, false},
      {{held, vacuous, refuted, undecided, bits, looseness, slack}, false},
      {{held, vacuous, refuted, undecided, looseness}, false}};
  Layout layout;
  for (const auto& [columns, with_place] : choices) {
    layout = {.name = 0, .columns = columns, .widths = {}, .place = 0};
    std::size_t taken = 0;
    for (const Column column : columns) {
      std::size_t widest = heading_of(column).size();
      for (const Row& row : rows)
        widest = std::max(widest, length(cell(column, row, style).text));
      layout.widths.push_back(widest);
      taken += gap + widest;
    }
    const std::size_t left = width - std::min(width, taken);
    const std::size_t least_name = claims && !with_place ? std::min(longest, least_claim_name) : longest;
    layout.name = std::min(longest, std::max<std::size_t>(left, 8));
    layout.place = with_place ? left - std::min(left, longest + gap) : 0;
    if (least_name <= left && (!with_place || layout.place >= least_place))
      break;
  }
  return layout;
}

/// A line of padded cells, without blanks at its end.
class Line {
public:
  explicit Line(const TableStyle& style) : style_(style) {}
  void left(const std::string& text, std::size_t width, Tint tint = Tint::plain) {
    put(text, tint);
    blank_ += width - std::min(width, length(text)) + gap;
  }
  void right(const std::string& text, std::size_t width, Tint tint = Tint::plain) {
    blank_ += width - std::min(width, length(text));
    put(text, tint);
    blank_ += gap;
  }
  [[nodiscard]] std::string str() const { return text_ + "\n"; }

private:
  void put(const std::string& text, Tint tint) {
    if (!text.empty())
      text_ += spaces(std::exchange(blank_, 0)) + tinted(style_, tint, text);
  }
  const TableStyle& style_;
  std::string text_;
  std::size_t blank_ = 0;
};

bool unjudged(const Tally& tally) {
  return tally.held() + tally.of(Verdict::refuted) + tally.of(Verdict::undecided) == 0;
}

std::string header_of(const Layout& layout, const TableStyle& style) {
  Line line(style);
  line.left("theorem", layout.name, Tint::dim);
  for (std::size_t i = 0; i < layout.columns.size(); ++i)
    line.right(std::string(heading_of(layout.columns[i])), layout.widths[i], Tint::dim);
  if (layout.place > 0)
    line.left("at", layout.place, Tint::dim);
  return line.str();
}

std::string text_of(const Row& row, const Layout& layout, const Places& places, const TableStyle& style) {
  const Tally& tally = row.counts->tally;
  const bool failed = tally.of(Verdict::refuted) + tally.of(Verdict::undecided) > 0 || unjudged(tally);
  const std::size_t indent = row.claim ? gap : 0;
  const std::vector<std::string> names = wrapped(row.name, layout.name - indent);
  Line first(style);
  first.left(spaces(indent) + names.front(), layout.name, failed ? Tint::bad : Tint::plain);
  for (std::size_t i = 0; i < layout.columns.size(); ++i) {
    const Cell shown = cell(layout.columns[i], row, style);
    first.right(shown.text, layout.widths[i], shown.tint);
  }
  if (layout.place > 0 && unjudged(tally))
    first.left(shortened("no case to judge", layout.place, style), layout.place, Tint::bad);
  else if (layout.place > 0 && row.counts->worst)
    first.left(places.name(*row.counts->worst, style, layout.place), layout.place);
  std::string text = first.str();
  for (std::size_t i = 1; i < names.size(); ++i)
    text += spaces(indent) + names[i] + "\n";
  return text;
}

std::string theorems_text(const Record& record, const Places& places, const TableStyle& style,
                          std::size_t width) {
  const std::vector<Row> rows = rows_of(record, style);
  const Layout layout = layout_of(rows, record.summary(), style, width);
  std::string text = header_of(layout, style);
  for (const Row& row : rows) {
    if (!row.section.empty())
      text += "\n" + tinted(style, Tint::strong, row.section) + "\n";
    text += text_of(row, layout, places, style);
  }
  text += "\n";
  constexpr std::string_view legend =
      "bits: most that a verdict took; looseness: median rhs/lhs of the bounds, = an identity; "
      "slack: least ln(rhs/lhs), at which case";
  for (const std::string& line : wrapped(legend, width))
    text += tinted(style, Tint::dim, line) + "\n";
  return text;
}

// ---- what stands below it

std::string failure_text(const Failure& failure, const Places& places, const TableStyle& style,
                         std::size_t width) {
  constexpr std::size_t indent = 11;
  const std::string where = printable(failure.theorem) + " at " + places.name(failure.origin, style) +
                            (failure.origin.file.empty() ? "" : " of " + printable(failure.origin.file));
  std::string text = entry(name_of(failure.verdict), indent, where, width);
  text += entry("", indent, printable(failure.claim), width) +
          entry("", indent, printable(failure.reason, 2000), width);
  return text +
         (failure.case_file.empty() ? spaces(indent) + "its case could not be stored"
                                    : spaces(indent) + replay_command(failure.case_file)) +
         "\n";
}

std::string failures_text(const Record& record, const Places& places, const TableStyle& style,
                          std::size_t width) {
  if (record.failures.empty())
    return {};
  const Tally total = record.summary();
  const std::size_t all =
      std::max(record.failures.size(), total.of(Verdict::refuted) + total.of(Verdict::undecided));
  std::string text =
      "\n" +
      tinted(style, Tint::bad,
             record.failures.size() == all ? counted(all, "claim") + " did not hold"
                                           : fmt::format("{} did not hold, of which the first {}",
                                                         counted(all, "claim"), record.failures.size())) +
      "\n";
  for (const Failure& failure : record.failures)
    text += failure_text(failure, places, style, width);
  return text;
}

std::string verdicts_text(const Tally& total) {
  std::string text;
  for (const Verdict verdict : all_verdicts)
    if (verdict != Verdict::vacuous && (verdict != Verdict::consistent || total.of(verdict) > 0))
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", grouped(total.of(verdict)),
                          verdict == Verdict::agrees ? "agree" : name_of(verdict));
  return text + fmt::format("; vacuous {}", counted(total.of(Verdict::vacuous), "time"));
}

std::string summary_text(const Record& record, const Places& places, const TableStyle& style,
                         std::size_t width) {
  constexpr std::size_t indent = 16;
  const Tally total = record.summary();
  const std::size_t claims = total.held() + total.of(Verdict::refuted) + total.of(Verdict::undecided);
  std::string rows = counted(record.rows, "row");
  if (record.rows < record.rows_total)
    rows = fmt::format("interrupted after {} of {}", grouped(record.rows), counted(record.rows_total, "row"));
  std::string text = entry("judged", indent,
                           fmt::format("{}, {}, {}: {}", rows, counted(record.cases, "case"),
                                       counted(claims, "claim"), verdicts_text(total)),
                           width);
  for (const ConsistencyRecord& check : record.consistency) {
    std::string found = fmt::format("{} held, {} exceeded; ", grouped(check.held), grouped(check.exceeded));
    found += fmt::format("largest error {:.3g} % of its bound", 100 * check.worst_ratio);
    if (check.worst)
      found += " at " + places.name(*check.worst, style);
    const std::string lines =
        entry(printable(check.check), indent, found + "; " + printable(check.bound, 2000), width);
    text += check.exceeded == 0 ? lines : tinted(style, Tint::bad, lines.substr(0, lines.size() - 1)) + "\n";
  }
  return text +
         entry("run", indent,
               fmt::format("{:.1f} s on {}, {:.0f} MB, seed {}", record.timing.seconds,
                           counted(record.host.threads, "thread"), record.timing.peak_memory_mb, record.seed),
               width);
}

std::string conclusion_text(const Record& record, const TableStyle& style, std::size_t width) {
  if (exit_code(record) == 0)
    return tinted(style, Tint::good,
                  fmt::format("All {} held.", counted(record.theorems.size(), "theorem"))) +
           "\n";
  const Tally total = record.summary();
  std::vector<std::string> faults;
  for (const Verdict verdict : {Verdict::refuted, Verdict::undecided})
    if (total.of(verdict) > 0)
      faults.push_back(fmt::format("{} {}", counted(total.of(verdict), "claim"), name_of(verdict)));
  for (const ConsistencyRecord& check : record.consistency)
    if (check.exceeded > 0)
      faults.push_back(
          fmt::format("{}: bound exceeded {}", printable(check.check), counted(check.exceeded, "time")));
  for (const TheoremRecord& theorem : record.theorems)
    if (unjudged(theorem.all.tally))
      faults.push_back("no case to judge " + printable(theorem.id));
  if (record.interrupted)
    faults.emplace_back("interrupted");
  std::string text;
  for (const std::string& fault : faults)
    text += (text.empty() ? "" : "; ") + fault;
  std::string result;
  for (const std::string& line : wrapped("Not all held: " + text + ".", width))
    result += tinted(style, Tint::bad, line) + "\n";
  return result;
}

// ---- mutants and replayed cases

/// A row of the mutants' table; what is wrong stands below where there is no room beside.
std::string mutant_text(const MutantRecord& mutant, bool named, std::span<const std::size_t> widths,
                        const TableStyle& style, std::size_t width) {
  constexpr std::size_t least_change = 20;
  const std::size_t taken = widths[0] + widths[1] + widths[2] + 3 * gap;
  const bool beside = taken + least_change <= width;
  const std::size_t indent = beside ? taken : 2 * gap;
  const std::vector<std::string> changes = wrapped(printable(mutant.change), width - indent);
  Line line(style);
  line.left(named ? printable(mutant.theorem) : "", widths[0]);
  line.left(printable(mutant.name), widths[1]);
  line.left(std::string(name_of(mutant.verdict)), widths[2],
            mutant.verdict == Verdict::refuted ? Tint::plain : Tint::bad);
  if (beside)
    line.left(changes.front(), 0);
  std::string text = line.str();
  for (std::size_t i = beside ? 1 : 0; i < changes.size(); ++i)
    text += spaces(indent) + changes[i] + "\n";
  return text;
}

/// What was stored: theorem, mutant, origin and the sizes of the case.
std::string stored_text(const StoredCase& stored, std::size_t width) {
  constexpr std::size_t indent = 8;
  std::string text;
  const Theorem* theorem = find_theorem(stored.theorem);
  if (theorem)
    text += entry("states", indent, theorem->statement, width);
  if (stored.mutant) {
    std::string words = printable(*stored.mutant);
    if (theorem)
      for (const Mutant& mutant : theorem->mutants)
        if (mutant.name == *stored.mutant)
          words += fmt::format(": {}; a false variant, to be refuted", mutant.change);
    text += entry("mutant", indent, words, width);
  }
  const Origin& origin = stored.origin;
  std::string from;
  for (const std::string& word : {origin.file, origin.tensor, origin.row})
    from += (from.empty() || word.empty() ? "" : " ") + printable(word);
  if (!from.empty())
    text += entry("from", indent, from, width);
  const Case& c = stored.c;
  std::string sizes = fmt::format("n = {}, n_f = {}, k = {}, {}", c.scores->size(), c.scores->finite_count(),
                                  c.head.size(), c.head.is_top_k() ? "a Top-k set" : "not a Top-k set");
  if (c.values)
    sizes += fmt::format(", values {} x {}", c.values->keys(), c.values->dimension());
  if (c.epsilon)
    sizes += fmt::format(", epsilon = {}", *c.epsilon);
  return text + entry("case", indent, sizes, width);
}

constexpr std::size_t verdict_width = 9;
constexpr std::size_t slack_width = 11;
constexpr std::size_t bits_width = 5;

std::string judgement_text(const Judgement& judgement, const TableStyle& style, std::size_t width) {
  constexpr std::size_t indent = verdict_width + slack_width + bits_width + 3 * gap;
  const bool bad = judgement.verdict == Verdict::refuted || judgement.verdict == Verdict::undecided;
  std::vector<std::string> words;
  for (const std::string& text : {std::string(judgement.claim), judgement.reason})
    if (!text.empty())
      std::ranges::copy(wrapped(text, width - indent), std::back_inserter(words));
  Line line(style);
  line.left(std::string(name_of(judgement.verdict)), verdict_width, bad ? Tint::bad : Tint::plain);
  line.right(judgement.verdict == Verdict::agrees ? "=" : slack_text(judgement.slack, style), slack_width);
  line.right(judgement.bits > 0 ? std::to_string(judgement.bits) : "", bits_width);
  line.left(words.empty() ? "" : words.front(), 0);
  std::string text = line.str();
  for (std::size_t i = 1; i < words.size(); ++i)
    text += spaces(indent) + words[i] + "\n";
  return text;
}

} // namespace

std::string verify_table(const Record& record, const TableStyle& style) {
  const std::size_t width = std::max(style.width, narrowest);
  const Places places(record);
  return theorems_text(record, places, style, width) + failures_text(record, places, style, width) + "\n" +
         summary_text(record, places, style, width) + conclusion_text(record, style, width);
}

std::string mutants_table(const Record& record, const TableStyle& style) {
  const std::size_t width = std::max(style.width, narrowest);
  std::array<std::size_t, 3> widths{7, 6, 9}; // of the headings, and of the longest verdict
  for (const MutantRecord& mutant : record.mutants) {
    widths[0] = std::max(widths[0], length(printable(mutant.theorem)));
    widths[1] = std::max(widths[1], length(printable(mutant.name)));
  }
  Line header(style);
  for (std::size_t i = 0; i < widths.size(); ++i)
    header.left(std::array{"theorem", "mutant", "verdict"}[i], widths[i], Tint::dim);
  header.left("what is wrong", 0, Tint::dim);
  std::string text = header.str();
  std::string last;
  std::string alive;
  std::size_t dead = 0;
  for (const MutantRecord& mutant : record.mutants) {
    text += mutant_text(mutant, mutant.theorem != last, widths, style, width);
    last = mutant.theorem;
    if (mutant.verdict == Verdict::refuted)
      ++dead;
    else
      alive += fmt::format("{}{} {}", alive.empty() ? ": " : ", ", printable(mutant.theorem),
                           printable(mutant.name));
  }
  text += "\n";
  const std::string total = fmt::format("{}: {} refuted, {} not", counted(record.mutants.size(), "mutant"),
                                        grouped(dead), grouped(record.mutants.size() - dead));
  for (const std::string& line : wrapped(total + alive, width))
    text += tinted(style, alive.empty() ? Tint::good : Tint::bad, line) + "\n";
  return text;
}

std::string judgements_table(const StoredCase& stored, const std::vector<Judgement>& judgements,
                             const TableStyle& style) {
  const std::size_t width = std::max(style.width, narrowest);
  Line header(style);
  header.left("verdict", verdict_width, Tint::dim);
  header.right("slack", slack_width, Tint::dim);
  header.right("bits", bits_width, Tint::dim);
  header.left("claim", 0, Tint::dim);
  std::string text = tinted(style, Tint::strong, printable(stored.theorem)) + "\n" +
                     stored_text(stored, width) + "\n" + header.str();
  Tally total;
  for (const Judgement& judgement : judgements) {
    total.add(judgement.verdict);
    text += judgement_text(judgement, style, width);
  }
  return text + "\n" + verdicts_text(total) + "\n";
}

} // namespace tailmass
