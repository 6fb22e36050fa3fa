// The other rows of a matrix, one of whose results a row may have been given.
#pragma once

#include "verify/causes/budget.hpp"
#include "verify/kernel/summation.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tailmass::verify::causes {

/// Tells of a row of the matrix, given its scores and its number, whether the result may be that of it.
using MatchesRow = std::function<bool(const std::vector<double>& scores, std::size_t row)>;

/// Returns the cause that names the nearest row that matches; empty where there is none, or the budget ends
/// before. `cost` is that of one row whose scores are stored; where they are formed, that comes on top.
[[nodiscard]] std::string stale_row(const cases::AttentionRow& of, Budget& budget, double cost,
                                    const MatchesRow& matches);

// What another row of the same matrix sums, given its scores, the sink too.

/// Returns all of its keys of finite score.
[[nodiscard]] kernel::Summation all_of(const cases::AttentionRow& of, const std::vector<double>& scores);
/// Returns those of its head: the kernel's own, or a Top-k set where its indices name none.
[[nodiscard]] kernel::Summation head_at(const cases::AttentionRow& of, const std::vector<double>& scores,
                                        std::size_t row);

} // namespace tailmass::verify::causes
