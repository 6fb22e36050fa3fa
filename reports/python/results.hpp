// What functions of the module give back.
#pragma once

#include "theory/fast/enclosure.hpp"

#include <cstddef>
#include <pybind11/pybind11.h>
#include <span>
#include <vector>

namespace tailmass::reports::python {

/// Adds the types Enclosure and KEpsilon, named tuples, to the module.
void add_result_types(pybind11::module_& module);

/// Returns Enclosure(value, radius) of a shape: two floats of an empty one, else two arrays of numpy, or two
/// memoryviews of doubles where there is no numpy.
[[nodiscard]] pybind11::object enclosure(std::span<const fast::Enclosure> numbers,
                                         const std::vector<std::size_t>& shape);

/// Returns KEpsilon(at_least, at_most) likewise, of whole numbers.
[[nodiscard]] pybind11::object k_epsilon_range(std::span<const std::size_t> at_least,
                                               std::span<const std::size_t> at_most,
                                               const std::vector<std::size_t>& shape);

/// Returns an array of doubles of a shape.
[[nodiscard]] pybind11::object array_of(std::span<const double> numbers,
                                        const std::vector<std::size_t>& shape);

} // namespace tailmass::reports::python
