// Grouping of a file's tensors by prefix or by the user's names.
#include "verify/attention/attention_group.hpp"

#include "verify/attention/attention_parts.hpp"
#include "verify/attention/mask.hpp"
#include "verify/attention/unread_words.hpp"
#include "verify/attention/value_columns.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tailmass::verify::attention {
namespace {

// Where the name of a part starts in "X.part" or "part"; nothing for another name.
std::optional<std::size_t> stem_length(std::string_view name, std::string_view part) {
  if (!name.ends_with(part))
    return std::nullopt;
  const std::size_t length = name.size() - part.size();
  return length == 0 || name[length - 1] == '.' ? std::optional(length) : std::nullopt;
}

class Grouping {
public:
  Grouping(std::span<const input::Tensor> tensors, const TensorNames& names, const DeclaredTexts& metadata,
           const std::string& file)
      : tensors_(tensors), names_(names), metadata_(metadata), file_(file) {
    for (const input::Tensor& tensor : tensors)
      by_name_.emplace(tensor.name, &tensor);
    for (const auto& [part, name] : names.tensors)
      if (!find(name))
        fail_missing(name);
  }

  std::vector<AttentionGroup> groups() const {
    std::vector<AttentionGroup> groups;
    for (const input::Tensor& tensor : tensors_)
      if (const std::optional<Stem> stem = stem_of(tensor))
        groups.push_back(group(stem->text));
    if (groups.empty() && given("queries") && given("keys"))
      groups.push_back(group(stem_in(*given("queries"), "queries")));
    if (groups.empty())
      throw input::InputError({file_},
                              fmt::format("has no tensor named X.scores, nor X.queries and X.keys; it has "
                                          "{}{}",
                                          listing(), options_meant()));
    if (groups.size() > 1 &&
        std::ranges::any_of(names_.tensors, [](const auto& named) { return named.first != "scores"; }))
      throw input::InputError({file_},
                              fmt::format("a tensor is named for one group, but there are {} groups; "
                                          "name the scores too",
                                          groups.size()));
    require_metadata_read(groups, names_.declared, metadata_, file_,
                          [&](const Word& word) { return may_be_read(word); });
    return groups;
  }

private:
  /// Whether a group of the file, chosen or not, reads a word of all; one that is unsound, and not chosen,
  /// may.
  bool may_be_read(const Word& word) const {
    const TensorNames unnamed{.tensors = {}, .declared = names_.declared};
    const Grouping all(tensors_, unnamed, metadata_, file_);
    return std::ranges::any_of(tensors_, [&](const input::Tensor& tensor) {
      const std::optional<Stem> stem = all.stem_of(tensor);
      if (!stem)
        return false;
      try {
        const AttentionGroup group = all.group(stem->text);
        const auto found = declared_text(word.name, group.prefix, {}, metadata_);
        return found && found->key == word.name && word.unread(group).empty();
      } catch (const input::InputError&) {
        return true;
      }
    });
  }

  /// The prefix of a group with its point; nothing of one whose parts are all named.
  struct Stem {
    std::optional<std::string> text;
  };

  static std::optional<std::string> stem_in(const std::string& name, std::string_view part) {
    const std::optional<std::size_t> length = stem_length(name, part);
    return length ? std::optional(name.substr(0, *length)) : std::nullopt;
  }

  // That of the group which a tensor stands for: its scores, or queries whose keys are there and scores are
  // not.
  std::optional<Stem> stem_of(const input::Tensor& tensor) const {
    if (const std::string* scores = given("scores"))
      return tensor.name == *scores ? std::optional(Stem{stem_in(tensor.name, "scores")}) : std::nullopt;
    if (const auto stem = stem_in(tensor.name, "scores"))
      return Stem{stem};
    const auto stem = stem_in(tensor.name, "queries");
    if (stem && (given("keys") || find(*stem + "keys")) && !find(*stem + "scores"))
      return Stem{stem};
    return std::nullopt;
  }

  AttentionGroup group(const std::optional<std::string>& stem) const {
    AttentionGroup group;
    for (const AttentionPart& part : attention_parts())
      if (const input::Tensor* tensor = part_of(part, stem))
        group.*part.tensor = usable(*tensor);
    group.prefix = !stem ? group.naming().name : stem->substr(0, stem->empty() ? 0 : stem->size() - 1);
    group.declared = declarations_of(group.prefix, names_.declared, metadata_, file_);
    take_value_columns(group, declared_text("value_columns", group.prefix, names_.declared, metadata_),
                       file_);
    group.geometry = geometry_of(group, file_);
    if (group.positions)
      require_positions(group, file_);
    return group;
  }

  const input::Tensor* part_of(const AttentionPart& part, const std::optional<std::string>& stem) const {
    const std::string* name = given(part.name);
    return name ? find(*name) : stem ? find(*stem + std::string(part.name)) : nullptr;
  }

  const std::string* given(std::string_view part) const {
    const auto named = names_.tensors.find(part);
    return named == names_.tensors.end() ? nullptr : &named->second;
  }

  const input::Tensor& usable(const input::Tensor& tensor) const {
    if (!tensor.refusal.empty())
      throw input::InputError({file_, tensor.name}, tensor.refusal);
    return tensor;
  }

  const input::Tensor* find(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
  }

  [[noreturn]] void fail_missing(const std::string& name) const {
    const auto nearest = input::nearest_name(name, input::names_in(tensors_, &input::Tensor::name));
    throw input::InputError({file_, name},
                            fmt::format("no such tensor{}; the file has {}",
                                        nearest ? ", the nearest is " + input::in_quotes(*nearest) : "",
                                        listing()));
  }

  // The options for the first tensors whose names are other words for scores, or for queries and keys.
  std::string options_meant() const {
    const std::string scores = option_meant("scores");
    const std::string queries = option_meant("queries"), keys = option_meant("keys");
    const std::string options = !scores.empty()                   ? scores
                                : queries.empty() || keys.empty() ? ""
                                                                  : queries + keys;
    return options.empty() ? "" : fmt::format("; did you mean{}?", options);
  }

  std::string option_meant(std::string_view name) const {
    const AttentionPart& part = *std::ranges::find(attention_parts(), name, &AttentionPart::name);
    for (const input::Tensor& tensor : tensors_)
      if (is_called(part, tensor))
        return fmt::format(" {} {}", option_of(part.name), input::printable(tensor.name));
    return {};
  }

  std::string listing() const {
    constexpr std::size_t most = 20;
    if (tensors_.empty())
      return "no tensors";
    std::string list;
    for (std::size_t i = 0; i < std::min(tensors_.size(), most); ++i)
      list += (i == 0 ? "" : ", ") + input::in_quotes(tensors_[i].name);
    return tensors_.size() <= most ? list : fmt::format("{} and {} more", list, tensors_.size() - most);
  }

  std::span<const input::Tensor> tensors_;
  const TensorNames& names_;
  const DeclaredTexts& metadata_;
  const std::string& file_;
  std::unordered_map<std::string_view, const input::Tensor*> by_name_;
};

} // namespace

std::vector<AttentionGroup> group_tensors(std::span<const input::Tensor> tensors, const TensorNames& names,
                                          const DeclaredTexts& metadata, const std::string& file) {
  return Grouping(tensors, names, metadata, file).groups();
}

} // namespace tailmass::verify::attention
