// The quantities of rows of scores, as functions of the module.
#pragma once

#include <pybind11/pybind11.h>

namespace tailmass::reports::python {

/// Adds log_sum_exp, tail_mass and the others.
void add_quantities(pybind11::module_& module);

} // namespace tailmass::reports::python
