// The least edge of a maximum spanning tree of the values.
#pragma once

#include "theory/stable/outputs/diameters.hpp"

namespace tailmass::stable {

/// The least edge of a maximum spanning tree on the values of the keys of finite score, at least two of them;
/// 0 for one. By Prim's algorithm, O(n_f^2 d). Within length_error(d), relatively, and twice what rounding
/// to T moves a value. Theorem
/// `spanning-tree-diameter`: the least diam_{H,T} over all partitions.
template <class T = double>
[[nodiscard]] ScaledEstimate<T> spanning_tree_edge(const Case& c);

} // namespace tailmass::stable
