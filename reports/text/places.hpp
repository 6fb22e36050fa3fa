// Names of the places of a record's cases.
#pragma once

#include "reports/text/text.hpp"
#include "verify/cases/origin.hpp"
#include "verify/input/input_error.hpp"
#include "verify/record/record.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fmt/format.h>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace tailmass::reports::text {

/// Names the places of a record's cases: with the file only where two files have a tensor of the same name.
class Places {
public:
  explicit Places(const verify::record::Record& record) {
    for (const verify::record::TheoremRecord& theorem : record.theorems) {
      note(theorem.all.worst);
      for (const verify::record::ClaimRecord& claim : theorem.claims)
        note(claim.worst);
    }
    for (const auto* checks : {&record.consistency, &record.kernel})
      for (const verify::record::ConsistencyRecord& check : *checks)
        note(check.worst);
    for (const auto* head : {&record.kernel_heads.least, &record.kernel_heads.largest})
      if (*head)
        note((*head)->origin);
  }
  /// "layer1.scores [3,17] k=12" in at most `most` characters, as far as the name gives way.
  [[nodiscard]] std::string name(const verify::cases::Origin& origin, const TableStyle& style,
                                 std::size_t most = std::numeric_limits<std::size_t>::max()) const {
    std::string name = verify::input::printable(origin.tensor);
    if (const auto found = files_.find(origin.tensor); found != files_.end() && found->second.size() > 1)
      name = verify::input::printable(std::filesystem::path(origin.file).stem().string()) + ":" + name;
    std::string indices = " " + verify::input::printable(origin.row);
    std::erase(indices, ' ');
    indices = (indices.empty() ? "" : " ") + indices + (origin.k == 0 ? "" : fmt::format(" k={}", origin.k));
    const std::size_t rest = most - std::min(most, length(indices));
    constexpr std::string_view usual = ".scores";
    if (length(name) > rest && name.size() > usual.size() && name.ends_with(usual))
      name.resize(name.size() - usual.size());
    return shortened(name, std::max<std::size_t>(rest, 4), style) + indices;
  }

private:
  void note(const std::optional<verify::cases::Origin>& origin) {
    if (origin)
      files_[origin->tensor].insert(origin->file);
  }
  std::map<std::string, std::set<std::string>> files_; // by tensor
};

} // namespace tailmass::reports::text
