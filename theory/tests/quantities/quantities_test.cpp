// The list of quantities: each has one row, and a number in the reference table.
#include "theory/quantities.hpp"

#include "theory/tests/quantities/each_covered.hpp"
#include "theory/tests/reference/reference_table.hpp"

using namespace tailmass;

TEST(Quantities, AreThoseOfTheReferenceTableEachOnce) {
  std::set<std::string> names;
  for (const Quantity<Ball>& quantity : all_quantities())
    EXPECT_TRUE(names.emplace(quantity.name).second) << quantity.name;
  EXPECT_EQ(names, quantities_of_table());
}

TEST(Quantities, EachHasAReferenceRow) {
  std::set<std::string_view> covered;
  for (const ReferenceRow& line : reference_table())
    for (const auto& [name, decimals] : line.results)
      covered.insert(name);
  tests::expect_each_covered(covered);
}

TEST(Quantities, AreFoundByName) {
  for (const Quantity<Ball>& quantity : all_quantities())
    EXPECT_EQ(find_quantity(quantity.name), &quantity);
  EXPECT_EQ(find_quantity("nonsense"), nullptr);
}
