// The list of words, and what they say of a group.
#include "verify/attention/declarations.hpp"

#include "verify/attention/attention_group.hpp"
#include "verify/attention/choice.hpp"
#include "verify/attention/declared_text.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>

namespace tailmass::verify::attention {

namespace {

/// One side of a window: a number of keys, or -1 for all.
bool read_side(std::optional<std::size_t>& side, std::string_view text) {
  side = std::nullopt;
  if (text == "-1")
    return true;
  std::size_t keys = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), keys);
  if (error != std::errc{} || end != text.data() + text.size())
    return false;
  side = keys;
  return true;
}

/// A positive number that a double holds.
bool read_positive(std::optional<double>& member, std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || !(number > 0) || !std::isfinite(number))
    return false;
  member = number;
  return true;
}

/// A number of keys of a page, or of columns.
bool read_extent(std::optional<std::size_t>& member, std::string_view text) {
  std::optional<std::size_t> extent;
  if (!read_side(extent, text) || !extent || *extent == 0 || *extent > std::size_t{1} << 32)
    return false;
  member = extent;
  return true;
}

bool read_window(Declarations::Window& window, std::string_view text) {
  const std::size_t comma = text.find(',');
  return comma != text.npos && read_side(window.left, text.substr(0, comma)) &&
         read_side(window.right, text.substr(comma + 1));
}

using D = Declarations;
using G = AttentionGroup;

std::string_view always_read(const G&) {
  return {};
}

std::string_view unread_without_products(const G& group) {
  return group.queries && group.keys ? "" : "it without X.queries and X.keys";
}

std::string_view unread_cap(const G& group) {
  // Stored scores have it in them; what sums these may be a kernel's that forgot it.
  const bool summed = group.scores && (group.lse || group.outputs || group.truncated);
  return summed || (group.queries && group.keys)
             ? ""
             : "it without X.queries and X.keys, X.lse, X.outputs or X.truncated";
}

std::string_view unread_without_indices(const G& group) {
  return group.indices ? "" : "it without X.indices";
}

std::string_view unread_without_lse(const G& group) {
  return group.lse ? "" : "it without X.lse";
}

std::string_view unread_arithmetic(const G& group) {
  const Arithmetic& declared = group.declared.arithmetic;
  const bool outputs = group.outputs || group.truncated, products = group.queries && group.keys;
  if (declared.rounded_scores && !group.scores)
    return "its scores without X.scores";
  if (declared.p && !outputs && !(group.lse && declared.sums_rounded_p))
    return "its p without X.outputs or X.truncated";
  if (declared.tf32 && !outputs && !products)
    return "its tf32 without X.queries and X.keys, X.outputs or X.truncated";
  if (outputs || group.lse)
    return {};
  if (declared.accumulate && !products)
    return "its accumulate without X.queries and X.keys, or results that sum";
  Arithmetic read_by_scores; // where nothing sums
  read_by_scores.accumulate = declared.accumulate;
  read_by_scores.rounded_scores = declared.rounded_scores;
  read_by_scores.tf32 = declared.tf32;
  return declared == read_by_scores ? "" : "it without X.lse, X.outputs or X.truncated";
}

