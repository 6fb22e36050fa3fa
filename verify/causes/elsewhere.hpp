// What lies around a row, one of whose results it may have been given.
#pragma once

#include "verify/causes/budget.hpp"
#include "verify/kernel/summation.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tailmass::verify::causes {

/// Tells of a neighbour, given its scores, whether the result may be that of it.
using Matches = std::function<bool(const std::vector<double>& scores, const cases::Neighbour& one)>;

/// Whether a cause is to be tried; all are where it is empty.
using Wanted = std::function<bool(const std::string& cause)>;

/// Returns the likeliest neighbour that matches, under all of its names (a row of another head may also be
/// the transposed one); nothing where there is none, or the budget ends before. `cost` is that of one whose
/// scores are stored; where they are formed, that comes on top.
[[nodiscard]] std::vector<cases::Neighbour> elsewhere(const cases::AttentionRow& of, Budget& budget,
                                                      double cost, const Matches& matches,
                                                      const Wanted& wanted = {});

/// Tries the row itself as kernels read it that leave out something declared, until one matches; returns
/// that.
[[nodiscard]] std::vector<cases::Neighbour> misread(const cases::AttentionRow& of, Budget& budget,
                                                    double cost, const Matches& matches,
                                                    const Wanted& wanted = {});

// What a neighbour sums, given its scores, the sink of the row too.

/// Returns all of its keys of finite score.
[[nodiscard]] kernel::Summation all_of(const cases::AttentionRow& of, const std::vector<double>& scores);
/// Returns those of its head: the kernel's own, or a Top-k set where its indices name none.
[[nodiscard]] kernel::Summation head_at(const cases::AttentionRow& of, const std::vector<double>& scores,
                                        const cases::Neighbour& one);

} // namespace tailmass::verify::causes
