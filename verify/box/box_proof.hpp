// Proves theorems for all scores of a box, not row by row.
#pragma once

#include "theory/theorems/theorem.hpp"
#include "verify/record/record.hpp"

#include <atomic>
#include <functional>
#include <span>
#include <vector>

namespace tailmass::verify::box {

/// What is proved: the theorem for every s in [-half_width, half_width]^n, n <= most_keys, and every head of
/// k keys that meets its hypotheses.
///
/// Which rows. A quantity of exact/ sees its keys only through sums over them and through their order, so
/// that relabelling the keys changes nothing, and its scores only through differences: every row is one with
/// 0 = s_(1) >= ... >= s_(n) >= -2 half_width, cut into boxes of its gaps or drops (RowBox). Hypotheses speak
/// of order and counts, which are those of one such row for all of them; of rows with ties the heads that
/// descending scores without ties have are all there are, up to relabelling.
///
/// Bounds lhs <= rhs, by Dual: a box is decided where the enclosures of both sides separate. A bound that is
/// attained never separates there: gap-bound is an equality on the face where all gaps but the boundary's are
/// 0. So first rhs - lhs on that face, a function of the boundary gap alone, is formed exactly (GapFraction)
/// and must be 0 identically. Then on a box that touches the face, rhs - lhs at (g, 0) + h is the integral of
/// its slopes in the gaps of h along h, and the box is decided where all these slopes are certainly >= 0 on
/// it.
///
/// Identities, by TaylorModel: a box is decided where |lhs - rhs| <= tolerance on all of it, that is
/// lhs <= rhs + tolerance and lhs >= rhs - tolerance. The polynomials of both sides cancel to rounding, and
/// what remains is their rest, of the order of (side of the box)^order.
///
/// What is evaluated is the theorem's own `sides`, in these types. A box on which a claim is certainly false
/// refutes the theorem. A box that is neither is halved in every coordinate; one that is not decided when the
/// limits below are reached stays open, and the verdict is undecided. Boxes are decided one by one, so that
/// no count depends on threads.
struct BoxProofOptions {
  double half_width = 8;           ///< a power of two
  std::size_t most_keys = 3;       ///< at most 3
  double tolerance = 0x1p-50;      ///< of identities
  std::size_t order = 20;          ///< of Taylor models
  long bits = 128;                 ///< precision of all balls
  int deepest = 16;                ///< most halvings
  std::size_t most_boxes = 50'000; ///< most boxes of one level
  unsigned threads = 0;            ///< 0: one a core
  std::function<void(std::size_t done, std::size_t total)> progress =
      {};                                  ///< called by any thread; total may grow
  const std::atomic<bool>* stop = nullptr; ///< once true, boxes that are left stay open
};

/// Whether the theorem or mutant is stated for proofs over a box.
[[nodiscard]] bool has_box_proof(const SidesIn& sides);

/// One record for every n and k of every theorem that has_box_proof, those without a head that meets its
/// hypotheses left out.
[[nodiscard]] std::vector<record::BoxRecord> prove_over_boxes(std::span<const Theorem* const> theorems,
                                                              const BoxProofOptions& options);
/// Tries to refute the theorems' mutants so.
[[nodiscard]] std::vector<record::BoxRecord> refute_over_boxes(std::span<const Theorem* const> theorems,
                                                               const BoxProofOptions& options);
/// One record a mutant: refuted where it is for some n and k, else undecided where something stayed open,
/// else proved.
[[nodiscard]] std::vector<record::MutantRecord>
mutants_over_boxes(std::span<const Theorem* const> theorems, const std::vector<record::BoxRecord>& boxes);

} // namespace tailmass::verify::box
