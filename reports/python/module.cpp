// The extension module tailmass._tailmass.
#include "reports/python/checks.hpp"
#include "reports/python/errors.hpp"
#include "reports/python/quantities.hpp"
#include "reports/python/records.hpp"
#include "reports/python/results.hpp"

#include <pybind11/pybind11.h>

PYBIND11_MODULE(_tailmass, module) {
  using namespace tailmass::reports::python;
  module.doc() = "Softmax attention truncated to its k largest scores, with proven error bounds.";
  add_errors(module);
  add_result_types(module);
  add_quantities(module);
  add_records(module);
  add_regimes(module);
  add_checks(module);
}
