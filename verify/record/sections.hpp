// A section of a record, as what walks all of them sees it.
#pragma once

#include "verify/record/members.hpp"
#include "verify/record/record.hpp"
#include "verify/record/shared_members.hpp"

namespace tailmass::verify::record {

/// How some members of a record are written, read, described and merged.
struct Section {
  void (*write)(Json&, const Record&, Form);
  void (*read)(const Field&, Record&);
  void (*describe)(Properties&, Definitions&);
  void (*merge)(Record& into, Record& later);
};

/// Returns the section of a list of members of a record, or of its header.
template <const auto& list>
constexpr Section section() {
  return {.write = [](Json& json, const Record& record, Form form) { list.write(json, record, form); },
          .read = [](const Field& document, Record& into) { list.read(document, into); },
          .describe = [](Properties& properties,
                         Definitions& definitions) { list.describe(properties, definitions); },
          .merge = [](Record& into, Record& later) { list.merge(into, later); }};
}

// In the order of the members in JSON; each is defined in the file that is named after it.
extern const Section header_section, row_faults_section, certified_section, certified_summary_section,
    theorems_section, consistency_section, mutants_section, boxes_section, necessity_section,
    confidence_section, hunt_section, precision_section, bench_section, failures_section;

} // namespace tailmass::verify::record
