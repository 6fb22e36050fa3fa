// Finding the function, what it computes, and calling it.
#include "properties/kernels/user_function.hpp"

#include "properties/kernels/children.hpp"
#include "properties/kernels/element.hpp"
#include "properties/kernels/shared_library.hpp"
#include "theory/quantities.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <limits>
#include <memory>
#include <stdexcept>

namespace tailmass::properties::kernels {

namespace {

/// What the text says.
struct FunctionName {
  LibraryName at;
  std::string quantity;
  bool in_float = false;
};

FunctionName name_of(const std::string& text) {
  const std::size_t equals = text.rfind('=');
  FunctionName name{.at = library_name(text.substr(0, equals)), .quantity = {}};
  if (equals == std::string::npos || name.at.symbol.empty())
    throw std::invalid_argument(fmt::format("{} is no function: ./lib.so:symbol=quantity, as "
                                            "./lib.so:lse=log_sum_exp, and :float at the end of what "
                                            "computes in float",
                                            verify::input::in_quotes(text)));
  const LibraryName of = library_name(text.substr(equals + 1), "double");
  if (of.symbol != "double" && of.symbol != "float")
    throw std::invalid_argument(
        fmt::format("{} is no type of a function: float or double", verify::input::in_quotes(of.symbol)));
  name.quantity = of.file;
  name.in_float = of.symbol == "float";
  return name;
}

/// The suite's own implementation, which knows the quantity's domain and a bound. Throws where there is none.
const Implementation& own(const FunctionName& name) {
  const auto all = implementations();
  const auto found = std::ranges::find_if(all, [&](const Implementation& one) {
    return one.quantity == name.quantity && one.variant == "stable" &&
           one.number_type == (name.in_float ? type_name<float> : type_name<double>);
  });
  if (found == all.end())
    throw std::invalid_argument(
        fmt::format("no quantity is called {}", verify::input::in_quotes(name.quantity)));
  return *found;
}

/// Whether the quantity is one number of the scores and k. What it reads beside them is looked for.
bool is_of_a_row(const Implementation& quantity) {
  const std::vector<Computed> numbers =
      quantity.compute(Case(std::make_shared<const Scores>(std::vector<double>{0.5, 0.25, 0.0}),
                            Head::top_k(Scores({0.5, 0.25, 0.0}), 1)));
  return numbers.size() == 1 && hunt::parts_read_by(quantity) == PartSet();
}

/// Whether it changes with k.
bool takes_rank(const Implementation& quantity) {
  const auto scores = std::make_shared<const Scores>(std::vector<double>{1, 0.5, 0.25, 0});
  const auto at = [&](std::size_t k) { return quantity.compute(Case(scores, Head::top_k(*scores, k))); };
  const std::vector<Computed> one = at(1), two = at(2);
  return one.size() != two.size() || one.front().value != two.front().value;
}

/// What plain arithmetic adds to the error of the suite's own: see user_function().
template <class T>
ErrorBound plain_roundings(std::string_view quantity, const Scores& scores) {
  const std::size_t n = scores.finite_count();
  const double width = scores.ranked(1) - scores.ranked(n);
  const double steps = 2 * (static_cast<double>(n) + width + 4) * stable::unit_roundoff<T>;
  switch (find_quantity(quantity)->condition) {
  case Condition::one:
  case Condition::ratio:
  case Condition::logs:
  case Condition::scores:
    return {steps, steps};
  default:
    return {steps, 0};
  }
}

/// Whether it says something, as that of an implementation has to.
bool says_something(const ErrorBound& bound) {
  return bound.relative <= 1 && std::isfinite(bound.absolute);
}

/// How a row stands in shared memory: its sizes, then its scores, then what no function should read.
struct RowHead {
  std::size_t n = 0, k = 0;
};
constexpr std::size_t scores_at = 64, beyond = 4096;

template <class T>
double called(const void* function, std::span<const std::byte> input, bool with_rank) {
  RowHead row;
  std::memcpy(&row, input.data(), sizeof row);
  const T* scores = reinterpret_cast<const T*>(input.data() + scores_at);
  if (with_rank)
    return reinterpret_cast<T (*)(const T*, std::size_t, std::size_t)>(const_cast<void*>(function))(
        scores, row.n, row.k);
  return reinterpret_cast<T (*)(const T*, std::size_t)>(const_cast<void*>(function))(scores, row.n);
}

Open opened(const FunctionName& name, bool with_rank) {
  return [=](std::string& /*hello*/) -> Serve {
    const SharedLibrary library(name.at.file);
    return [function = library.address(name.at.symbol), with_rank,
            in_float = name.in_float](std::span<const std::byte> input, std::span<std::byte> output) {
      const double number =
          in_float ? called<float>(function, input, with_rank) : called<double>(function, input, with_rank);
      std::memcpy(output.data(), &number, sizeof number);
      return std::string();
    };
  };
}

/// The function, with what is needed to call and to hold it.
class UserFunction {
public:
  UserFunction(const FunctionName& name, const FunctionPlace& place)
      : name_(name), own_(own(name)), relative_(place.relative), takes_rank_(takes_rank(own_)) {
    try {
      children_ = std::make_unique<Children>(opened(name_, takes_rank_), place.seconds);
      children_->grow(place.callers);
    } catch (const std::runtime_error& error) {
      throw verify::input::InputError({name_.at.file}, error.what());
    }
  }

