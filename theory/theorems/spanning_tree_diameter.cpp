// spanning-tree-diameter: how small the diameter between head and tail can be made is an edge of a spanning
// tree.
#include "theory/exact/outputs/spanning_tree.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"

#include <algorithm>

namespace tailmass {
namespace {

constexpr std::size_t most_by_force = 9;

/// The keys that brute force runs over, at most nine.
std::span<const Key> few_keys(const Case& c) {
  return std::span(c.sub_row).first(std::min(c.sub_row.size(), most_by_force));
}

/// States that an edge's length is the least diameter over all partitions of a few keys.
template <class R>
void least_over_partitions(Evaluator<R>& row, const Case& c, exact::KeyPair edge_of, Sides<R>& out) {
  out.equal("least diam over partitions = least edge, a few keys by brute force", [&] {
    const R edge = exact::length(row, edge_of);
    const std::span<const Key> keys = few_keys(c);
    return Both<R>{exact::length(row, exact::least_diameter_by_force(*c.values, keys)), edge, edge};
  });
}

/// The graph has every key, masked ones too, since a value matrix serves many rows; so a head's diameter runs
/// over all keys here. Lengths do not vanish unless all values are equal, where both sides are exactly 0:
/// they agree by value.
struct SpanningTreeDiameter {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const Values& values = *c.values;
    const auto& tree = values.derived<exact::SpanningTree>();
    const exact::KeyPair least = tree.edges[tree.least];
    const auto edge = lazy([&] { return exact::length(row, least); });
    out.equal("diam of the cut at the least edge = that edge", [&] {
      return Both<R>{exact::length(row, tree.across), edge(), edge()};
    });
    if (const std::span<const Key> keys = few_keys(c); keys.size() >= 2) {
      const std::vector<exact::KeyPair> edges = exact::maximum_spanning_tree(values, keys);
      least_over_partitions(row, c, edges[exact::least_edge(values, edges)], out);
    }
    if (c.head.tail().empty())
      return;
    const exact::KeyPair widest = exact::farthest_pair(values, c.head.head(), c.head.tail());
    out.at_most_on_scale("least edge <= diam_{H,T} over all keys",
                         !exact::shorter(values, least, widest) && !exact::shorter(values, widest, least),
                         [&] {
                           return Both<R>{edge(), exact::length(row, widest), edge()};
                         });
  }
};

/// The least edge of a minimum spanning tree, which is the least distance of all.
struct MinimumTree {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::span<const Key> keys = few_keys(c);
    if (keys.size() < 2)
      return; // a single key has no edge
    exact::KeyPair least{keys[0], keys[1]};
    for (const Key a : keys)
      for (const Key b : keys)
        if (a != b && exact::shorter(*c.values, {a, b}, least))
          least = {a, b};
    least_over_partitions(row, c, least, out);
  }
};

struct LongestEdge {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    if (few_keys(c).size() < 2)
      return;
    const std::vector<exact::KeyPair> edges = exact::maximum_spanning_tree(*c.values, few_keys(c));
    const auto longest = std::ranges::max_element(
        edges, [&](exact::KeyPair a, exact::KeyPair b) { return exact::shorter(*c.values, a, b); });
    least_over_partitions(row, c, *longest, out);
  }
};

/// The head's diameter taken for the greatest, instead of the least, over partitions.
struct UpperLimit {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    if (c.head.tail().empty())
      return;
    const auto& tree = c.values->derived<exact::SpanningTree>();
    out.at_most("diam_{H,T} <= least edge", [&] {
      return Both<R>{exact::diameter_between(row, c.head.head(), c.head.tail()),
                     exact::length(row, tree.edges[tree.least])};
    });
  }
};

constexpr Hypothesis hypotheses[] = {
    {"n >= 2", [](const Case& c) { return c.values->keys() >= 2; }, Without::meaningless}};

// Values 0, 1, 3 on a line: the tree has edges 3 and 2, and {1} against {0, 3} has diameter 2.
Case three_keys(const std::vector<Key>& head) {
  Case c = with_values(head_case({1, 2, 0}, head), {{0}, {1}, {3}});
  c.sub_row = {0, 1, 2};
  return c;
}

const Mutant mutants[] = {
    {"tightened", "0.99 times a head's diameter", sides_of<Tightened<SpanningTreeDiameter, 2>>(),
     [] { return three_keys({1}); }},
    {"minimum-tree", "a minimum spanning tree", sides_of<MinimumTree>(), [] { return three_keys({1}); }},
    {"longest-edge", "the longest edge for the least", sides_of<LongestEdge>(),
     [] { return three_keys({1}); }},
    {"upper-limit", "the least edge as a bound of a head's diameter", sides_of<UpperLimit>(),
     [] { return three_keys({0}); }},
};

} // namespace

extern const Theorem spanning_tree_diameter = {
    .id = "spanning-tree-diameter",
    .words = "the least diameter by a maximum spanning tree",
    .section = 3,
    .statement = "n >= 2: the least diam_{H,T} over partitions into two nonempty parts is the least edge of "
                 "a maximum spanning tree of the complete graph of the |v_i - v_j|",
    .equality_case = "identity; a head's diameter equals the edge where it is as small as any partition's",
    .source = "P Thm 5.8",
    .scope = Scope::head,
    .needs = parts<part::Values, part::SubRow>,
    .hypotheses = hypotheses,
    .sides = sides_of<SpanningTreeDiameter>(),
    .witness = [] { return three_keys({1}); },
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
The least $\operatorname{diam}_{H,T}$ over partitions into two nonempty parts is the least edge of a maximum spanning tree of the complete graph of the $|v_i-v_j|$.
if: $n\ge2$
eq: an identity; a head's diameter equals the edge where it is as small as any partition's)",
};

} // namespace tailmass
