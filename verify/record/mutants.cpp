// Mutants in a record.
#include "verify/record/sections.hpp"

namespace tailmass::verify::record {

template <>
inline constexpr auto members<MutantRecord> = list_of<MutantRecord>(
    "mutant", needed("theorem", &MutantRecord::theorem), needed("name", &MutantRecord::name),
    written("change", &MutantRecord::change), needed("verdict", &MutantRecord::verdict));

namespace {

constexpr auto members_of_record =
    list_of<Record>("mutants", if_set("mutants", &Record::mutants).merged(Merging::all));

} // namespace

const Section mutants_section = section<members_of_record>();

} // namespace tailmass::verify::record
