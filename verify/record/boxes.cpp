// Boxes in a record.
#include "verify/record/sections.hpp"

namespace tailmass::verify::record {

template <>
inline constexpr auto members<BoxRecord> = list_of<BoxRecord>(
    "box", needed("theorem", &BoxRecord::theorem), if_set("mutant", &BoxRecord::mutant),
    needed("n", &BoxRecord::keys), needed("k", &BoxRecord::kept), written("heads", &BoxRecord::heads),
    group<BoxRecord>("scores",
                     computed<BoxRecord>(
                         "lower", +[](const BoxRecord& box) { return -box.half_width; }),
                     needed("upper", &BoxRecord::half_width)),
    written("claims", &BoxRecord::claims),
    computed<BoxRecord>(
        "statement",
        +[](const BoxRecord& box) {
          return std::string(box.tolerance > 0 ? "|lhs - rhs| <= tolerance" : "lhs <= rhs");
        }),
    written("tolerance", &BoxRecord::tolerance), needed("verdict", &BoxRecord::verdict),
    written("boxes", &BoxRecord::boxes), written("open", &BoxRecord::open),
    written("deepest", &BoxRecord::deepest), written("seconds", &BoxRecord::seconds),
    if_set("counterexample", &BoxRecord::counterexample));

namespace {

constexpr auto members_of_record =
    list_of<Record>("boxes", if_set("boxes", &Record::boxes).merged(Merging::all));

} // namespace

const Section boxes_section = section<members_of_record>();

} // namespace tailmass::verify::record
