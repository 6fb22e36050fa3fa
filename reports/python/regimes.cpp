// Rows of the 25 regimes, as arrays.
#include "properties/regimes/regimes.hpp"
#include "properties/precision/precision_case.hpp"
#include "reports/python/records.hpp"
#include "reports/python/results.hpp"
#include "verify/input/input_error.hpp"

#include <cstdint>
#include <pybind11/stl.h>
#include <string>

namespace tailmass::reports::python {

namespace py = pybind11;

namespace {

/// Rows number first .. first + count - 1 of a regime, of n scores each, cut after rank k where that is its
/// subject.
py::object rows(const std::string& name, std::size_t n, std::size_t k, std::uint64_t seed,
                std::uint64_t first, std::size_t count) {
  const properties::regimes::Regime* regime = properties::regimes::find_regime(name);
  if (!regime)
    throw py::value_error("no regime is named " + verify::input::in_quotes(name));
  if (n == 0 || k == 0 || k > n)
    throw py::value_error("a row needs 1 <= k <= n");
  std::vector<double> all;
  all.reserve(n * count);
  {
    const py::gil_scoped_release released;
    for (std::uint64_t index = first; index < first + count; ++index) {
      properties::regimes::Recipe recipe = properties::precision::sized_recipe(*regime, seed, n, index);
      recipe.k = k;
      recipe.dimension = 1; // the values are not read
      const Case row = properties::regimes::grow(recipe);
      all.insert(all.end(), row.scores->all().begin(), row.scores->all().end());
    }
  }
  return array_of(all, {count, n});
}

} // namespace

void add_regimes(py::module_& module) {
  module.def(
      "regimes",
      [] {
        py::dict all;
        for (const properties::regimes::Regime* regime : properties::regimes::regimes())
          all[py::str(std::string(regime->name))] = std::string(regime->description);
        return all;
      },
      "The regimes of generated rows, and what each is.");
  module.def("regime_rows", &rows, py::arg("regime"), py::arg("n"), py::arg("k"), py::kw_only(),
             py::arg("seed") = 1, py::arg("first") = 0, py::arg("count") = 1,
             "Rows of a regime, the same for the same arguments: [count, n] doubles, -inf where masked.\n\n"
             "k: the rank after which a row is cut, where the regime is about that boundary.");
}

} // namespace tailmass::reports::python
