// Entering, joining and keeping results.
#include "verify/campaign/row_result.hpp"

#include "verify/cases/case_document.hpp"
#include "verify/cases/case_file.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>

namespace tailmass::verify::campaign {

RowResult nothing_yet(std::span<const Theorem* const> theorems, std::size_t cases) {
  RowResult result{.sheet = TallySheet(theorems), .found = {}, .failed = {}};
  result.found.cases = cases;
  return result;
}

void enter(RowResult& result, std::size_t t, const Theorem& theorem, const cases::Origin& origin,
           const Case& c, const std::vector<judge::Judgement>& judgements) {
  result.sheet.enter(t, origin, judgements);
  for (const judge::Judgement& judgement : judgements) {
    const bool failed =
        judgement.verdict == judge::Verdict::refuted || judgement.verdict == judge::Verdict::undecided;
    if (!failed || result.failed.size() == most_stored_failures)
      continue;
    const cases::StoredCase stored{
        .theorem = std::string(theorem.id), .mutant = {}, .origin = origin, .c = c};
    result.failed.push_back({.failure = {.theorem = stored.theorem,
                                         .claim = std::string(judgement.claim),
                                         .verdict = judgement.verdict,
                                         .reason = judgement.reason,
                                         .origin = origin,
                                         .case_file = {}},
                             .file_name = cases::case_file_name(stored),
                             .text = cases::case_text(stored)});
  }
}

void join(RowResult& into, RowResult later) {
  into.sheet.merge(std::move(later.sheet));
  record::merge(into.found, std::move(later.found));
  std::ranges::move(later.failed, std::back_inserter(into.failed));
  into.failed.resize(std::min(into.failed.size(), most_stored_failures));
}

nlohmann::ordered_json to_part(const RowResult& result) {
  record::Record found = result.found;
  found.theorems = result.sheet.lines();
  nlohmann::ordered_json cases = nlohmann::ordered_json::array();
  for (const FailedCase& failed : result.failed) {
    found.failures.push_back(failed.failure);
    cases.push_back({{"file_name", failed.file_name}, {"text", failed.text}});
  }
  nlohmann::ordered_json json = to_part(found);
  if (!cases.empty())
    json["cases"] = std::move(cases);
  return json;
}

RowResult of_part(std::span<const Theorem* const> theorems, const record::Field& json) {
  RowResult result = nothing_yet(theorems, 0);
  result.found = record::of_part(json);
  result.sheet = TallySheet(theorems, std::move(result.found.theorems));
  if (const std::optional<record::Field> texts = json.find("cases"))
    for (const record::Field& each : texts->items()) {
      const record::Field name = each.at("file_name");
      const std::filesystem::path path = name.text();
      cases::expect(path.has_stem() && path.filename() == path && path != "." && path != "..", name.place(),
                    "the name of a file in no folder"); // nothing is written elsewhere
      result.failed.push_back({.failure = {}, .file_name = name.text(), .text = each.at("text").text()});
    }
  cases::expect(result.failed.size() == result.found.failures.size(), "cases", "one of each failure");
  for (std::size_t i = 0; i < result.failed.size(); ++i)
    result.failed[i].failure = std::move(result.found.failures[i]);
  result.found.theorems.clear();
  result.found.failures.clear();
  return result;
}

} // namespace tailmass::verify::campaign
