// Softmax, divergences and companions in mpfr and in cpp_bin_float against the balls.
#include "theory/tests/exact/more_distribution.hpp"
#include "theory/tests/exact/type_agreement.hpp"

using namespace tailmass;

template <class R>
class DistributionTypes : public testing::Test {};
using Types = testing::Types<Mpfr, BinaryFloat>;
TYPED_TEST_SUITE(DistributionTypes, Types);

TYPED_TEST(DistributionTypes, OfTheTable) {
  expect_agreement(quantities::in_type<TypeParam>(quantities::distribution()),
                   quantities::in_type<Ball>(quantities::distribution()));
}
TYPED_TEST(DistributionTypes, OfTheHeaders) {
  expect_agreement(more_distribution_quantities<TypeParam>(), more_distribution_quantities<Ball>());
}
