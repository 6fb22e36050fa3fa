// What is wrong with the argument of an option: each function returns the reason in words, empty where
// nothing is.
#pragma once

#include <string>
#include <vector>

namespace tailmass::reports::text {

/// It is no unsigned number of 64 bits: CLI11 would take -1 as 2^64 - 1.
[[nodiscard]] std::string not_whole(const std::string& text);

/// It is no finite number of double precision: no comparison would refuse NaN.
[[nodiscard]] std::string not_finite(const std::string& text);

/// The number is not above 0.
[[nodiscard]] std::string not_positive(const std::string& text);

/// It is empty, as a variable of a shell that is not set.
[[nodiscard]] std::string not_given(const std::string& text);

/// Returns the entries of a list, which commas part, empty ones too.
[[nodiscard]] std::vector<std::string> entries_of(const std::string& list);

/// An entry of the list is empty: what was left out was meant to be something.
[[nodiscard]] std::string not_entered(const std::string& list);

} // namespace tailmass::reports::text
