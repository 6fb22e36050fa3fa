// A list of the parts of a case that is known while compiling.
#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>

namespace tailmass {

/// Some of the parts, for functions that treat them alike: `template <OneOf<part::Shift, part::Sample> P>`.
template <class P, class... Some>
concept OneOf = (std::same_as<P, Some> || ...);

/// The types P in their order, each with a `name` and each_member(self, visit), which calls visit(name of the
/// member in a file, member).
template <class... P>
struct PartList {
  static constexpr std::size_t size = sizeof...(P);

  /// One struct that has all of their members.
  struct Together : P... {};

  /// The place of Q in the list.
  template <OneOf<P...> Q>
  static constexpr std::size_t index = [] {
    std::size_t place = 0;
    (void)((std::same_as<P, Q> || (++place, false)) || ...);
    return place;
  }();

  /// Calls visit(std::type_identity<P>()) for each.
  static constexpr void each(const auto& visit) { (visit(std::type_identity<P>()), ...); }

  /// Calls it for `First`, then for the others: where an order that is not the list's is part of what a seed
  /// means.
  template <OneOf<P...>... First>
  static constexpr void each_first(const auto& visit) {
    (visit(std::type_identity<First>()), ...);
    each([&]<class Q>(std::type_identity<Q> other) {
      if constexpr (!OneOf<Q, First...>)
        visit(other);
    });
  }
};

/// Whether a member of a part is there.
template <class Member>
[[nodiscard]] bool is_there(const Member& member) {
  if constexpr (requires { member.empty(); })
    return !member.empty();
  else
    return static_cast<bool>(member);
}

/// Whether a part is there with all of its members.
template <class P>
[[nodiscard]] bool is_whole(const P& part) {
  bool whole = true;
  P::each_member(part, [&](const char* /*name*/, const auto& member) { whole = whole && is_there(member); });
  return whole;
}

/// Whether a part has none of its members.
template <class P>
[[nodiscard]] bool is_absent(const P& part) {
  bool absent = true;
  P::each_member(part,
                 [&](const char* /*name*/, const auto& member) { absent = absent && !is_there(member); });
  return absent;
}

} // namespace tailmass
