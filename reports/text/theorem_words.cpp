// The words of the theorems, for lists in which a formula has no room.
#include "reports/text/theorem_words.hpp"

#include <algorithm>
#include <utility>

namespace tailmass::reports::text {

namespace {

constexpr std::pair<std::string_view, std::string_view> all_words[] = {
    // distribution level
    {"tv-is-tail-mass", "total variation is the tail mass"},
    {"tv-kl-identity", "KL divergence is a function of the tail mass"},
    {"generic-inequalities", "Pinsker and Bretagnolle-Huber beside that identity"},
    {"f-divergences", "chi-square, Hellinger, Renyi, Jensen-Shannon likewise"},
    {"topk-optimality", "no distribution on k keys is nearer than Top-k"},
    {"kl-pythagoras", "KL from a law on the head splits in two"},
    {"tail-mass-shape", "the tail mass falls with k and is convex"},
    {"temperature", "a lower temperature shrinks the tail by the gap"},
    {"entropy-bound", "the tail mass bounds the entropy"},
    {"count-by-renyi", "Renyi entropies bound k_epsilon from below"},
    // the ordered scores
    {"gap-bound", "the gap at the boundary bounds the tail mass"},
    {"gap-bound-simple", "the same, simpler and looser"},
    {"gap-threshold", "a gap large enough certifies epsilon"},
    {"gap-lower-bound", "extreme scores bound the tail mass from below"},
    {"known-head-bound", "the kept scores and the largest dropped one bound it"},
    {"multi-gap-bound", "several gaps of the tail bound it better"},
    {"multi-gap-two-sided", "gaps of the head and the tail, better still"},
    {"blockwise-bounds", "the range of each page bounds the tail mass"},
    {"block-mean-bounds", "the mean of a page bounds its sum of exponentials"},
    {"block-moment-bounds", "its mean and variance bound it better"},
    {"cell-bound-by-variance", "its variance bounds its largest score"},
    {"key-moments", "moments of keys give moments of scores"},
    {"certificate-optimality", "no certificate of the same numbers is better"},
    {"k-epsilon", "the fewest keys for a tail mass of epsilon"},
    {"skip-softmax", "the tail mass of blocks that are skipped online"},
    {"approximate-top-p", "a top-p set of approximate scores certifies epsilon"},
    {"sink-gap-bound", "the gap bound beside an attention sink"},
    {"shared-head-sets", "one kept set for several heads"},
    {"multi-step-truncation", "truncating each of several steps"},
    {"sampled-tail", "a sample of the tail bounds its mass, or its values"},
    // the output
    {"norm-bound", "the largest value norm bounds the output error"},
    {"head-tail-identity", "the error is the tail mass times a difference of means"},
    {"diameter-bound", "the farthest values of head and tail bound it"},
    {"centre-distance-bound", "distances from the mean of the head bound it"},
    {"variance-decomposition", "variance between head and tail is the error squared"},
    {"variance-bound", "the variance of the values bounds the error"},
    {"covariance-bound", "the largest eigenvalue of their covariance does"},
    {"best-of-three", "the least of three bounds; one is never the least"},
    {"spanning-tree-diameter", "the least diameter by a maximum spanning tree"},
    {"log-sum-exp-merge", "partial results merge by their log-sum-exps"},
    {"vertex-softmax", "the largest mean over a box is at a threshold"},
    {"local-splits", "truncating each split on its own, then merging"},
    {"mean-compensation", "blocks left out stand in by their means"},
    {"quantised-output", "truncated and quantised: the errors add up"},
    // perturbation and rounding
    {"score-perturbation", "errors of scores move the distribution this far"},
    {"tail-mass-perturbation", "errors of scores move the tail mass this far"},
    {"topk-of-perturbed-scores", "a Top-k set of wrong scores is nearly one"},
    {"float-certificate", "a bound in float or double, rounded to its side"},
    {"soft-cap", "capping scores never shrinks the tail"},
    // the Gaussian model
    {"gaussian-tail-mass", "the limit of the tail mass of Gaussian rows"},
    {"gaussian-k-epsilon", "the limit of their k_epsilon: a rule, no bound"},
    {"gaussian-fluctuations", "how the tail mass of long rows fluctuates"},
    {"gaussian-truncated-mass", "the closed form behind those limits"},
    {"gaussian-expected-gap", "the gap that is expected at the boundary"},
    // search
    {"delta-k-search", "search until the gap certifies epsilon"},
    {"mc-search", "search until the mass certifies epsilon"},
};

} // namespace

std::string_view words_of(const Theorem& theorem) {
  const auto* const found =
      std::ranges::find(all_words, theorem.id, &std::pair<std::string_view, std::string_view>::first);
  return found == std::end(all_words) ? theorem.statement : found->second;
}

} // namespace tailmass::reports::text
