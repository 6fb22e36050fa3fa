// What lies around a row in its file.
#pragma once

#include "verify/cases/dataset.hpp"
#include "verify/cases/neighbours.hpp"

namespace tailmass::verify::cases {

/// Returns how many query heads of a group of tensors read the same keys and values, 1 where none do.
[[nodiscard]] std::size_t heads_together(const attention::AttentionGroup& group);

/// Returns the number of the row of the first of these heads at the same query. Throws std::out_of_range
/// unless index < dataset.rows().
[[nodiscard]] std::size_t first_together(const Dataset& dataset, std::size_t index);

/// The rows of a group of tensors around one of them, read from the dataset, which must outlive this.
class FileNeighbours : public Neighbours {
public:
  FileNeighbours(Dataset& dataset, const attention::AttentionGroup& group, const attention::RowPlace& place)
      : dataset_(dataset), group_(group), place_(place) {}
  [[nodiscard]] std::vector<Neighbour> all() const override;
  [[nodiscard]] std::vector<Neighbour> misread() const override;
  [[nodiscard]] std::vector<double> scores(const Neighbour& one) const override;
  [[nodiscard]] std::vector<input::Integer> indices(const Neighbour& one) const override;
  [[nodiscard]] std::shared_ptr<const Values> values(const Neighbour& one) const override;
  [[nodiscard]] std::vector<std::vector<double>> heads_together() const override;

private:
  void add_rows(std::vector<Neighbour>& all, std::size_t from, std::size_t to) const;
  void add_transposed(std::vector<Neighbour>& all) const;
  void add_heads(std::vector<Neighbour>& all) const;
  void add_key_heads(std::vector<Neighbour>& all) const;
  void add_sequences(std::vector<Neighbour>& all) const;
  [[nodiscard]] const attention::AttentionGroup& read_by(const Neighbour& one) const;
  [[nodiscard]] Neighbour row(attention::RowPlace place) const;

  Dataset& dataset_;
  const attention::AttentionGroup& group_;
  attention::RowPlace place_;
};

} // namespace tailmass::verify::cases
