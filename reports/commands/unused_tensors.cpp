// Tensors and words that nothing uses, on standard error.
#include "reports/commands/unused_tensors.hpp"

#include "reports/text/output.hpp"
#include "verify/attention/unused_tensors.hpp"

#include <fmt/format.h>

namespace tailmass::reports::commands {

void tell_unused(const verify::cases::Dataset& dataset) {
  for (const verify::attention::AttentionFile& file : dataset.files())
    for (const auto& lines : {verify::attention::unused_tensors(file), verify::attention::unused_words(file)})
      for (const std::string& line : lines)
        text::tell(fmt::format("{}: {}", file.file(), line));
}

} // namespace tailmass::reports::commands
