// The rows of `certify` in a record.
#include "verify/record/sections.hpp"

namespace tailmass::verify::record {

template <>
inline constexpr auto members<OutputRecord> =
    list_of<OutputRecord>("output", needed("error", &OutputRecord::error),
                          needed("bounds", &OutputRecord::bounds), or_null("active", &OutputRecord::active),
                          if_set("diameter_bound_at_least", &OutputRecord::diameter_bound_at_least));

template <>
inline constexpr auto members<RowRecord> = list_of<RowRecord>(
    "row", written("file", &RowRecord::file), needed("tensor", &RowRecord::tensor),
    needed("index", &RowRecord::index), needed("n", &RowRecord::n), needed("n_f", &RowRecord::finite),
    needed("epsilon", &RowRecord::epsilon).within(R"("exclusiveMinimum": 0, "exclusiveMaximum": 1)"),
    needed("k_epsilon", &RowRecord::k_epsilon), if_set("k_epsilon_at_least", &RowRecord::k_epsilon_at_least),
    needed("tail_mass", &RowRecord::tail_mass), needed("bounds", &RowRecord::bounds),
    written("deviation", &RowRecord::deviation), written("gaussian_k", &RowRecord::gaussian_k),
    if_set("scored_keys", &RowRecord::scored_keys), if_set("search_costs", &RowRecord::search_costs),
    if_set("output", &RowRecord::output));

namespace {

constexpr auto members_of_record =
    list_of<Record>("certified", if_set("rows", &Record::certified).merged(Merging::all));

} // namespace

const Section certified_section = section<members_of_record>();

} // namespace tailmass::verify::record
