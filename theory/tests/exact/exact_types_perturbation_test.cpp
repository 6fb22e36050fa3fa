// Perturbed scores in mpfr and in cpp_bin_float against the balls.
#include "theory/tests/exact/more_perturbation.hpp"
#include "theory/tests/exact/type_agreement.hpp"

using namespace tailmass;

template <class R>
class PerturbationTypes : public testing::Test {};
using Types = testing::Types<Mpfr, BinaryFloat>;
TYPED_TEST_SUITE(PerturbationTypes, Types);

TYPED_TEST(PerturbationTypes, OfTheTable) {
  expect_agreement(quantities::in_type<TypeParam>(quantities::perturbation()),
                   quantities::in_type<Ball>(quantities::perturbation()));
}
TYPED_TEST(PerturbationTypes, OfTheHeaders) {
  expect_agreement(more_perturbation_quantities<TypeParam>(), more_perturbation_quantities<Ball>());
}
