// Gap bounds and block bounds in mpfr and in cpp_bin_float against the balls.
#include "theory/tests/exact/more_bounds.hpp"
#include "theory/tests/exact/type_agreement.hpp"

using namespace tailmass;

template <class R>
class BoundTypes : public testing::Test {};
using Types = testing::Types<Mpfr, BinaryFloat>;
TYPED_TEST_SUITE(BoundTypes, Types);

TYPED_TEST(BoundTypes, Gaps) {
  expect_agreement(quantities::in_type<TypeParam>(quantities::gaps()),
                   quantities::in_type<Ball>(quantities::gaps()));
}
TYPED_TEST(BoundTypes, Blocks) {
  expect_agreement(quantities::in_type<TypeParam>(quantities::blocks()),
                   quantities::in_type<Ball>(quantities::blocks()));
}
TYPED_TEST(BoundTypes, OfTheHeaders) {
  expect_agreement(more_bound_quantities<TypeParam>(), more_bound_quantities<Ball>());
}
