// What a user declares of a kernel's tensors that the tensors do not tell.
#pragma once

#include "verify/attention/arithmetic.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tailmass::verify::attention {

struct AttentionGroup;

/// Conventions of one group of tensors, each with its default.
struct Declarations {
  /// The index that fills a head of fewer than k visible keys, anywhere in it: -1 (of unsigned indices, their
  /// largest number), the number of keys, the largest number of the indices' type, or 0: repeated, or once
  /// where key 0 is not visible.
  enum class Padding : std::uint8_t { minus_one, key_count, largest, zero };
  enum class LseBase : std::uint8_t { e, two };
  /// What a log-sum-exp sums: all visible keys of the row, or those of the kernel's head.
  enum class LseOver : std::uint8_t { row, head };
  /// The log-sum-exp of a query without a visible key; its output is 0.
  enum class Empty : std::uint8_t { minus_infinity, infinity, nan };
  /// What a head is: a Top-k set, or any keys, each once.
  enum class HeadKind : std::uint8_t { top_k, any };
  /// Which of equal scores a head keeps: any, those of the lowest or of the highest keys.
  enum class Ties : std::uint8_t { any, lowest, highest };
  /// The order of the axes of queries, keys, values and outputs: batch, head, query or key, dimension; or
  /// the heads after the queries or keys; or all queries, and all keys, of several sequences in one axis.
  enum class Layout : std::uint8_t { bhqd, bqhd, thd };
  /// What an index counts: keys of the row, pages of the row, or rows of the tensor of keys.
  enum class IndexSpace : std::uint8_t { row, page, slot };
  /// Keys on either side of a query's own, the last query of a row having the last key; nothing: all.
  struct Window {
    std::optional<std::size_t> left, right;
    friend bool operator==(const Window&, const Window&) = default;
  };

  Padding padding = Padding::minus_one;
  LseBase lse_base = LseBase::e;
  LseOver lse_over = LseOver::row;
  bool lse_sink = true; ///< a sink is a term of the log-sum-exp, as it is one of the denominator
  Empty empty = Empty::minus_infinity;
  HeadKind head = HeadKind::top_k;
  Ties ties = Ties::any;
  bool causal = false; ///< of q queries and n keys, query i sees the keys j <= i + n - q
  Window window = {};
  /// Scores are scale q.k; nothing: 1 beside stored scores, 1/sqrt(c) of c coordinates where there are none.
  std::optional<double> scale = {};
  std::optional<double> soft_cap = {}; ///< then they become cap tanh(s/cap)
  Layout layout = Layout::bhqd;
  std::optional<std::size_t> page_size = {}; ///< keys of a page
  IndexSpace index_space = IndexSpace::row;
  Arithmetic arithmetic = {};
  friend bool operator==(const Declarations&, const Declarations&) = default;
};

/// A word by which one of them is declared: an option of the command, a key of a file's metadata.
struct Word {
  std::string_view name;   ///< "lse_base"
  std::string_view values; ///< what it may be, as a sentence has it: "e or 2"
  std::string_view help;   ///< of the option, in one line
  bool flag;               ///< "true" or "false": an option that takes no value
  /// Sets it; false where the text is none of the values.
  bool (*declare)(Declarations& declared, std::string_view text);
  /// Returns what nothing of a group reads, and without what, as "it without X.lse"; empty where it is read.
  std::string_view (*unread)(const AttentionGroup& group);
};

/// Returns all of them, in the order of the help.
[[nodiscard]] std::span<const Word> declaration_words();

/// Texts by the name of a word: those of an option, or a file's metadata with keys of other programs too.
using DeclaredTexts = std::map<std::string, std::string, std::less<>>;

/// Returns what holds of the group of tensors X: what `given` says, else the metadata's X.word, else its
/// word. Throws InputError, naming `file`, for a text that is none of its word's values.
[[nodiscard]] Declarations declarations_of(const std::string& prefix, const DeclaredTexts& given,
                                           const DeclaredTexts& metadata, const std::string& file);

/// Keys that follow each other, from `begin` to before `end`.
struct KeyRange {
  std::size_t begin = 0, end = 0;
};

/// Returns the keys of n that a query may see as causal and window say, whose own key, the last one of causal
/// attention, is `own`: i + n - q for query i of q.
[[nodiscard]] KeyRange visible_keys(const Declarations& declared, std::int64_t own, std::size_t keys);

} // namespace tailmass::verify::attention
