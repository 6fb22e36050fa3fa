// The ledger of proofs, read.
#include "reports/text/proofs.hpp"

#include "theory/theorems/catalogue.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace tailmass::reports::text {

namespace {

std::string_view cut_at(std::string_view& text, char mark) {
  const std::size_t end = std::min(text.find(mark), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

std::vector<Proof> read_ledger() {
  std::vector<Proof> all;
  std::string_view text = ledger_text;
  cut_at(text, '\n'); // the names of the columns
  while (!text.empty()) {
    std::string_view line = cut_at(text, '\n');
    Proof proof;
    for (std::string_view* cell : {&proof.id, &proof.coq, &proof.lines, &proof.axioms})
      *cell = cut_at(line, ',');
    all.push_back(proof);
  }
  return all;
}

} // namespace

std::span<const Proof> proofs() {
  static const std::vector<Proof> all = read_ledger();
  return all;
}

const Proof* proof_of(std::string_view id) {
  const auto found = std::ranges::find(proofs(), id, &Proof::id);
  return found == proofs().end() ? nullptr : &*found;
}

std::string proved_words() {
  const std::size_t all = catalogue().size();
  const auto proved = static_cast<std::size_t>(
      std::ranges::count_if(catalogue(), [](const Theorem* each) { return proof_of(each->id) != nullptr; }));
  return fmt::format(
      "{} theorems: {} proved for all rows, by machine (Coq); {} only tested, on each row judged.", all,
      proved, all - proved);
}

} // namespace tailmass::reports::text
