// The parts of a case under a change of its axes.
#include "properties/generated/axes.hpp"

#include <span>

namespace tailmass::properties::generated {

namespace {

// What a part is on the axes `kept`, one function a part.

void keep_axes(part::Values& part, std::span<const std::size_t> kept) {
  std::vector<double> entries;
  for (std::size_t key = 0; part.values && key < part.values->keys(); ++key)
    for (const std::size_t axis : kept)
      entries.push_back(part.values->at(key, axis));
  part.values =
      entries.empty() ? nullptr : std::make_shared<const Values>(part.values->keys(), kept.size(), entries);
}

void keep_axes(part::Centre& part, std::span<const std::size_t> kept) {
  std::vector<double> centre;
  for (const std::size_t axis : kept)
    if (!part.centre.empty())
      centre.push_back(part.centre[axis]);
  part.centre = std::move(centre);
}

/// Parts that have no axes. The directions of a box come from one, and are numbers of their own then.
template <
    OneOf<part::Epsilon, part::Blocks, part::Companion, part::Temperatures, part::Checkpoints, part::Box,
          part::Shift, part::Permutation, part::SubRow, part::Perturbed, part::Searches, part::Sample>
        P>
void keep_axes(P& /*part*/, std::span<const std::size_t> /*kept*/) {}

Case on_axes(Case c, std::span<const std::size_t> kept) {
  Parts::each([&]<class P>(std::type_identity<P>) { keep_axes(static_cast<P&>(c), kept); });
  return c;
}

} // namespace

Case without_axis(const Case& c, std::size_t axis) {
  std::vector<std::size_t> kept;
  for (std::size_t other = 0; other < c.values->dimension(); ++other)
    if (other != axis)
      kept.push_back(other);
  return on_axes(c, kept);
}

Case without_values(const Case& c) {
  return on_axes(c, {});
}

} // namespace tailmass::properties::generated
