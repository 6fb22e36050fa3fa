// Hypotheses in a record.
#include "verify/record/sections.hpp"

namespace tailmass::verify::record {

namespace {

using Necessity = NecessityRecord;

constexpr auto refuted = [](const Necessity& found) { return !found.claim.empty(); };
constexpr auto by_a_row = [](const Necessity& found) { return !found.claim.empty() && found.sample.empty(); };

} // namespace

template <>
inline constexpr auto members<Necessity> = list_of<Necessity>(
    "necessity", needed("theorem", &Necessity::theorem), needed("hypothesis", &Necessity::hypothesis),
    needed("finding", &Necessity::finding)
        .within(R"("enum": ["necessary", "apparently unnecessary", "meaningless", "trivial", "costly"])"),
    written("tried", &Necessity::tried), if_set("claim", &Necessity::claim),
    written("reason", &Necessity::reason).when(refuted), if_set("sample", &Necessity::sample).when(refuted),
    written("scores", &Necessity::scores).when(by_a_row), written("head", &Necessity::head).when(by_a_row));

namespace {

constexpr auto members_of_record =
    list_of<Record>("necessity", if_set("necessity", &Record::necessity).merged(Merging::all));

} // namespace

const Section necessity_section = section<members_of_record>();

} // namespace tailmass::verify::record
