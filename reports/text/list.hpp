// The catalogue of theorems as text: on the terminal and as a page.
#pragma once

#include "theory/theorems/theorem.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tailmass::reports::text {

/// What a section of the catalogue is about; "Other" for a number that it does not have.
[[nodiscard]] std::string_view section_title(int section);

/// Lines of at most `width` characters, broken at spaces; a longer word is cut. At least one line, maybe
/// empty.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// Every theorem by section, a line each: id, words, whose it is; then what does not hold. Lines of at most
/// `width` characters, or 60 where it is less.
[[nodiscard]] std::string theorem_list(std::size_t width = 100);

/// All that the catalogue says of one theorem, with the claims that it makes of its witness. Lines as above.
[[nodiscard]] std::string theorem_page(const Theorem& theorem, std::size_t width = 100);

/// theory/catalogue.md: a page with every theorem.
[[nodiscard]] std::string catalogue_markdown();

/// Returns every theorem's id in brackets and its statement in TeX, as Theorem::tex has it, and an empty
/// line.
[[nodiscard]] std::string catalogue_tex();

} // namespace tailmass::reports::text
