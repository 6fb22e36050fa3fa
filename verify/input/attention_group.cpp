// Grouping of a file's tensors by prefix or by the user's names.
#include "verify/input/attention_group.hpp"

#include "verify/input/attention_shapes.hpp"
#include "verify/input/input_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <unordered_map>

namespace tailmass::verify::input {
namespace {

constexpr std::string_view scores_suffix = "scores";

// Where "scores" starts in "X.scores" or "scores"; nothing for another name.
std::optional<std::size_t> stem_length(std::string_view name) {
  if (!name.ends_with(scores_suffix))
    return std::nullopt;
  const std::size_t length = name.size() - scores_suffix.size();
  return length == 0 || name[length - 1] == '.' ? std::optional(length) : std::nullopt;
}

class Grouping {
public:
  Grouping(std::span<const Tensor> tensors, const TensorNames& names, const std::string& file)
      : tensors_(tensors), names_(names), file_(file) {
    for (const Tensor& tensor : tensors)
      by_name_.emplace(tensor.name, &tensor);
  }

  std::vector<AttentionGroup> groups() const {
    std::vector<AttentionGroup> groups;
    for (const Tensor& tensor : tensors_)
      if (names_.scores ? tensor.name == *names_.scores : stem_length(tensor.name).has_value())
        groups.push_back(group(tensor));
    if (groups.empty() && names_.scores)
      fail_missing(*names_.scores);
    if (groups.empty())
      throw InputError({file_},
                       fmt::format("has no tensor named X.scores; it has {}{}", listing(), scores_meant()));
    if (groups.size() > 1 && names_part())
      throw InputError({file_}, fmt::format("a tensor is named for one group, but there are {} groups; "
                                            "name the scores too",
                                            groups.size()));
    for (const AttentionGroup& each : groups)
      require_fitting(each, file_);
    return groups;
  }

private:
  AttentionGroup group(const Tensor& scores) const {
    const std::optional<std::size_t> length = stem_length(scores.name);
    const std::optional<std::string> stem =
        length ? std::optional(scores.name.substr(0, *length)) : std::nullopt;
    AttentionGroup group;
    group.prefix = !stem ? scores.name : stem->substr(0, stem->empty() ? 0 : stem->size() - 1);
    group.scores = usable(scores);
    group.values = part(names_.values, stem, "values");
    group.queries = part(names_.queries, stem, "queries");
    group.keys = part(names_.keys, stem, "keys");
    group.outputs = part(names_.outputs, stem, "outputs");
    group.indices = part(names_.indices, stem, "indices");
    group.lse = part(names_.lse, stem, "lse");
    group.truncated = part(names_.truncated, stem, "truncated");
    return group;
  }

  std::optional<Tensor> part(const std::optional<std::string>& given, const std::optional<std::string>& stem,
                             const char* suffix) const {
    const Tensor* found = given ? find(*given) : stem ? find(*stem + suffix) : nullptr;
    if (given && !found)
      fail_missing(*given);
    return found ? std::optional(usable(*found)) : std::nullopt;
  }

  const Tensor& usable(const Tensor& tensor) const {
    if (!tensor.refusal.empty())
      throw InputError({file_, tensor.name}, tensor.refusal);
    return tensor;
  }

  const Tensor* find(const std::string& name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
  }

  bool names_part() const {
    return names_.values || names_.queries || names_.keys || names_.outputs || names_.indices || names_.lse ||
           names_.truncated;
  }

  [[noreturn]] void fail_missing(const std::string& name) const {
    throw InputError({file_, name}, fmt::format("no such tensor; the file has {}", listing()));
  }

  // The option for the first tensor whose name is another word for scores.
  std::string scores_meant() const {
    constexpr std::string_view words = " scores attn_scores attention_scores attn_logits logits qk ";
    for (const Tensor& tensor : tensors_) {
      const std::string word = " " + tensor.name.substr(tensor.name.find_last_of("./:") + 1) + " ";
      if (is_floating(tensor.dtype) && tensor.refusal.empty() && words.find(word) != words.npos)
        return fmt::format("; did you mean --scores {}?", printable(tensor.name));
    }
    return {};
  }

  std::string listing() const {
    constexpr std::size_t most = 20;
    if (tensors_.empty())
      return "no tensors";
    std::string list;
    for (std::size_t i = 0; i < std::min(tensors_.size(), most); ++i)
      list += (i == 0 ? "" : ", ") + in_quotes(tensors_[i].name);
    return tensors_.size() <= most ? list : fmt::format("{} and {} more", list, tensors_.size() - most);
  }

  std::span<const Tensor> tensors_;
  const TensorNames& names_;
  const std::string& file_;
  std::unordered_map<std::string_view, const Tensor*> by_name_;
};

// Matrices that the leading axes count.
std::size_t matrices(const Tensor& tensor) {
  return tensor.rows() / matrix_rows(tensor);
}

} // namespace

std::vector<AttentionGroup> group_tensors(std::span<const Tensor> tensors, const TensorNames& names,
                                          const std::string& file) {
  return Grouping(tensors, names, file).groups();
}

std::size_t matrix_rows(const Tensor& tensor) {
  return tensor.shape.size() < 2 ? 1 : tensor.shape[tensor.shape.size() - 2];
}

std::size_t matrix_index(const Tensor& scores, const Tensor& part, std::size_t row) {
  if (row >= scores.rows())
    throw std::out_of_range(fmt::format("row {} of {} rows of scores", row, scores.rows()));
  // Heads are the innermost axis of the matrices, so that whole groups of them lie one after the other.
  const std::size_t group = matrices(scores) / matrices(part);
  return row / matrix_rows(scores) / group;
}

std::size_t indices_row(const Tensor& scores, const Tensor& indices, std::size_t row) {
  const std::size_t queries = matrix_rows(scores);
  return matrix_index(scores, indices, row) * queries + row % queries;
}

} // namespace tailmass::verify::input
