// What the bounds by one gap are made of, and the ways in which their false variants differ.
#pragma once

#include <cstddef>

namespace tailmass {

/// The true terms: (k/(n_f - k)) e^{Delta_k}.
struct GapTerms {
  static std::size_t kept(std::size_t k) { return k; }
  static std::size_t dropped(std::size_t k, std::size_t finite) { return finite - k; }
  static std::size_t rank(std::size_t k) { return k; } ///< of the gap
};

struct KPlusOne : GapTerms {
  static std::size_t kept(std::size_t k) { return k + 1; }
};
struct NextGap : GapTerms {
  static std::size_t rank(std::size_t k) { return k + 1; }
};
struct PreviousGap : GapTerms {
  static std::size_t rank(std::size_t k) { return k - 1; }
};
struct NoCounts : GapTerms {
  static std::size_t kept(std::size_t) { return 1; }
  static std::size_t dropped(std::size_t, std::size_t) { return 1; }
};

/// Whether the row has the gap; only a false variant's can be missing.
template <class Terms>
[[nodiscard]] bool has_gap(std::size_t k, std::size_t finite) {
  return Terms::rank(k) >= 1 && Terms::rank(k) < finite;
}

} // namespace tailmass
