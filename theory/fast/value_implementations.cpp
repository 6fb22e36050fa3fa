// The fast implementations of the quantities of values, of rows in double.
#include "theory/implementations.hpp"

#include "theory/fast/outputs/diameter.hpp"
#include "theory/fast/outputs/outputs.hpp"

#include <algorithm>
#include <iterator>

namespace tailmass {

namespace {

/// Whether the head is the one that the fast path takes.
bool has_lower_keys(const Case& c) {
  return c.values && std::ranges::equal(c.head.head(), c.scores->order().first(c.head.size()));
}
bool has_lower_keys_and_tail(const Case& c) {
  return has_lower_keys(c) && !c.head.finite_tail().empty();
}

std::vector<double> values_of(const Case& c, std::span<const Key> keys) {
  std::vector<double> values;
  for (const Key key : keys)
    std::ranges::copy(c.values->of(key), std::back_inserter(values));
  return values;
}

fast::Outputs outputs_of(const Case& c) {
  std::vector<double> values;
  for (Key key = 0; key < c.values->keys(); ++key)
    std::ranges::copy(c.values->of(key), std::back_inserter(values));
  return fast::truncated_outputs(c.scores->all(), c.head.size(), std::span<const double>(values));
}

fast::Enclosure fast_diameter(const Case& c) {
  const std::vector<double> kept = values_of(c, c.head.finite_head()),
                            dropped = values_of(c, c.head.finite_tail());
  return fast::diameter_between(std::span<const double>(kept), std::span<const double>(dropped),
                                c.values->dimension());
}
fast::Enclosure fast_diameter_bound(const Case& c) {
  if (c.head.finite_tail().empty())
    return {};
  return fast::truncation(c.scores->all(), c.head.size()).tail_mass() * fast_diameter(c);
}

std::vector<Computed> numbers_of(const fast::EnclosedVector& x) {
  std::vector<Computed> numbers;
  for (const fast::Enclosure& each : x)
    numbers.push_back({each.value, {0, each.radius}});
  return numbers;
}
std::vector<Computed> numbers_of(const fast::Enclosure& x) {
  return numbers_of(fast::EnclosedVector{x});
}

template <auto number, bool (*applies)(const Case&)>
Implementation of_values(std::string_view quantity, std::string_view domain) {
  return {quantity, "fast", type_name<double>,
          [](const Case& c) -> std::vector<Computed> {
            if (!applies(c))
              return {};
            if constexpr (std::is_member_object_pointer_v<decltype(number)>)
              return where_bounded(numbers_of(outputs_of(c).*number));
            else
              return where_bounded(numbers_of(number(c)));
          },
          domain};
}

} // namespace

std::vector<Implementation> fast_value_implementations() {
  constexpr std::string_view any =
      "values, the Top-k head that prefers lower keys, and squares in the range of the type";
  constexpr std::string_view with_tail = "the same, and a tail of finite scores";
  using fast::Outputs;
  return {
      of_values<&Outputs::full, has_lower_keys>("output_mean", any),
      of_values<&Outputs::truncated, has_lower_keys>("head_mean", any),
      of_values<&Outputs::tail, has_lower_keys_and_tail>("tail_mean", with_tail),
      of_values<&Outputs::error_norm, has_lower_keys>("output_error", any),
      of_values<&Outputs::variance, has_lower_keys>("var_p", any),
      of_values<&Outputs::head_variance, has_lower_keys>("var_h", any),
      of_values<&Outputs::tail_variance, has_lower_keys_and_tail>("var_t", with_tail),
      of_values<fast_diameter, has_lower_keys_and_tail>("diameter", with_tail),
      of_values<fast_diameter_bound, has_lower_keys>("diameter_bound", any),
      of_values<&Outputs::centre_distance_bound, has_lower_keys>("centre_distance_bound", any),
      of_values<&Outputs::variance_bound, has_lower_keys>("variance_bound", any),
  };
}

} // namespace tailmass
