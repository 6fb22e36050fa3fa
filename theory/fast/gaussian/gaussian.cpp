// The Gaussian score model over arrays, some hundred entries at a time.
#include "theory/fast/gaussian/gaussian.hpp"

#include "theory/fast/kernels/kernels.hpp"
#include "theory/fast/kernels/normal_tails.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace tailmass::fast {

namespace {

constexpr std::size_t width = 256;   ///< models at a time
constexpr double largest_sigma = 64; ///< beyond it nothing is left but one key of all
constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double mills_at_half = 1.2534; ///< p/phi(z) at most, where p <= 1/2 is beyond z: sqrt(pi/2)

/// A model: sigma and epsilon are off where they have been rounded.
struct Model {
  std::size_t n = 2, k = 1;
  Enclosure sigma = {1, 0}, epsilon = {0.5, 0};

  /// The smaller of k and n - k.
  [[nodiscard]] double fewer() const { return static_cast<double>(std::min(k, n - k)); }
  [[nodiscard]] bool keeps_most() const { return k > n - k; }
};
using Models = std::span<const Model>;

/// Phi^{-1} of a part's probabilities, and Mills' ratio at the size of each.
class Quantiles {
public:
  explicit Quantiles(std::size_t count)
      : share_(padded(count), 0.5), x_(share_.size()), off_(share_.size()), mills_(share_.size()) {}

  /// That of `share` <= 1/2, or of 1 - share; rounding of the share moves it by `moved`.
  void add(double share, bool of_rest, double moved) {
    share_[sign_.size()] = share;
    sign_.push_back(of_rest ? 1 : -1);
    moved_.push_back(moved);
  }
  void compute() {
    normal_quantiles(share_.data(), share_.size(),
                     {.x = x_.data(), .off = off_.data(), .mills = mills_.data()});
  }
  [[nodiscard]] Enclosure operator[](std::size_t i) const {
    return {sign_[i] * x_[i], (off_[i] + moved_[i]) * (1 + 0x1p-50)};
  }
  [[nodiscard]] double mills(std::size_t i) const { return mills_[i]; }

private:
  std::vector<double> sign_, moved_;
  std::vector<double> share_, x_, off_, mills_; // padded
};

/// Phi_c of a part's numbers.
class Survivals {
public:
  explicit Survivals(std::size_t count)
      : y_(padded(count)), moved_(y_.size()), value_(y_.size()), radius_(y_.size()) {}

