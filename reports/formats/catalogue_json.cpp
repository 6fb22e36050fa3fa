// The catalogue as data for the page.
#include "reports/formats/html.hpp"
#include "reports/formats/page_parts.hpp"
#include "reports/text/list.hpp"
#include "reports/text/proofs.hpp"
#include "reports/text/rounding.hpp"
#include "theory/numbers/ball.hpp"
#include "theory/theorems/catalogue.hpp"
#include "theory/theorems/negative_facts.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace tailmass::reports::formats {

using Json = nlohmann::ordered_json;

namespace {

std::string place_in_paper(std::string_view source) {
  const std::string rest(source.substr(std::min(source.size(), source.find_first_of(" ("))));
  return (source.starts_with("B") ? "beyond the paper" : rest.empty() ? "the paper" : "the paper,") + rest;
}

Json entry_of(const Theorem& theorem, const Json& rendered) {
  Json json{{"id", theorem.id},
            {"section", theorem.section},
            {"section_title", text::section_title(theorem.section)},
            {"words", theorem.statement},
            {"source", place_in_paper(theorem.source)},
            {"mutants", theorem.mutants.size()}};
  if (const text::Proof* proof = text::proof_of(theorem.id))
    json["coq"] = proof->coq;
  if (const auto found = rendered.find(theorem.id); found != rendered.end())
    for (const char* part : {"statement", "hypotheses", "equality"})
      json[part] = (*found)[part];
  return json;
}

Json entry_of(const NegativeFact& fact) {
  constexpr long bits = 128;
  Json figures = Json::array();
  for (const Figure& figure : fact.figures(bits))
    figures.push_back({{"name", figure.name}, {"value", approximate(figure.value)}});
  return {{"id", fact.id}, {"tempting", fact.tempting}, {"instance", fact.instance}, {"figures", figures}};
}

Json entry_of(const text::RoundingBound& bound) {
  const bool proved = text::proved_by_machine(bound);
  return {{"what", bound.what},
          {"of", bound.of},
          {"stated", text::in_units(bound.stated, bound)},
          {"proved", proved ? text::in_units(bound.proved, bound) : ""},
          {"by", proved ? bound.by : "only tested"},
          {"range", bound.range},
          {"source", bound.source}};
}

} // namespace

Json catalogue_json() {
  const Json rendered = Json::parse(page::statements);
  Json json{{"proved", text::proved_words()},
            {"theorems", Json::array()},
            {"negative_facts", Json::array()},
            {"rounding", {{"words", text::rounding_words()}, {"bounds", Json::array()}}}};
  for (const Theorem* theorem : catalogue())
    json["theorems"].push_back(entry_of(*theorem, rendered));
  for (const NegativeFact& fact : negative_facts())
    json["negative_facts"].push_back(entry_of(fact));
  for (const text::RoundingBound& bound : text::rounding_bounds())
    json["rounding"]["bounds"].push_back(entry_of(bound));
  return json;
}

} // namespace tailmass::reports::formats
