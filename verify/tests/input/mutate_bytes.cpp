// The mutations.
#include "verify/tests/input/mutate_bytes.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace tailmass::samples {

// Numbers are drawn one a statement: the order of a call's arguments is the compiler's choice, and a seed
// must give the same mutants everywhere.
Bytes Mutator::operator()(Bytes file) {
  const bool several = below(2) == 0;
  const std::size_t count = 1 + (several ? below(3) : 0);
  for (std::size_t i = 0; i < count; ++i)
    mutate(file);
  return file;
}

// Half of the places are among the first bytes, where the lengths and headers are.
std::size_t Mutator::place(const Bytes& file) {
  const std::size_t size = below(2) == 0 ? file.size() : std::min<std::size_t>(file.size(), 140);
  return size == 0 ? 0 : below(size);
}

void Mutator::mutate(Bytes& file) {
  const std::size_t at = place(file);
  const std::size_t length = std::min<std::size_t>(below(20), file.size() - at);
  const auto here = file.begin() + static_cast<std::ptrdiff_t>(at);
  switch (below(9)) {
  case 0:
    if (!file.empty())
      *here ^= static_cast<std::byte>(1U << below(8));
    break;
  case 1:
    if (!file.empty())
      *here = static_cast<std::byte>(below(256));
    break;
  case 2:
    file.resize(at);
    break;
  case 3: {
    const auto filler = static_cast<std::byte>(below(256));
    file.insert(here, length, filler);
    break;
  }
  case 4: {
    const Bytes slice(here, here + static_cast<std::ptrdiff_t>(length));
    const auto target = file.begin() + static_cast<std::ptrdiff_t>(place(file));
    file.insert(target, slice.begin(), slice.end());
    break;
  }
  case 5:
    file.erase(here, here + static_cast<std::ptrdiff_t>(length));
    break;
  case 6:
    if (!file.empty())
      std::swap(*here, file[place(file)]);
    break;
  case 7:
    splice_length(file);
    break;
  default:
    splice_digits(file, at);
  }
}

// An interesting integer as the binary header length, which is at 0 in one format and at 8 in the other.
void Mutator::splice_length(Bytes& file) {
  const std::size_t nearly_all = file.size() - std::min<std::size_t>(file.size(), below(12));
  const std::vector<std::uint64_t> values = {0,           1,           7,           0x7FFF, 0xFFFF,
                                             0x7FFF'FFFF, 0xFFFF'FFFF, 100'000'001, ~0ULL,  nearly_all};
  const std::uint64_t value = values[below(values.size())];
  const Bytes bytes = integer(value, std::size_t{2} << below(3));
  const std::size_t at = below(2) * 8;
  for (std::size_t i = 0; i < bytes.size() && at + i < file.size(); ++i)
    file[at + i] = bytes[i];
}

// An interesting integer in place of the first digits after a place: in JSON, in a shape, in a dtype.
void Mutator::splice_digits(Bytes& file, std::size_t at) {
  static const std::vector<std::string> texts = {"0",
                                                 "1",
                                                 "2",
                                                 "3",
                                                 "6",
                                                 "-1",
                                                 "255",
                                                 "65536",
                                                 "2147483648",
                                                 "4294967296",
                                                 "9223372036854775808",
                                                 "18446744073709551615",
                                                 "18446744073709551616",
                                                 "1e400"};
  const auto digit = [](std::byte byte) { return std::byte{'0'} <= byte && byte <= std::byte{'9'}; };
  const auto first = std::find_if(file.begin() + static_cast<std::ptrdiff_t>(at), file.end(), digit);
  const auto last = std::find_if_not(first, file.end(), digit);
  const Bytes text = bytes_of(texts[below(texts.size())]);
  file.insert(file.erase(first, last), text.begin(), text.end());
}

} // namespace tailmass::samples