constexpr std::array words{
    Word{"causal", "true or false", "Query i of q sees the keys j <= i + n - q only", true,
         [](D& declared, std::string_view text) {
           return choose(declared.causal, text, {{"true", true}, {"false", false}});
         },
         always_read},
    Word{"window", "two numbers of keys, LEFT,RIGHT, where -1 is all",
         "Keys that a query sees on either side of its own, LEFT,RIGHT; -1 is all", false,
         [](D& declared, std::string_view text) { return read_window(declared.window, text); }, always_read},
    Word{"scale", "a positive number", "Scores are this times q.k; default: 1/sqrt(c) without stored scores",
         false, [](D& declared, std::string_view text) { return read_positive(declared.scale, text); },
         unread_without_products},
    Word{"soft_cap", "a positive number", "A cap c that makes c tanh(s/c) of each score", false,
         [](D& declared, std::string_view text) { return read_positive(declared.soft_cap, text); },
         unread_cap},
    Word{"layout", "bhqd, bqhd or thd",
         "Axes of queries, keys, values and outputs: bhqd, bqhd, or thd of X.cu_seqlens_q", false,
         [](D& declared, std::string_view text) {
           if (text.find('[') != text.npos)
             return true; // a description of the axes, which files had under this key before
           return choose<D::Layout>(
               declared.layout, text,
               {{"bhqd", D::Layout::bhqd}, {"bqhd", D::Layout::bqhd}, {"thd", D::Layout::thd}});
         },
         [](const G& group) -> std::string_view {
           const bool ordered = group.queries || group.keys || group.values || group.outputs ||
                                group.truncated || group.indices || group.lse;
           return (ordered && group.geometry.extents().head_axis) || group.declared.layout == D::Layout::thd
                      ? ""
                      : "it without an axis of heads";
         }},
    Word{"value_columns", "a number of columns", "Values are so many first columns of the keys' tensor",
         false,
         [](D&, std::string_view text) { // take_value_columns() reads it
           std::optional<std::size_t> columns;
           return read_extent(columns, text);
         },
         always_read},
    Word{"page_size", "a number of keys", "Keys of a page of X.block_table, or of pages that are selected",
         false, [](D& declared, std::string_view text) { return read_extent(declared.page_size, text); },
         [](const G& group) -> std::string_view {
           const bool selected = group.indices && group.declared.index_space == D::IndexSpace::page;
           return group.block_table || selected ? "" : "it without X.block_table or indices of pages";
         }},
    Word{"index_space", "row, page or slot",
         "What an index counts: keys of the row, its pages, or slots of the tensor of keys", false,
         [](D& declared, std::string_view text) {
           return choose<D::IndexSpace>(declared.index_space, text,
                                        {{"row", D::IndexSpace::row},
                                         {"page", D::IndexSpace::page},
                                         {"pages", D::IndexSpace::page},
                                         {"slot", D::IndexSpace::slot},
                                         {"slots", D::IndexSpace::slot}});
         },
         unread_without_indices},
    Word{"head", "top-k or any", "What a head is: top-k, or any keys, each once", false,
         [](D& declared, std::string_view text) {
           return choose<D::HeadKind>(declared.head, text,
                                      {{"top-k", D::HeadKind::top_k}, {"any", D::HeadKind::any}});
         },
         unread_without_indices},
    Word{"ties", "any, lowest or highest", "Which keys of equal score a head keeps: any, lowest or highest",
         false,
         [](D& declared, std::string_view text) {
           return choose<D::Ties>(
               declared.ties, text,
               {{"any", D::Ties::any}, {"lowest", D::Ties::lowest}, {"highest", D::Ties::highest}});
         },
         [](const G& group) -> std::string_view {
           const bool top_k =
               group.declared.head == D::HeadKind::top_k && group.declared.index_space != D::IndexSpace::page;
           if (!group.indices || !top_k)
             return "it without X.indices of a Top-k set";
           const bool blurred = group.scores && group.declared.arithmetic.rounded_scores && !group.selection;
           return blurred ? "it where scores were rounded when they were stored" : "";
         }},
    Word{"padding", "-1, n, max or 0",
         "The index that fills a short head: -1, n (the number of keys), max (of its type) or 0", false,
         [](D& declared, std::string_view text) {
           return choose<D::Padding>(declared.padding, text,
                                     {{"-1", D::Padding::minus_one},
                                      {"n", D::Padding::key_count},
                                      {"max", D::Padding::largest},
                                      {"0", D::Padding::zero}});
         },
         unread_without_indices},
    Word{"empty", "-inf, inf or nan", "The lse of a query that sees no key: -inf, inf or nan", false,
         [](D& declared, std::string_view text) {
           return choose<D::Empty>(declared.empty, text,
                                   {{"-inf", D::Empty::minus_infinity},
                                    {"inf", D::Empty::infinity},
                                    {"+inf", D::Empty::infinity},
                                    {"nan", D::Empty::nan}});
         },
         unread_without_lse},
    Word{"lse_base", "e or 2", "Base of the log-sum-exps: e or 2", false,
         [](D& declared, std::string_view text) {
           return choose<D::LseBase>(declared.lse_base, text, {{"e", D::LseBase::e}, {"2", D::LseBase::two}});
         },
         unread_without_lse},
    Word{"lse_sink", "in or out", "Whether a log-sum-exp has the sink as a term: in or out", false,
         [](D& declared, std::string_view text) {
           return choose(declared.lse_sink, text, {{"in", true}, {"out", false}});
         },
         [](const G& group) -> std::string_view {
           return group.lse && group.sinks ? "" : "it without X.lse and X.sinks";
         }},
    Word{"lse_over", "row or head", "What a log-sum-exp sums: row (all visible keys) or head", false,
         [](D& declared, std::string_view text) {
           return choose<D::LseOver>(declared.lse_over, text,
                                     {{"row", D::LseOver::row}, {"head", D::LseOver::head}});
         },
         [](const G& group) -> std::string_view {
           return group.lse && group.indices ? "" : "it without X.lse and X.indices";
         }},
    Word{"arithmetic", arithmetic_values,
         "How a kernel computes what formats do not tell, as p=bf16,tile=128,splits=8", false,
         [](D& declared, std::string_view text) { return read_arithmetic(declared.arithmetic, text); },
         unread_arithmetic},
};

} // namespace

std::span<const Word> declaration_words() {
  return words;
}

Declarations declarations_of(const std::string& prefix, const DeclaredTexts& given,
                             const DeclaredTexts& metadata, const std::string& file) {
  Declarations declared;
  for (const Word& word : words) {
    const std::optional<DeclaredText> found = declared_text(word.name, prefix, given, metadata);
    if (found && !word.declare(declared, found->text))
      throw input::InputError({file, found->in_metadata ? "__metadata__" : ""},
                              fmt::format("{} is {}, not {}", found->key,
                                          input::in_quotes(std::string(found->text)), word.values));
  }
  return declared;
}

KeyRange visible_keys(const Declarations& declared, std::int64_t own, std::size_t keys) {
  const auto n = static_cast<std::int64_t>(keys);
  // A side longer than the row and its own key together is as good as none, and does not overflow.
  const auto side = [&](const std::optional<std::size_t>& given) {
    const std::int64_t all = n + std::abs(own);
    return given && *given < static_cast<std::size_t>(all) ? static_cast<std::int64_t>(*given) : all;
  };
  const std::int64_t first = own - side(declared.window.left);
  const std::int64_t last = declared.causal ? own : own + side(declared.window.right);
  const std::int64_t begin = std::clamp<std::int64_t>(first, 0, n);
  return {static_cast<std::size_t>(begin),
          static_cast<std::size_t>(std::clamp<std::int64_t>(last + 1, begin, n))};
}

} // namespace tailmass::verify::attention
