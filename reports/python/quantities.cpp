// Rows of any type and strides, a quantity of each, on all cores.
#include "reports/python/quantities.hpp"

#include "reports/python/borrowed.hpp"
#include "reports/python/errors.hpp"
#include "reports/python/results.hpp"
#include "theory/fast/distribution/k_epsilon.hpp"
#include "theory/fast/gaps/gap_bounds.hpp"
#include "theory/fast/outputs/outputs.hpp"
#include "theory/nouns/domain_error.hpp"
#include "verify/campaign/row_workers.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <pybind11/stl.h>

namespace tailmass::reports::python {

namespace py = pybind11;
using fast::Enclosure;
using verify::input::DType;
using verify::input::Tensor;

namespace {

/// A row in its own type where its elements lie side by side, and else in double, which holds all exactly.
template <class Use>
void with_row(const Tensor& scores, std::size_t row, const Use& use) {
  const auto as = [&]<class T>(const T* first) { use(std::span<const T>(first, scores.width())); };
  const std::byte* const first = verify::input::element_bytes(scores, row * scores.width()).data();
  const bool side_by_side = !scores.strides || scores.shape.empty() || scores.strides->steps.back() == 1;
  const bool aligned =
      reinterpret_cast<std::uintptr_t>(first) % alignof(double) == 0 ||
      (scores.dtype == DType::F32 && reinterpret_cast<std::uintptr_t>(first) % alignof(float) == 0);
  if (side_by_side && aligned && scores.dtype == DType::F32)
    return as(reinterpret_cast<const float*>(first));
  if (side_by_side && aligned && scores.dtype == DType::F64)
    return as(reinterpret_cast<const double*>(first));
  std::vector<double> numbers;
  verify::input::read_row(scores, row, numbers);
  as(numbers.data());
}

std::vector<std::size_t> leading(const Tensor& scores) {
  return scores.shape.empty() ? scores.shape
                              : std::vector<std::size_t>(scores.shape.begin(), scores.shape.end() - 1);
}

/// Rows shorter than this in all are done by one thread, as a second takes longer to begin.
constexpr std::size_t work_of_a_thread = std::size_t{1} << 15U;

/// Calls `of_row` with each row; the error of the lowest one is thrown, naming it.
template <class OfRow>
void for_rows(const Tensor& scores, unsigned threads, const OfRow& of_row) {
  const py::gil_scoped_release released;
  if (!scores.refusal.empty())
    throw verify::input::InputError({"", scores.name}, scores.refusal);
  const auto judge = [&](std::size_t row) {
    try {
      with_row(scores, row, [&](auto numbers) { of_row(row, numbers); });
    } catch (const DomainError& error) {
      throw RowError(scores.name, verify::input::leading_indices(scores, row), error.key(), error.what());
    }
  };
  if (threads == 1 || scores.rows() * scores.width() <= work_of_a_thread)
    for (std::size_t row = 0; row < scores.rows(); ++row)
      judge(row);
  else
    (void)verify::campaign::share_rows(scores.rows(), {.threads = threads, .progress = {}},
                                       [&] { return judge; });
}

/// One enclosed number of each row.
template <class OfRow>
py::object numbers(const py::object& scores, unsigned threads, const OfRow& of_row) {
  const Borrowed borrowed = borrow(scores, "scores");
  std::vector<Enclosure> found(borrowed.tensor.rows());
  for_rows(borrowed.tensor, threads, [&](std::size_t row, auto x) { found[row] = of_row(x); });
  return enclosure(found, leading(borrowed.tensor));
}

/// The same of each row's truncation to its k largest scores.
template <class OfTruncation>
py::object of_truncation(const py::object& scores, std::size_t k, unsigned threads, const OfTruncation& of) {
  return numbers(scores, threads, [&](auto x) { return of(fast::truncation(x, k)); });
}

py::object k_epsilon(const py::object& scores, double epsilon, unsigned threads) {
  const Borrowed borrowed = borrow(scores, "scores");
  std::vector<std::size_t> least(borrowed.tensor.rows()), most(least);
  for_rows(borrowed.tensor, threads, [&](std::size_t row, auto x) {
    const fast::KEpsilon found = fast::k_epsilon(x, epsilon);
    least[row] = found.at_least;
    most[row] = found.at_most;
  });
  return k_epsilon_range(least, most, leading(borrowed.tensor));
}

/// The n d numbers of a matrix of values, row-major.
std::vector<double> matrix_of(const Tensor& values, std::size_t keys) {
  if (values.shape.size() != 2 || values.shape[0] != keys)
    throw verify::input::InputError({"", values.name},
                                    fmt::format("has shape {}, not [{}, d] of the {} keys of a row",
                                                verify::input::shape_text(values.shape), keys, keys));
  std::vector<double> matrix, row;
  for (std::size_t key = 0; key < keys; ++key) {
    verify::input::read_row(values, key, row);
    matrix.insert(matrix.end(), row.begin(), row.end());
  }
  return matrix;
}

/// d enclosed numbers of each row, of its outputs.
template <class OfOutputs>
py::object vectors(const py::object& scores, const py::object& values, std::optional<std::size_t> k,
                   unsigned threads, const OfOutputs& of) {
  const Borrowed borrowed = borrow(scores, "scores"), of_values = borrow(values, "values");
  const Tensor& tensor = borrowed.tensor;
  if (!of_values.tensor.refusal.empty())
    throw verify::input::InputError({"", "values"}, of_values.tensor.refusal);
  const std::vector<double> matrix = matrix_of(of_values.tensor, tensor.width());
  const std::size_t d = matrix.size() / tensor.width();
  std::vector<Enclosure> found(tensor.rows() * d);
  for_rows(tensor, threads, [&]<class T>(std::size_t row, std::span<const T> x) {
    const fast::Outputs outputs =
        fast::truncated_outputs<T, double>(x, k.value_or(x.size()), std::span<const double>(matrix));
    std::ranges::copy(of(outputs), found.begin() + static_cast<std::ptrdiff_t>(row * d));
  });
  std::vector<std::size_t> shape = leading(tensor);
  shape.push_back(d);
  return enclosure(found, shape);
}

constexpr const char* about_scores =
    "\n\nscores: [.., n], of any floating type, -inf where masked; read where they lie.\nthreads: 0 is one a "
    "core."
    "\n\nReturns Enclosure(value, radius), |true - value| <= radius: of shape [..], or two floats for one "
    "row.\n"
    "Raises InputError, a ValueError, naming row and key: NaN, +inf, a row without a finite score, a bad k.";

std::string about(const char* what) {
  return std::string(what) + about_scores;
}

} // namespace

void add_quantities(py::module_& module) {
  const auto add = [&](const char* name, const char* what, auto function) {
    module.def(name, function, py::arg("scores"), py::arg("k"), py::kw_only(), py::arg("threads") = 0,
               about(what).c_str());
  };
  module.def(
      "log_sum_exp",
      [](const py::object& scores, unsigned threads) {
        return numbers(scores, threads, [](auto x) { return fast::log_sum_exp(x).log(); });
      },
      py::arg("scores"), py::kw_only(), py::arg("threads") = 0,
      about("The log-sum-exp ln sum_j e^{s_j} of each row.").c_str());
  add("tail_mass", "The share of the softmax that a Top-k head drops, tau_k = 1 - P(k largest), of each row.",
      [](const py::object& scores, std::size_t k, unsigned threads) {
        return of_truncation(scores, k, threads, [](const auto& at) { return at.tail_mass(); });
      });
  add("kl_divergence", "KL(P^ || P) = -ln(1 - tau_k) of the truncated softmax P^, in nats, of each row.",
      [](const py::object& scores, std::size_t k, unsigned threads) {
        return of_truncation(scores, k, threads, [](const auto& at) { return at.kl_divergence(); });
      });
  add("boundary_gap", "The gap Delta_k = s_(k) - s_(k+1) between the last kept and the first dropped score.",
      [](const py::object& scores, std::size_t k, unsigned threads) {
        return of_truncation(scores, k, threads, [](const auto& at) { return at.boundary_gap(); });
      });
  add("gap_bound",
      "The gap bound 1/(1 + k/(n_f - k) e^{Delta_k}) >= tau_k, n_f the number of finite scores, k < n_f.",
      [](const py::object& scores, std::size_t k, unsigned threads) {
        return of_truncation(scores, k, threads, [](const auto& at) { return fast::gap_bound(at); });
      });
  module.def(
      "k_epsilon", &k_epsilon, py::arg("scores"), py::arg("epsilon"), py::kw_only(), py::arg("threads") = 0,
      "The least k that leaves no more than epsilon of the softmax in the tail, of each row.\n\n"
      "scores: [.., n], of any floating type, -inf where masked. epsilon: in (0, 1).\n\n"
      "Returns KEpsilon(at_least, at_most), which differ only where a tail mass is within its rounding of "
      "epsilon.\nRaises InputError, a ValueError, naming row and key.");
  module.def(
      "output",
      [](const py::object& scores, const py::object& values, std::optional<std::size_t> k, unsigned threads) {
        return vectors(scores, values, k, threads,
                       [&](const fast::Outputs& outputs) { return k ? outputs.truncated : outputs.full; });
      },
      py::arg("scores"), py::arg("values"), py::kw_only(), py::arg("k") = py::none(), py::arg("threads") = 0,
      "The attention output sum_j p_j v_j of each row, or of its Top-k head: ties go to the lower key.\n\n"
      "scores: [.., n]. values: [n, d], shared by the rows. k: None is all keys.\n\n"
      "Returns Enclosure(value, radius) of shape [.., d].\nRaises InputError, a ValueError, naming row and "
      "key.");
  module.def(
      "output_error",
      [](const py::object& scores, const py::object& values, std::size_t k, unsigned threads) {
        return vectors(scores, values, k, threads, [](const fast::Outputs& outputs) {
          return outputs.error.empty() ? fast::EnclosedVector(outputs.full.size()) : outputs.error;
        });
      },
      py::arg("scores"), py::arg("values"), py::arg("k"), py::kw_only(), py::arg("threads") = 0,
      "What a Top-k head changes of the output: Attn - Attn_k = tau_k (mu_T - mu_H), of each row.\n\n"
      "scores: [.., n]. values: [n, d], shared by the rows.\n\n"
      "Returns Enclosure(value, radius) of shape [.., d].\nRaises InputError, a ValueError, naming row and "
      "key.");
}

} // namespace tailmass::reports::python
