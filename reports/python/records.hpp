// Records of runs in Python, and generated rows.
#pragma once

#include <pybind11/pybind11.h>

namespace tailmass::reports::python {

/// Adds Record, in which what tests checked is merged, written and compared.
void add_records(pybind11::module_& module);
/// Adds the regimes of rows.
void add_regimes(pybind11::module_& module);

} // namespace tailmass::reports::python
