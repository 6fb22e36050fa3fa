// The header of a .npy file: a Python dict literal of three entries.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tailmass::verify::input {

/// What the header says, unjudged but for its grammar.
struct NpyHeader {
  std::string descr; ///< Such as "<f4".
  bool fortran_order = false;
  std::vector<std::size_t> shape;
};

/// Parses {'descr': str, 'fortran_order': bool, 'shape': tuple of integers}, keys in any order, with white
/// space around tokens and one comma after the last entry allowed. Throws InputError (naming `file`) on all
/// else, with reasons of their own for structured dtypes and for axes that are negative or beyond 64 bits.
NpyHeader parse_npy_header(std::string_view text, const std::string& file);

} // namespace tailmass::verify::input
