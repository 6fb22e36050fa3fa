// The table of a replayed case.
#include "reports/sections/case_table.hpp"

#include "reports/sections/run_summary.hpp"
#include "reports/text/list.hpp"
#include "theory/theorems/catalogue.hpp"

#include <algorithm>
#include <iterator>

namespace tailmass::reports::sections {

namespace {

constexpr std::size_t entry_indent = 8;

/// What the case was stored for: the theorem's statement and the mutant.
std::string claimed_text(const verify::cases::StoredCase& stored, std::size_t width) {
  std::string text;
  const Theorem* theorem = find_theorem(stored.theorem);
  if (theorem)
    text += text::entry("states", entry_indent, theorem->statement, width);
  if (stored.mutant) {
    std::string words = verify::input::printable(*stored.mutant);
    if (theorem)
      for (const Mutant& mutant : theorem->mutants)
        if (mutant.name == *stored.mutant)
          words += fmt::format(": {}; a false variant, to be refuted", mutant.change);
    text += text::entry("mutant", entry_indent, words, width);
  }
  return text;
}

/// The origin and the sizes of the case.
std::string stored_text(const verify::cases::StoredCase& stored, std::size_t width) {
  std::string text;
  const verify::cases::Origin& origin = stored.origin;
  std::string from;
  for (const std::string& word : {origin.file, origin.tensor, origin.row})
    from += (from.empty() || word.empty() ? "" : " ") + verify::input::printable(word);
  if (!from.empty())
    text += text::entry("from", entry_indent, from, width);
  const Case& c = stored.c;
  if (c.sample)
    return text + text::entry("case", entry_indent,
                              fmt::format("{} of {} scores N(0, {}^2), k = {}, epsilon = {}, seed {}",
                                          text::counted(c.sample->rows, "row"), text::grouped(c.sample->n),
                                          c.sample->sigma, text::grouped(c.sample->k), c.sample->epsilon,
                                          c.sample->seed),
                              width);
  std::string sizes = fmt::format("n = {}, n_f = {}, k = {}, {}", c.scores->size(), c.scores->finite_count(),
                                  c.head.size(), c.head.is_top_k() ? "a Top-k set" : "not a Top-k set");
  if (c.values)
    sizes += fmt::format(", values {} x {}", c.values->keys(), c.values->dimension());
  if (c.epsilon)
    sizes += fmt::format(", epsilon = {}", *c.epsilon);
  return text + text::entry("case", entry_indent, sizes, width);
}

constexpr std::size_t verdict_width = 10;
constexpr std::size_t slack_width = 11;
constexpr std::size_t bits_width = 5;

std::string judgement_text(const verify::judge::Judgement& judgement, const text::TableStyle& style,
                           std::size_t width) {
  constexpr std::size_t indent = verdict_width + slack_width + bits_width + 3 * text::column_gap;
  const bool bad = judgement.verdict == verify::judge::Verdict::refuted ||
                   judgement.verdict == verify::judge::Verdict::undecided;
  std::vector<std::string> words;
  for (const std::string& text : {std::string(judgement.claim), judgement.reason})
    if (!text.empty())
      std::ranges::copy(text::wrapped(text, width - indent), std::back_inserter(words));
  if (judgement.false_alarm > 0)
    words.push_back(fmt::format("false-alarm rate {:.0e}", judgement.false_alarm));
  text::Line line(style);
  line.left(std::string(name_of(judgement.verdict)), verdict_width,
            bad ? text::Tint::bad : text::Tint::plain);
  line.right(judgement.verdict == verify::judge::Verdict::agrees ? "="
                                                                 : text::slack_text(judgement.slack, style),
             slack_width);
  line.right(judgement.bits > 0 ? std::to_string(judgement.bits) : "", bits_width);
  line.left(words.empty() ? "" : words.front(), 0);
  std::string text = line.str();
  for (std::size_t i = 1; i < words.size(); ++i)
    text += text::spaces(indent) + words[i] + "\n";
  return text;
}

} // namespace

std::string judgements_table(const verify::cases::StoredCase& stored,
                             const std::vector<verify::judge::Judgement>& judgements,
                             const text::TableStyle& style, const std::string& kernel) {
  const std::size_t width = std::max(style.width, text::narrowest);
  text::Line header(style);
  header.left("verdict", verdict_width, text::Tint::dim);
  header.right("slack", slack_width, text::Tint::dim);
  header.right("bits", bits_width, text::Tint::dim);
  header.left("claim", 0, text::Tint::dim);
  const std::string& judged = kernel.empty() ? stored.theorem : kernel;
  std::string text = text::tinted(style, text::Tint::strong, verify::input::printable(judged)) + "\n" +
                     (kernel.empty() ? claimed_text(stored, width) : std::string()) +
                     stored_text(stored, width) + "\n" + header.str();
  verify::record::Tally total;
  for (const verify::judge::Judgement& judgement : judgements) {
    total.add(judgement.verdict);
    text += judgement_text(judgement, style, width);
  }
  text += "\n";
  for (const std::string& line : text::wrapped(verdicts_text(total), width))
    text += line + "\n";
  return text;
}

} // namespace tailmass::reports::sections