  [[nodiscard]] const Implementation& own_implementation() const { return own_; }
  [[nodiscard]] const std::string& symbol() const { return name_.at.symbol; }

  [[nodiscard]] std::vector<Computed> compute(const Case& c) const {
    if (takes_rank_ && !c.head.is_top_k())
      return {};
    std::vector<Computed> bounded = own_.compute(c);
    if (bounded.empty())
      return {};
    ErrorBound& bound = bounded.front().bound;
    const double least_normal =
        name_.in_float ? double{std::numeric_limits<float>::min()} : std::numeric_limits<double>::min();
    const ErrorBound plain = name_.in_float ? plain_roundings<float>(own_.quantity, *c.scores)
                                            : plain_roundings<double>(own_.quantity, *c.scores);
    bound = relative_
                ? ErrorBound{*relative_, least_normal}
                : ErrorBound{bound.relative + plain.relative, bound.absolute + plain.absolute + least_normal};
    if (!says_something(bound))
      return {};
    bounded.front().value = number_of(c);
    return bounded;
  }

private:
  [[nodiscard]] double number_of(const Case& c) const {
    using verify::input::DType;
    const DType dtype = name_.in_float ? DType::F32 : DType::F64;
    const std::size_t bytes = c.scores->size() * bytes_of(dtype);
    const RowHead row{c.scores->size(), c.head.size()};
    return children_->with([&](Child& child) {
      child.resize(scores_at + bytes + beyond, sizeof(double));
      const std::span<std::byte> input = child.input();
      std::memcpy(input.data(), &row, sizeof row);
      elements_from_double(dtype, c.scores->all(), input.data() + scores_at);
      std::ranges::fill(input.subspan(scores_at + bytes), std::byte{0xFF}); // NaN
      double number = std::numeric_limits<double>::quiet_NaN();
      if (child.call().empty())
        std::memcpy(&number, child.output().data(), sizeof number);
      return number;
    });
  }

  FunctionName name_;
  const Implementation& own_;
  std::optional<double> relative_;
  bool takes_rank_;
  std::unique_ptr<Children> children_;
};

} // namespace

Implementation user_function(const FunctionPlace& place) {
  const FunctionName name = name_of(place.text);
  if (!is_of_a_row(own(name)))
    throw std::invalid_argument(fmt::format(
        "{} is no number of a row's scores and k: no function of them computes it", name.quantity));
  const auto function = std::make_shared<const UserFunction>(name, place);
  const Implementation& quantity = function->own_implementation();
  return {.quantity = quantity.quantity,
          .variant = function->symbol(), // of what `compute` keeps alive
          .number_type = quantity.number_type,
          .compute = [function](const Case& c) { return function->compute(c); },
          .domain = quantity.domain};
}

} // namespace tailmass::properties::kernels
