// Mutants in a record.
#include "verify/record/sections.hpp"

namespace tailmass::verify::record {

template <>
inline constexpr auto members<MutantRecord> = list_of<MutantRecord>(
    "mutant", needed("theorem", &MutantRecord::theorem), needed("name", &MutantRecord::name),
    written("change", &MutantRecord::change), needed("verdict", &MutantRecord::verdict));

namespace {

constexpr auto mutants = list_of<Record>("mutants", if_set("mutants", &Record::mutants).merged(Union::all));

} // namespace

const Section mutants_section = section<mutants>();

} // namespace tailmass::verify::record
