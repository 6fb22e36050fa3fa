// The JSON header of a .safetensors file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tailmass::verify::input {

/// One tensor as the header declares it; `begin` and `end` count bytes from the start of the data.
struct HeaderEntry {
  std::string name;
  std::string dtype; ///< as it stands there, known or not
  std::vector<std::size_t> shape;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// All that a header holds.
struct SafetensorsHeader {
  std::vector<HeaderEntry> entries;
  std::map<std::string, std::string, std::less<>> metadata; ///< of `__metadata__`; empty without it
};

/// Parses the header's text, in memory proportional to it and without recursion. Entries keep the order of
/// the header. Throws InputError (naming `file`, and the tensor where there is one) unless the text is a JSON
/// object of entries that are exactly {dtype, shape, data_offsets}, with non-negative integers below 2^64
/// and no key twice; `__metadata__` may be an object of strings. Spaces after the object are
/// padding.
SafetensorsHeader parse_safetensors_header(std::string_view text, const std::string& file);

} // namespace tailmass::verify::input
