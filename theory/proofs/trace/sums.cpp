// Prints the rounded steps of the compensated sum, from its own source: there, a number is a term.
#include "real.hpp"

#include "theory/stable/errors.hpp"

// The source's private words are named from outside: sum_ is s, errors_ is e.
#define private public
#include "theory/stable/sums.hpp"
#undef private

namespace {

using trace::Real;
using Sum = tailmass::stable::CompensatedSum<Real>;

/// The steps of one more term where there were `terms`, numbered from 1.
template <class Add>
std::vector<std::string> steps_of(unsigned terms, const Add& add) {
  trace::steps().clear();
  Sum sum{Real::named("s"), Real::named("e"), terms};
  add(sum);
  std::vector<std::string> steps = trace::steps();
  steps.push_back("sum_ = " + sum.sum_.text + ", errors_ = " + sum.errors_.text);
  return steps;
}

std::size_t printed = 0;

/// Prints the steps of a term that is not carried and of one that is, what either leaves, and every how many
/// are.
template <class Add>
void print(const char* name, const Add& add) {
  const auto plain = steps_of(0, add);
  unsigned every = 1;
  while (steps_of(every - 1, add) == plain)
    ++every;
  const auto carrying = steps_of(every - 1, add);
  for (unsigned terms = 0; terms < 4096; ++terms)
    if (steps_of(terms, add) != (terms % every == every - 1 ? carrying : plain))
      every = 0;
  for (const unsigned terms : {0U, every - 1}) {
    // Names go on from where the steps before them ended.
    trace::steps().resize(printed);
    Sum sum{Real::named("s"), Real::named("e"), terms};
    add(sum);
    for (; printed < trace::steps().size(); ++printed)
      std::printf("%s\n", trace::steps()[printed].c_str());
    const char* carried = terms == 0 ? "" : "_carried";
    std::printf("%s%s_sum = %s\n%s%s_errors = %s\n", name, carried, sum.sum_.text.c_str(), name, carried,
                sum.errors_.text.c_str());
  }
  std::printf("%s_every = %u\n", name, every);
}

} // namespace

int main() {
  print("number", [](Sum& sum) { sum.add(Real::named("x")); });
  print("product", [](Sum& sum) { sum.add_product(Real::named("a"), Real::named("b")); });
}
