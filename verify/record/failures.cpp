// Failures in a record.
#include "verify/record/sections.hpp"

namespace tailmass::verify::record {

template <>
inline constexpr auto members<Failure> = list_of<Failure>("failure", needed("theorem", &Failure::theorem),
                                                          written("claim", &Failure::claim),
                                                          needed("verdict", &Failure::verdict),
                                                          written("reason", &Failure::reason),
                                                          needed("case", &Failure::origin),
                                                          written("case_file", &Failure::case_file));

namespace {

constexpr auto members_of_record = list_of<Record>(
    "failures", written("failures", &Record::failures).merged(Merging::all).when([](const Record& record) {
      return !record.certified;
    }));

} // namespace

const Section failures_section = section<members_of_record>();

} // namespace tailmass::verify::record
