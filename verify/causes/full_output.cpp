// All visible keys as a head.
#include "verify/causes/full_output.hpp"

#include <cmath>
#include <utility>

namespace tailmass::verify::causes {

namespace {

/// The keys of finite score, and padding for the others.
std::vector<input::Integer> whole_head(std::span<const double> scores) {
  std::vector<input::Integer> keys;
  for (std::size_t key = 0; key < scores.size(); ++key)
    if (std::isfinite(scores[key]))
      keys.push_back({.negative = false, .magnitude = key});
  keys.resize(scores.size(), {.negative = true, .magnitude = 1});
  return keys;
}

class WholeHeads : public cases::Neighbours {
public:
  explicit WholeHeads(std::shared_ptr<const cases::Neighbours> rows) : rows_(std::move(rows)) {}
  [[nodiscard]] std::size_t rows() const override { return rows_->rows(); }
  [[nodiscard]] std::size_t position() const override { return rows_->position(); }
  [[nodiscard]] std::string name(std::size_t row) const override { return rows_->name(row); }
  [[nodiscard]] std::vector<double> scores(std::size_t row) const override { return rows_->scores(row); }
  [[nodiscard]] std::vector<input::Integer> indices(std::size_t row) const override {
    return whole_head(rows_->scores(row));
  }

private:
  std::shared_ptr<const cases::Neighbours> rows_;
};

} // namespace

cases::AttentionRow as_truncated(const cases::AttentionRow& row) {
  cases::AttentionRow whole = row;
  whole.truncated = std::exchange(whole.outputs, std::nullopt);
  whole.indices = {.tensor = whole.truncated->tensor,
                   .dtype = input::DType::I64,
                   .numbers = whole_head(row.scores->all())};
  whole.declared.padding = attention::Declarations::Padding::minus_one;
  whole.declared.head = attention::Declarations::HeadKind::any;
  whole.selection = nullptr;
  if (whole.neighbours)
    whole.neighbours = std::make_shared<const WholeHeads>(whole.neighbours);
  return whole;
}

} // namespace tailmass::verify::causes
