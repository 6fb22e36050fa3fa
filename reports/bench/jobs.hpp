// The jobs of `bench`.
#pragma once

#include "reports/bench/python_peers.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace tailmass::reports::bench {

struct JobOptions {
  std::vector<std::size_t> sizes{1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};
  std::uint64_t seed = 1;
  std::vector<int> processors; ///< those of jobs on all threads
};

/// A job whose rows are made when it is its turn; they live as long as the job.
struct PlannedJob {
  std::string name;
  std::function<Job()> make;
};

/// In the order of their tables; `python` outlives them.
[[nodiscard]] std::vector<PlannedJob> planned_jobs(const JobOptions& options, PythonPeers& python);

// The parts of that list.

/// ln Z of a row with the weights in double, whatever its type.
template <class T>
[[nodiscard]] double precise_log_sum_exp(std::span<const T> x);

/// Log-sum-exp of one row, beside the memory roof and the peers.
template <class T>
[[nodiscard]] Job log_sum_exp_job(std::size_t n, std::uint64_t seed, PythonPeers& python);
/// Tail mass of the n/10 largest keys, beside compositions.
template <class T>
[[nodiscard]] Job tail_mass_job(std::size_t n, std::uint64_t seed, PythonPeers& python);
/// k_epsilon for epsilon = 0.01, beside compositions.
template <class T>
[[nodiscard]] Job k_epsilon_job(std::size_t n, std::uint64_t seed, PythonPeers& python);

/// Full and truncated output, k = n/10, and their distance, beside the full product alone.
[[nodiscard]] Job output_error_job(std::size_t n, std::uint64_t seed);

/// What the fast path does to a row.
enum class Quantity { log_sum_exp, tail_mass, k_epsilon };
[[nodiscard]] std::string name_of(Quantity quantity);
/// Compares one number of scores in rows of 1000, 10,000, .. and in one row.
template <class T>
[[nodiscard]] Job row_length_job(Quantity quantity, std::size_t n, std::uint64_t seed);
/// Rows of every kind.
template <class T>
[[nodiscard]] Job hard_rows_job(Quantity quantity, std::size_t n, std::uint64_t seed);
/// The fast path's and Highway's exponential on every instruction set.
template <class T>
[[nodiscard]] Job instruction_sets_job(std::size_t n, std::uint64_t seed);
/// Log-sum-exp of one row on one thread and on all.
[[nodiscard]] Job threads_job(std::size_t n, const JobOptions& options, PythonPeers& python);
/// The Python package, where python has it: an assertion of a test on rows of n scores beside the reference
/// of torch that it replaces, and one call.
[[nodiscard]] Job held_attention_job(std::size_t n, std::uint64_t seed, PythonPeers& python);
[[nodiscard]] Job python_call_job(std::uint64_t seed, PythonPeers& python);
/// Verbs that users wait for.
enum class Verb { check, certify, verify };
[[nodiscard]] std::string name_of(Verb verb);
/// Rows of n scores with values of 64 numbers and a kernel's results by a verb on one thread, beside what
/// numpy and torch take in float64 for their softmax, order, heads and outputs.
[[nodiscard]] Job verb_job(Verb verb, std::size_t n, std::uint64_t seed, PythonPeers& python);
/// k_epsilon of rows of 10,000 scores on one thread and on all.
[[nodiscard]] Job rows_on_threads_job(std::size_t n, const JobOptions& options);

} // namespace tailmass::reports::bench
