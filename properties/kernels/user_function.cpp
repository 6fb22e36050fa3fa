// What a function computes, and calling it.
#include "properties/kernels/user_function.hpp"

#include "properties/hunt/implementation_objective.hpp"
#include "properties/kernels/element.hpp"
#include "properties/kernels/function_bound.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/nearest.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <stdexcept>

namespace tailmass::properties::kernels {

namespace {

/// The suite's own implementation, which knows the quantity's domain and a bound. Throws where there is none.
const Implementation& own_of(const FunctionName& name) {
  const auto all = implementations();
  const auto found = std::ranges::find_if(all, [&](const Implementation& one) {
    return one.quantity == name.quantity && one.variant == "stable" &&
           one.number_type == (name.in_double() ? type_name<double> : type_name<float>);
  });
  if (found == all.end())
    throw std::invalid_argument(
        verify::input::unknown_name("quantity", name.quantity,
                                    verify::input::names_in(all, &Implementation::quantity)) +
        "; `tailmass list --quantities` names them");
  return *found;
}

/// Its numbers of a short row.
std::vector<Computed> example(const Implementation& quantity, std::size_t n, std::size_t k) {
  std::vector<double> scores;
  for (std::size_t key = 0; key < n; ++key)
    scores.push_back(1 - 0.25 * static_cast<double>(key));
  const auto row = std::make_shared<const Scores>(std::move(scores));
  return quantity.compute(Case(row, Head::top_k(*row, k)));
}

/// What a function of scores and k that computes the quantity takes and gives. What a quantity reads beside
/// them is looked for. Throws where there is no such function.
FunctionForm form_of(const Implementation& quantity) {
  const std::vector<Computed> one = example(quantity, 4, 1), two = example(quantity, 4, 2);
  const bool gives_row = one.size() == 4 && example(quantity, 3, 1).size() == 3;
  if ((one.size() != 1 && !gives_row) || hunt::parts_read_by(quantity) != PartSet())
    throw std::invalid_argument(fmt::format(
        "{} is no number of a row's scores and k: no function of them computes it", quantity.quantity));
  return {.takes_rank = one.size() != two.size() || one.front().value != two.front().value,
          .gives_row = gives_row};
}

/// Whether it says something, as that of an implementation has to.
bool says_something(const ErrorBound& bound) {
  return bound.relative <= 1 && std::isfinite(bound.absolute);
}

double least_normal_of(verify::input::DType dtype) {
  return dtype == verify::input::DType::F64   ? std::numeric_limits<double>::min()
         : dtype == verify::input::DType::F16 ? 0x1p-14
                                              : double{std::numeric_limits<float>::min()};
}

} // namespace

UserFunction::UserFunction(const FunctionPlace& place)
    : name_(function_name(place.text)), own_(own_of(name_)), form_(form_of(own_)), relative_(place.relative) {
  try {
    children_ = std::make_unique<Children>(function_opened(name_, form_), place.seconds);
    children_->grow(place.callers);
  } catch (const std::runtime_error& error) {
    throw verify::input::InputError({name_.at.file}, error.what());
  }
}

std::vector<Computed> UserFunction::compute(const Case& c) const {
  if (form_.takes_rank && !c.head.is_top_k())
    return {};
  std::vector<Computed> bounded = own_.compute(c);
  if (bounded.empty())
    return {};
  const std::vector<ErrorBound> plain = plain_bounds(name_.quantity, name_.dtype, c, bounded.size());
  for (std::size_t i = 0; i < bounded.size(); ++i) {
    ErrorBound& bound = bounded[i].bound;
    bound = relative_ ? ErrorBound{*relative_, least_normal_of(name_.dtype)}
                      : ErrorBound{bound.relative + plain[i].relative, bound.absolute + plain[i].absolute};
    if (!says_something(bound))
      return {};
  }
  const std::vector<double> numbers = call(c).numbers;
  for (std::size_t i = 0; i < bounded.size(); ++i)
    bounded[i].value = numbers[i];
  return bounded;
}

FunctionAnswer UserFunction::call(const Case& c) const {
  const FunctionMemory memory(name_.dtype, form_, c.scores->size());
  return children_->with([&](Child& child) {
    child.resize(memory.input_bytes(), memory.output_bytes());
    memory.fill(child.input(), child.output(), c.scores->all(), c.head.size());
    FunctionAnswer answer{.numbers = {}, .fault = child.call()};
    if (answer.fault.empty())
      answer.fault = memory.trespass(child.output());
    if (answer.fault.empty())
      answer.numbers = memory.read(child.output());
    else
      answer.numbers.assign(memory.numbers(), std::numeric_limits<double>::quiet_NaN());
    return answer;
  });
}

std::optional<Case> rounded_case(verify::input::DType dtype, Case c) {
  if (dtype == verify::input::DType::F64)
    return c;
  std::vector<double> scores;
  for (std::size_t key = 0; key < c.scores->size(); ++key) {
    scores.push_back(rounded_to(dtype, (*c.scores)[key]));
    if (std::isinf(scores.back()) && !c.scores->masked(key))
      return std::nullopt;
  }
  if (std::ranges::equal(scores, c.scores->all()))
    return c;
  // Rounding keeps the order, so that a Top-k set stays one; other parts but values are derived anew.
  auto rounded = std::make_shared<const Scores>(std::move(scores));
  Head head = Head::of_keys(*rounded, {c.head.head().begin(), c.head.head().end()});
  Case result(std::move(rounded), std::move(head));
  result.values = std::move(c.values);
  return result;
}

Implementation implementation_of(std::shared_ptr<const UserFunction> function) {
  const Implementation& quantity = function->own();
  return {.quantity = quantity.quantity,
          .variant = function->name().at.symbol, // of what `compute` keeps alive
          .number_type = type_of_format(function->name().dtype),
          .compute = [function](const Case& c) { return function->compute(c); },
          .domain = quantity.domain};
}

} // namespace tailmass::properties::kernels
