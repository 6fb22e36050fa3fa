// The explicit list of relations.
#include "properties/relations/relations.hpp"

namespace tailmass::properties::relations {

// of_order.cpp
extern const Theorem shift_relation, permutation_relation, temperature_relation, longer_head_relation;
// of_keys.cpp
extern const Theorem copied_key_relation, copied_row_relation, appended_key_relation, masked_key_relation;
// of_blocks.cpp
extern const Theorem split_blocks_relation, merged_blocks_relation;
// of_values.cpp
extern const Theorem scaled_values_relation, turned_values_relation;

std::span<const Theorem* const> relations() {
  static constexpr const Theorem* all[] = {
      &shift_relation,        &permutation_relation,   &temperature_relation,   &longer_head_relation,
      &copied_key_relation,   &copied_row_relation,    &appended_key_relation,  &masked_key_relation,
      &split_blocks_relation, &merged_blocks_relation, &scaled_values_relation, &turned_values_relation,
  };
  return all;
}

} // namespace tailmass::properties::relations
