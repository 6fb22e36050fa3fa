// Outputs, variances, distances, spanning tree and box maxima in mpfr and in cpp_bin_float against the balls.
#include "theory/tests/exact/more_outputs.hpp"
#include "theory/tests/exact/type_agreement.hpp"

using namespace tailmass;

template <class R>
class OutputTypes : public testing::Test {};
using Types = testing::Types<Mpfr, BinaryFloat>;
TYPED_TEST_SUITE(OutputTypes, Types);

TYPED_TEST(OutputTypes, OfTheTable) {
  expect_agreement(quantities::in_type<TypeParam>(quantities::outputs()),
                   quantities::in_type<Ball>(quantities::outputs()));
}
TYPED_TEST(OutputTypes, OfTheHeaders) {
  expect_agreement(more_output_quantities<TypeParam>(), more_output_quantities<Ball>());
}