  void add(Enclosure y) {
    y_[count_] = y.value;
    moved_[count_++] = y.radius;
  }
  void compute() { normal_survivals(y_.data(), moved_.data(), y_.size(), value_.data(), radius_.data()); }
  [[nodiscard]] Enclosure operator[](std::size_t i) const { return {value_[i], radius_[i]}; }

private:
  std::size_t count_ = 0;
  std::vector<double> y_, moved_, value_, radius_; // padded
};

Enclosure negative(Enclosure x) {
  return {-x.value, x.radius};
}
/// A number with a relative error of at most e^log - 1; it says nothing where that is much.
Enclosure within(double value, double log) {
  const double relative = stable::widened(log);
  return relative <= 0.25 ? sane(enclose(value, relative)) : Enclosure{0, infinite};
}
Enclosure exponential(Enclosure x) {
  return within(std::exp(x.value), x.radius + stable::libm_error<>);
}
/// A quotient of counts.
Enclosure share_of(std::size_t part, std::size_t n) {
  return enclose(static_cast<double>(part) / static_cast<double>(n), 2 * unit_double);
}

/// -z = Phi^{-1}(k/n) of each: p/phi <= sqrt(pi/2) of a share p that is rounded by u.
Quantiles of_ranks(Models models) {
  Quantiles below(models.size());
  for (const Model& model : models)
    below.add(model.fewer() / static_cast<double>(model.n), model.keeps_most(), mills_at_half * unit_double);
  below.compute();
  return below;
}

void survivals_beyond(Models models, const Quantiles& below, std::span<Enclosure> out) {
  Survivals tails(models.size());
  for (std::size_t i = 0; i < models.size(); ++i)
    tails.add(models[i].sigma + below[i]);
  tails.compute();
  for (std::size_t i = 0; i < models.size(); ++i)
    out[i] = tails[i];
}

// Each quantity of a part, of at most `width` models.

void k_epsilon_of(Models models, std::span<Enclosure> out) {
  Quantiles below(models.size());
  for (const Model& model : models) {
    const auto [epsilon, moved] = model.epsilon;
    const double share = std::min(epsilon, 1 - epsilon), apart = share - moved;
    const bool known = apart > 0;
    below.add(known ? share : 0.5, epsilon > 0.5, known ? mills_at_half * (moved / apart) : infinite);
  }
  below.compute();
  survivals_beyond(models, below, out);
}

void threshold_of(Models models, std::span<Enclosure> out) {
  const Quantiles below = of_ranks(models);
  for (std::size_t i = 0; i < models.size(); ++i)
    out[i] = negative(below[i]);
}

void tail_mass_of(Models models, std::span<Enclosure> out) {
  survivals_beyond(models, of_ranks(models), out);
}

/// sigma/(n phi) is sigma times Mills' ratio over n Phi_c, which is the smaller of k and n - k. The ratio's
/// logarithm changes by less than the quantile.
void gap_about_of(Models models, std::span<Enclosure> out) {
  const Quantiles below = of_ranks(models);
  for (std::size_t i = 0; i < models.size(); ++i)
    out[i] = models[i].sigma *
             within(below.mills(i) / models[i].fewer(), mills_error + below[i].radius + 2 * unit_double);
}

/// V W^2 = E f^2 - (E f)^2 of f = (g - w) 1{x <= z} - tau g, g = e^{sigma x}: with B = E g^2 1{x <= z} and A
/// = E g^2 1{x > z} it is (1 - tau)^2 B + tau^2 A + w^2 rho (1 - rho) - 2 (1 - tau) tau w W.
void variance_of(Models models, std::span<Enclosure> out) {
  const Quantiles below = of_ranks(models);
  Survivals tails(4 * models.size());
  for (std::size_t i = 0; i < models.size(); ++i) {
    const Enclosure once = models[i].sigma + below[i], twice = models[i].sigma + once;
    for (const Enclosure y : {once, negative(once), twice, negative(twice)})
      tails.add(y);
  }
  tails.compute();
  for (std::size_t i = 0; i < models.size(); ++i) {
    const auto& [n, k, sigma, epsilon] = models[i];
    const Enclosure tau = tails[4 * i], kept = tails[4 * i + 1];
    const Enclosure square = sigma * sigma, whole = exponential(square);
    const Enclosure w = exponential(negative(sigma * below[i]) + Enclosure{-0.5, 0} * square);
    out[i] = kept * kept * (whole * tails[4 * i + 2]) + tau * tau * (whole * tails[4 * i + 3]) +
             w * w * (share_of(k, n) * share_of(n - k, n)) + Enclosure{-2, 0} * kept * tau * w;
  }
}

using OfPart = void (*)(Models models, std::span<Enclosure> out);

/// A quantity of all entries, of which `model` gives each.
template <class ModelOf>
void by_parts(std::span<Enclosure> out, OfPart quantity, const ModelOf& model) {
  const AssumedArithmetic assumed;
  Model models[width];
  for (std::size_t first = 0; first < out.size(); first += width) {
    const std::size_t count = std::min(width, out.size() - first);
    for (std::size_t i = 0; i < count; ++i)
      models[i] = model(first + i);
    quantity({models, count}, out.subspan(first, count));
  }
}

void require(bool holds, const char* reason, std::size_t entry) {
  if (!holds)
    throw DomainError("entry " + std::to_string(entry) + ": " + reason);
}

/// A number of an array, exact.
template <class T>
Enclosure sigma_of(std::span<const T> sigma, std::size_t entry) {
  const auto x = static_cast<double>(sigma[entry]);
  require(x >= 0 && x <= largest_sigma, "sigma is outside 0..64", entry);
  return {x, 0};
}
Model with_ranks(Ranks ranks, std::size_t entry) {
  const std::size_t n = ranks.n[entry], k = ranks.k[entry];
  require(n >= 2 && n <= std::size_t{1} << 53U, "n is outside 2..2^53", entry);
  require(k >= 1 && k < n, "k is outside 1..n - 1", entry);
  return {.n = n, .k = k};
}
template <class T>
void of_ranks_and_sigma(Ranks ranks, std::span<const T> sigma, std::span<Enclosure> out, OfPart quantity) {
  by_parts(out, quantity, [&](std::size_t entry) {
    Model model = with_ranks(ranks, entry);
    model.sigma = sigma_of(sigma, entry);
    return model;
  });
}

/// A number as T rounds it.
template <class T>
Enclosure in_type(double x) {
  return {static_cast<double>(stable::rounded<T>(x)), stable::rounding_of<T>(x)};
}
stable::Estimate<> of_one(const Model& model, OfPart quantity) {
  Enclosure out;
  by_parts({&out, 1}, quantity, [&](std::size_t) { return model; });
  return {out.value, {0, out.radius}};
}

} // namespace

