// Tensors and words that nothing uses, on standard error.
#include "reports/commands/unused_tensors.hpp"

#include "verify/attention/unused_tensors.hpp"

#include <cstdio>
#include <fmt/format.h>

namespace tailmass::reports::commands {

void tell_unused(const verify::cases::Dataset& dataset) {
  for (const verify::attention::AttentionFile& file : dataset.files()) {
    const std::string name = verify::input::printable(file.file(), file.file().size());
    for (const auto& lines : {verify::attention::unused_tensors(file), verify::attention::unused_words(file)})
      for (const std::string& line : lines)
        fmt::print(stderr, "tailmass: {}: {}\n", name, line);
  }
}

} // namespace tailmass::reports::commands
