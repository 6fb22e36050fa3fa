// The ledger of proofs, read.
#include "reports/text/proofs.hpp"

#include "reports/text/comma_list.hpp"
#include "theory/theorems/catalogue.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace tailmass::reports::text {

std::span<const Proof> proofs() {
  static const std::vector<Proof> all =
      lines_of(ledger_text, std::array{&Proof::id, &Proof::coq, &Proof::lines, &Proof::axioms});
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
