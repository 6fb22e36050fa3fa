// What a faulty kernel may have computed in place of what it should, by kind.
#pragma once

#include "theory/nouns/head.hpp"
#include "verify/cases/attention_row.hpp"
#include "verify/causes/budget.hpp"
#include "verify/kernel/summation.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tailmass::verify::causes {

class Trial;
class LseTrial;
class OutputTrial;
struct KernelRow;

/// The row with its masked keys scored as their queries and keys say, or 0 where it has not both; and
/// errors that cover the rounding of those products.
struct UnmaskedRow {
  std::vector<double> scores;
  std::vector<double> errors;
  bool of_products = false;
  std::string cause;
};
/// Nothing when no key of the row is masked, or when a product is not finite.
[[nodiscard]] std::optional<UnmaskedRow> unmasked(const cases::AttentionRow& row);
/// Returns the sum over some of its keys, with the row's sink.
[[nodiscard]] kernel::Summation over_unmasked(const cases::AttentionRow& of, const UnmaskedRow& row,
                                              std::span<const Key> keys);

/// A named way to go wrong.
struct Suspect {
  std::string cause;  ///< reads on from "as if"
  std::string detail; ///< reads on from the cause
  kernel::Summation sum;
};
/// Returns what is summed where a window or a causal mask is one key wide or narrow; of a row without a mask,
/// where its first or last key is left out.
[[nodiscard]] std::vector<Suspect> window_suspects(const cases::AttentionRow& row,
                                                   const kernel::KernelArithmetic& arithmetic);
/// Returns the sum without the sink, and with it twice; empty where the row has none.
[[nodiscard]] std::vector<Suspect> sink_suspects(kernel::Summation own);
/// Returns the sum over scores that were not capped as declared, or that are the products of which the stored
/// ones are capped.
[[nodiscard]] std::optional<Suspect> uncapped_suspect(const cases::AttentionRow& row,
                                                      const kernel::Summation& own, double u);
/// Returns the sum over the keys past the row's length too, whose vectors are taken to be 0; nothing of a row
/// without queries and keys, or such keys.
[[nodiscard]] std::optional<Suspect> padded_suspect(const cases::AttentionRow& row,
                                                    const kernel::KernelArithmetic& arithmetic);
/// Returns sums over scores that were multiplied by a known factor before they were capped as declared; empty
/// where no cap is.
[[nodiscard]] std::vector<Suspect> scaled_before_cap(const cases::AttentionRow& row,
                                                     const kernel::Summation& own, double u);
/// Returns the sum with scores that were rounded when they were stored, and not before; nothing where they
/// are of a format in which kernels sum.
[[nodiscard]] std::optional<Suspect> rounded_when_stored(const cases::AttentionRow& row,
                                                         kernel::Summation own);
/// Returns a cause where the scores of the row are no scores: probabilities or their logarithms, or the
/// finite mask of a query that sees no key; empty where they may be some.
[[nodiscard]] std::string no_scores(const cases::AttentionRow& row);

/// Some coordinates of an output: their axes, what is stored of them, and its bounds.
struct SeenAxes {
  std::span<const std::size_t> axes;
  std::span<const double> stored, bounds;
};

/// The head with one key's index, or only its value, replaced by another's, where that comes near the stored
/// coordinates, within twice the bounds: as far as the budget reaches, and none where more than a few do.
[[nodiscard]] std::vector<Suspect> swapped_suspects(const cases::AttentionRow& row, const Head& head,
                                                    const kernel::KernelArithmetic& arithmetic,
                                                    const SeenAxes& seen, Budget& budget);

// Each tries the faults of one kind on a log-sum-exp.
void try_sink(LseTrial& trial);      ///< a declared one left out or counted twice
void try_declared(LseTrial& trial);  ///< other declarations left out
void try_logging(LseTrial& trial);   ///< bases, signs, maximum and sum
void try_extents(LseTrial& trial);   ///< head, row, mask, window
void try_terms(LseTrial& trial);     ///< terms too many or missing, a shift
void try_factor(LseTrial& trial);    ///< of scores
void try_cap(LseTrial& trial);       ///< a soft cap that nothing declares
void try_tiles(LseTrial& trial);     ///< splits and tiles lost, doubled, alone, merged wrongly
void try_elsewhere(LseTrial& trial); ///< other rows

// Each tries those of one kind on the coordinates of an output.
void try_sink(OutputTrial& trial);      ///< a declared one left out or counted twice
void try_declared(OutputTrial& trial);  ///< other declarations left out
void try_division(OutputTrial& trial);  ///< not divided, factors of values
void try_extents(OutputTrial& trial);   ///< k, mask, window
void try_scores(OutputTrial& trial);    ///< factors, a soft cap that is declared
void try_terms(OutputTrial& trial);     ///< one term missing or twice
void try_tiles(OutputTrial& trial);     ///< splits and tiles
void try_cap(OutputTrial& trial);       ///< a soft cap that nothing declares
void try_swaps(OutputTrial& trial);     ///< one key for another
void try_elsewhere(OutputTrial& trial); ///< other rows

} // namespace tailmass::verify::causes
