// The tables of `study gaussian`.
#pragma once

#include "reports/text/style.hpp"
#include "verify/studies/gaussian_study.hpp"

#include <string>

namespace tailmass::reports::sections {

/// Three tables: k_epsilon and the rule, tail masses and their limit, gaps and their mean.
[[nodiscard]] std::string gaussian_tables(const verify::studies::GaussianStudy& study,
                                          const text::TableStyle& style = {});

} // namespace tailmass::reports::sections
