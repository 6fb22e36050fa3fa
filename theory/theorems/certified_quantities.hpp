// Certificates of the quantities of the list: what each row claims of itself, against its truth.
#pragma once

#include "theory/exact/blocks/block_bounds.hpp"
#include "theory/exact/distribution/divergences.hpp"
#include "theory/exact/outputs/outputs.hpp"
#include "theory/quantities/row.hpp"
#include "theory/stable/blocks/block_bounds.hpp"
#include "theory/theorems/certified.hpp"

#include <array>
#include <map>
#include <string>
#include <vector>

namespace tailmass {

/// A quantity of the list with the labels of what is claimed of it, in float and in double.
struct CertifiedQuantity {
  explicit CertifiedQuantity(const quantities::Facts& row);
  quantities::Facts facts;
  std::array<std::string, 2> upper, lower;
};
/// Returns the rows of the list that claim something, in its order.
[[nodiscard]] const std::vector<CertifiedQuantity>& certified_quantities();

/// What certificates are held to: of KL the definition, of the other divergences the closed forms that
/// f-divergences verifies. Each is computed when the first claim needs it.
template <class R>
class Truths {
public:
  Truths(Evaluator<R>& row, const Case& c) : row_(&row), c_(&c) {}

  const R& of(quantities::Truth truth) {
    const auto found = known_.find(truth);
    return found != known_.end() ? found->second : known_.emplace(truth, computed(truth)).first->second;
  }

private:
  R computed(quantities::Truth truth) {
    using quantities::Truth;
    using std::exp;
    using std::log;
    using std::sqrt;
    const R one = row_->precision()(std::size_t{1}), two = row_->precision()(std::size_t{2});
    switch (truth) {
    case Truth::kl:
      return exact::kl_divergence(*row_);
    case Truth::chi_squared:
      return R(exact::tail_sum(*row_) / exact::head_sum(*row_));
    case Truth::hellinger_squared:
      return R(exact::tail_mass(*row_) / (one + sqrt(exact::head_mass(*row_))));
    case Truth::jensen_shannon: {
      const R& head = exact::head_mass(*row_);
      return R((exact::tail_mass(*row_) * log(two) + head * log(head) +
                (one + head) * log(R(two / (one + head)))) /
               two);
    }
    case Truth::tail_mass_of_blocks: {
      R head(0), tail(0);
      for (const Block& block : c_->blocks->all())
        (block.in_head ? head : tail) += exact::block_sum(*row_, block);
      return R(tail / R(head + tail));
    }
    case Truth::block_sum: {
      const R& unit = row_->of_row().once(
          {"e^{s_(1)}"}, [&] { return R(exp(row_->precision()(row_->scores().ranked(1)))); });
      return R(exact::block_sum(*row_, *stable::finite_block(*c_)) * unit);
    }
    case Truth::output_error:
      return exact::error_norm(*row_);
    case Truth::none:
    case Truth::tail_mass:
      break;
    }
    return exact::tail_mass(*row_);
  }

  Evaluator<R>* row_;
  const Case* c_;
  std::map<quantities::Truth, R> known_;
};

/// Returns what the bounds of a row's truncations share, computed once a row.
template <class T, class R>
const stable::RowOutputs<T>& row_outputs_in(Evaluator<R>& row, const Case& c) {
  return row.of_row().once({"stable row outputs", std::numeric_limits<T>::digits},
                           [&] { return stable::row_outputs<T>(c); });
}

/// Returns whether what a certificate speaks of is there: without a tail only its mass is, and only values
/// that the format reaches have an output in it.
template <class T>
[[nodiscard]] bool is_there(quantities::Truth truth, const Case& c) {
  using quantities::Truth;
  if (truth == Truth::tail_mass || truth == Truth::tail_mass_of_blocks || truth == Truth::block_sum)
    return true;
  return !c.head.finite_tail().empty() &&
         (truth != Truth::output_error ||
          std::isfinite(c.values->derived<stable::ValueRounding<T>>().length));
}

/// States that every quantity of the list, computed in T and rounded outward, is on its side of its truth.
template <class T, class R>
void certify_quantities(Evaluator<R>& row, const Case& c, Truths<R>& truths, Sides<R>& out) {
  using Side = quantities::Claimed::Side;
  const Certified<T, R> certified{row, out};
  const stable::Together<T> with(
      c, [&]() -> const auto& { return row_outputs_in<T>(row, c); });
  for (const CertifiedQuantity& quantity : certified_quantities()) {
    const quantities::Claimed& claimed = quantity.facts.stable.claimed;
    if (!quantity.facts.domain.holds(c) || !is_there<T>(claimed.truth, c))
      continue;
    const stable::Estimate<T> x = quantity.facts.stable.template together<T>(with);
    const auto truth = [&]() -> const R& { return truths.of(claimed.truth); };
    if (claimed.side != Side::below)
      certified.upper(quantity.upper[0], quantity.upper[1], truth, x);
    if (claimed.side != Side::above)
      certified.lower(quantity.lower[0], quantity.lower[1], x, truth);
  }
}

} // namespace tailmass
