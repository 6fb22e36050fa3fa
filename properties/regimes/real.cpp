// Rows of the recogniser's real scores, cut to length and perturbed.
#include "properties/regimes/draw.hpp"

#include "verify/attention/bundled.hpp"
#include "verify/cases/dataset.hpp"

namespace tailmass::properties::regimes {

namespace {

constexpr Parameter noise[] = {{"noise", 1e-6, 1, true}};

/// The rows of the text recogniser, read once: stored scores without a mask.
const std::vector<std::vector<double>>& recogniser_rows() {
  static const std::vector<std::vector<double>> rows = [] {
    verify::cases::Dataset dataset(verify::attention::recogniser_files(), {}, 0);
    std::vector<std::vector<double>> all;
    for (std::size_t index = 0; index < dataset.rows(); ++index) {
      const verify::cases::AttentionRow row = dataset.row(index, false);
      all.emplace_back(row.scores->all().begin(), row.scores->all().end());
    }
    return all;
  }();
  return rows;
}

} // namespace

extern const Regime real_rows = {
    .name = "real",
    .description = "n neighbouring keys of a bundled row, from the start again where it ends, with noise",
    .parameters = noise,
    .scores = [](RowShape shape, std::span<const double> at, RandomStream& random) {
      const std::vector<double>& row = recogniser_rows()[random.below(recogniser_rows().size())];
      const std::size_t start = random.below(row.size());
      std::vector<double> scores(shape.n);
      for (std::size_t key = 0; key < shape.n; ++key)
        scores[key] = row[(start + key) % row.size()] + at[0] * random.normal();
      return scores;
    }};

} // namespace tailmass::properties::regimes
