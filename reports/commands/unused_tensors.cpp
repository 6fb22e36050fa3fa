// Tensors that nothing uses, on standard error.
#include "reports/commands/unused_tensors.hpp"

#include "verify/attention/unused_tensors.hpp"

#include <cstdio>
#include <fmt/format.h>

namespace tailmass::reports::commands {

void tell_unused(const verify::cases::Dataset& dataset) {
  for (const verify::attention::AttentionFile& file : dataset.files())
    for (const std::string& line : verify::attention::unused_tensors(file))
      fmt::print(stderr, "tailmass: {}: {}\n", verify::input::printable(file.file(), file.file().size()),
                 line);
}

} // namespace tailmass::reports::commands
