// Which truncations of a row are judged.
#pragma once

#include "theory/nouns/head.hpp"
#include "verify/input/input_error.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tailmass::verify::cases {

/// A chosen k or epsilon that a row does not have: a fault of the choice, not of the row.
class ChoiceError : public input::InputError {
public:
  using InputError::InputError;
};

/// The sizes asked for. Without `ks` and `epsilons`: k in {1, 2, 4, .., n/2, n-1} and k_epsilon for three
/// epsilons.
struct HeadChoice {
  std::vector<std::size_t> ks;
  std::vector<double> epsilons;
  [[nodiscard]] static HeadChoice
  standard(); ///< the powers of two come from the row; epsilons 0.1, 0.01, 0.001
  bool powers_of_two = false;
};

/// A head, and the epsilon whose k_epsilon its size is.
struct ChosenHead {
  Head head;
  std::optional<double> epsilon;
};

/// The heads of a row, in that order, no (k, epsilon) twice. Throws DomainError for k outside 1..n and
/// epsilon outside (0, 1).
[[nodiscard]] std::vector<ChosenHead> choose_heads(const Scores& scores, const HeadChoice& choice);

/// A head of the row that is not the usual Top-k set of its size, drawn from (seed, row): a Top-k set that
/// breaks a tie by the higher key, where there is one, or a random set of finite keys.
[[nodiscard]] Head unusual_head(const Scores& scores, std::uint64_t seed, std::string_view row);

} // namespace tailmass::verify::cases
