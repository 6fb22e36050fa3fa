// The checks of a kernel's results, as functions of the module.
#pragma once

#include <pybind11/pybind11.h>

namespace tailmass::reports::python {

/// Adds check(), the words of declarations and parts, and Record, in which checks are merged.
void add_checks(pybind11::module_& module);

} // namespace tailmass::reports::python