template <class T>
void gaussian_k_epsilon(std::span<const T> sigma, std::span<const T> epsilon, std::span<Enclosure> out) {
  by_parts(out, k_epsilon_of, [&](std::size_t entry) {
    const auto p = static_cast<double>(epsilon[entry]);
    require(p > 0 && p < 1, "epsilon is outside (0, 1)", entry);
    return Model{.sigma = sigma_of(sigma, entry), .epsilon = {p, 0}};
  });
}
void gaussian_threshold(Ranks ranks, std::span<Enclosure> out) {
  by_parts(out, threshold_of, [&](std::size_t entry) { return with_ranks(ranks, entry); });
}
template <class T>
void gaussian_tail_mass(Ranks ranks, std::span<const T> sigma, std::span<Enclosure> out) {
  of_ranks_and_sigma(ranks, sigma, out, tail_mass_of);
}
template <class T>
void gaussian_gap_about(Ranks ranks, std::span<const T> sigma, std::span<Enclosure> out) {
  of_ranks_and_sigma(ranks, sigma, out, gap_about_of);
}
template <class T>
void gaussian_variance(Ranks ranks, std::span<const T> sigma, std::span<Enclosure> out) {
  of_ranks_and_sigma(ranks, sigma, out, variance_of);
}

template <class T>
stable::Estimate<> gaussian_k_epsilon(double sigma, double epsilon) {
  const AssumedArithmetic assumed;
  return of_one({.sigma = in_type<T>(sigma), .epsilon = in_type<T>(epsilon)}, k_epsilon_of);
}
stable::Estimate<> gaussian_threshold(std::size_t n, std::size_t k) {
  return of_one({.n = n, .k = k}, threshold_of);
}
template <class T>
stable::Estimate<> gaussian_tail_mass(std::size_t n, std::size_t k, double sigma) {
  const AssumedArithmetic assumed;
  return of_one({.n = n, .k = k, .sigma = in_type<T>(sigma)}, tail_mass_of);
}
template <class T>
stable::Estimate<> gaussian_gap_about(std::size_t n, std::size_t k, double sigma) {
  const AssumedArithmetic assumed;
  return of_one({.n = n, .k = k, .sigma = in_type<T>(sigma)}, gap_about_of);
}
template <class T>
stable::Estimate<> gaussian_variance(std::size_t n, std::size_t k, double sigma) {
  const AssumedArithmetic assumed;
  return of_one({.n = n, .k = k, .sigma = in_type<T>(sigma)}, variance_of);
}

template void gaussian_k_epsilon(std::span<const float> sigma, std::span<const float> epsilon,
                                 std::span<Enclosure> out);
template void gaussian_tail_mass(Ranks ranks, std::span<const float> sigma, std::span<Enclosure> out);
template void gaussian_gap_about(Ranks ranks, std::span<const float> sigma, std::span<Enclosure> out);
template void gaussian_variance(Ranks ranks, std::span<const float> sigma, std::span<Enclosure> out);
template stable::Estimate<> gaussian_k_epsilon<float>(double sigma, double epsilon);
template stable::Estimate<> gaussian_tail_mass<float>(std::size_t n, std::size_t k, double sigma);
template stable::Estimate<> gaussian_gap_about<float>(std::size_t n, std::size_t k, double sigma);
template stable::Estimate<> gaussian_variance<float>(std::size_t n, std::size_t k, double sigma);
template void gaussian_k_epsilon(std::span<const double> sigma, std::span<const double> epsilon,
                                 std::span<Enclosure> out);
template void gaussian_tail_mass(Ranks ranks, std::span<const double> sigma, std::span<Enclosure> out);
template void gaussian_gap_about(Ranks ranks, std::span<const double> sigma, std::span<Enclosure> out);
template void gaussian_variance(Ranks ranks, std::span<const double> sigma, std::span<Enclosure> out);
template stable::Estimate<> gaussian_k_epsilon<double>(double sigma, double epsilon);
template stable::Estimate<> gaussian_tail_mass<double>(std::size_t n, std::size_t k, double sigma);
template stable::Estimate<> gaussian_gap_about<double>(std::size_t n, std::size_t k, double sigma);
template stable::Estimate<> gaussian_variance<double>(std::size_t n, std::size_t k, double sigma);

} // namespace tailmass::fast
