// Stretches of rows on threads.
#include "theory/fast/distribution/batch.hpp"

#include "theory/fast/kernels/targets.hpp"
#include "theory/nouns/domain_error.hpp"

#include <algorithm>
#include <exception>
#include <thread>

namespace tailmass::fast {

namespace {

/// Calls of_row(i) for all i below `rows`.
template <class OfRow>
void for_each_row(std::size_t rows, unsigned threads, const OfRow& of_row) {
  const std::size_t asked = threads != 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
  const std::size_t stretches = std::max<std::size_t>(1, std::min(rows, asked));
  std::vector<std::exception_ptr> faults(stretches); // the first of each stretch
  const auto work = [&](std::size_t stretch) {
    std::size_t row = stretch * rows / stretches;
    try {
      for (; row < (stretch + 1) * rows / stretches; ++row)
        of_row(row);
    } catch (const DomainError& error) {
      faults[stretch] =
          std::make_exception_ptr(DomainError("row " + std::to_string(row) + ": " + error.what()));
    } catch (...) {
      faults[stretch] = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t stretch = 1; stretch < stretches; ++stretch)
      others.emplace_back([&work, stretch, target = target_in_use()] {
        const OnTarget on(target);
        work(stretch);
      });
    work(0);
  }
  for (const std::exception_ptr& fault : faults)
    if (fault)
      std::rethrow_exception(fault);
}

template <class T, class OfRow>
auto results_of(const Rows<T>& rows, unsigned threads, const OfRow& of_row) {
  std::vector<decltype(of_row(rows[0]))> results(rows.count());
  for_each_row(rows.count(), threads, [&](std::size_t row) { results[row] = of_row(rows[row]); });
  return results;
}

} // namespace

template <class T>
Rows<T>::Rows(std::span<const T> scores, std::size_t n) : scores_(scores), n_(n) {
  if (n == 0 || scores.size() % n != 0)
    throw DomainError(std::to_string(scores.size()) + " scores are no rows of " + std::to_string(n));
}

template <class T>
std::vector<ScaledSum> log_sum_exp(const Rows<T>& rows, unsigned threads) {
  return results_of(rows, threads, [](std::span<const T> row) { return log_sum_exp(row); });
}

template <class T>
std::vector<std::vector<Truncation>> truncations(const Rows<T>& rows, std::span<const std::size_t> ks,
                                                 unsigned threads) {
  return results_of(rows, threads, [ks](std::span<const T> row) { return truncations(row, ks); });
}

template <class T>
std::vector<KEpsilon> k_epsilon(const Rows<T>& rows, double epsilon, unsigned threads) {
  return results_of(rows, threads, [epsilon](std::span<const T> row) { return k_epsilon(row, epsilon); });
}

template class Rows<float>;
template class Rows<double>;
template std::vector<ScaledSum> log_sum_exp(const Rows<float>&, unsigned);
template std::vector<ScaledSum> log_sum_exp(const Rows<double>&, unsigned);
template std::vector<std::vector<Truncation>> truncations(const Rows<float>&, std::span<const std::size_t>,
                                                          unsigned);
template std::vector<std::vector<Truncation>> truncations(const Rows<double>&, std::span<const std::size_t>,
                                                          unsigned);
template std::vector<KEpsilon> k_epsilon(const Rows<float>&, double, unsigned);
template std::vector<KEpsilon> k_epsilon(const Rows<double>&, double, unsigned);

} // namespace tailmass::fast
