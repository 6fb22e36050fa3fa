// One row of attention with all that is stored of it: whether from a file or from memory, checks see only
// this.
#pragma once

#include "theory/nouns/query_keys.hpp"
#include "theory/nouns/scores.hpp"
#include "theory/nouns/values.hpp"
#include "verify/attention/declarations.hpp"
#include "verify/cases/neighbours.hpp"
#include "verify/cases/origin.hpp"
#include "verify/input/dtype.hpp"
#include "verify/input/input_error.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tailmass::verify::cases {

/// Holds what one tensor stores of a row, exactly, and the format in which it was stored.
template <class Number>
struct Stored {
  std::string tensor; ///< its name
  input::DType dtype = input::DType::F64;
  std::vector<Number> numbers; ///< d of a vector, k of indices, one of a log-sum-exp
  std::string fault = {};      ///< of indices that count pages or slots and lead to no key; else empty
};

/// Scores that no tensor stores: those of a query and its keys. The row's `scores` are near the real numbers
/// scale q.k, capped and with what a mask adds; this tells how near, and what a kernel's roundings are
/// relative to.
struct FormedScores {
  std::vector<double> radii;      ///< |score - real number| of each key, at most; 0 of a masked one
  std::vector<double> magnitudes; ///< scale sum_x |q_x k_x| and the |mask| added, at least; 0 of a masked one
  std::size_t products = 0;       ///< terms of a dot product
  bool capped = false;            ///< a soft cap was put on them: cap tanh(s/cap)
};

/// A row of n scores, its values (n x d), its query with the n keys that it met, and what a model or the
/// user's kernel computed of them.
struct AttentionRow {
  Origin origin;                           ///< without k
  std::vector<std::size_t> index = {};     ///< leading indices of the row in its tensor
  input::DType dtype = input::DType::F64;  ///< of the scores, or of the query where they were formed
  std::shared_ptr<const Scores> scores;    ///< null for an empty query, which sees no key
  std::optional<FormedScores> formed = {}; ///< nothing where a tensor stores the scores
  bool only_products = true;               ///< the scores are scale q.k, neither capped nor shifted by a mask
  std::vector<double> added = {};          ///< by a mask to each score; empty where there is none
  std::optional<double> sink = {}; ///< the score of one more term of every sum, whose value is 0, always kept
  std::shared_ptr<const Scores> selection = {}; ///< scores by which the head was chosen; null: `scores`
  std::size_t keys_total = 0;                   ///< n, of an empty query too
  attention::Declarations declared = {};
  std::shared_ptr<const Values> values;          ///< null where there are none
  bool values_derived = false;                   ///< nothing stores them: see derived_values()
  input::DType values_dtype = input::DType::F64; ///< of values that are stored
  bool values_scaled = false;                    ///< they are what is stored times factors
  bool keys_scaled = false;                      ///< so are the keys
  std::optional<Stored<double>> query = {};
  std::shared_ptr<const Values> keys = {};    ///< one key vector a score; null where there are none
  std::optional<Stored<double>> outputs = {}; ///< of full attention
  // The results of the user's kernel.
  std::optional<Stored<input::Integer>> indices = {};
  std::optional<Stored<double>> lse = {};
  std::optional<Stored<double>> truncated = {};
  std::shared_ptr<const Neighbours> neighbours = {}; ///< null where the row stands alone
};

/// Returns an error that names the file, a tensor, the row and the reason.
[[nodiscard]] input::InputError row_error(const AttentionRow& row, const std::string& tensor,
                                          const std::string& reason);

/// Returns the query with its keys of finite score; null where the row has none, or sees no key. Throws
/// InputError where they are outside the domain.
[[nodiscard]] std::shared_ptr<const QueryKeys> query_keys(const AttentionRow& row);

} // namespace tailmass::verify::cases
