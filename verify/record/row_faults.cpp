// Faults of rows in a record.
#include "verify/record/sections.hpp"

namespace tailmass::verify::record {

template <>
inline constexpr auto members<RowFault> = list_of<RowFault>("row_fault", written("file", &RowFault::file),
                                                            needed("tensor", &RowFault::tensor),
                                                            needed("row", &RowFault::row),
                                                            needed("message", &RowFault::message));

namespace {

void keep_first(Record& into, Record& /*unused*/) {
  into.row_faults.resize(std::min(into.row_faults.size(), most_row_faults));
}

constexpr auto members_of_record =
    list_of<Record>("row_faults", if_set("row_faults", &Record::row_faults).merged(Merging::all),
                    merged_by<Record>(keep_first));

} // namespace

const Section row_faults_section = section<members_of_record>();

} // namespace tailmass::verify::record
