// Which jobs there are at which sizes.
#include "reports/bench/jobs.hpp"

#include "reports/bench/words.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace tailmass::reports::bench {

namespace {

/// Where selection pays: rows that the targets name, among the sizes asked for, or the largest of these.
std::vector<std::size_t> selection_sizes(const std::vector<std::size_t>& sizes) {
  std::vector<std::size_t> chosen;
  std::ranges::copy_if(sizes, std::back_inserter(chosen),
                       [](std::size_t n) { return 1'000'000 <= n && n <= 10'000'000; });
  if (chosen.empty())
    chosen.push_back(*std::ranges::max_element(sizes));
  return chosen;
}

/// Makes a job for float64, then for float32.
template <class MakeDouble, class MakeFloat>
void add_both(std::vector<PlannedJob>& jobs, const std::string& name, MakeDouble make_double,
              MakeFloat make_float) {
  jobs.push_back({name + " float64", make_double});
  jobs.push_back({name + " float32", make_float});
}

} // namespace

std::vector<PlannedJob> planned_jobs(const JobOptions& options, PythonPeers& python) {
  std::vector<PlannedJob> jobs;
  const std::uint64_t seed = options.seed;
  for (const std::size_t n : options.sizes)
    jobs.push_back({"log-sum-exp float64 " + size_name(n),
                    [=, &python] { return log_sum_exp_job<double>(n, seed, python); }});
  for (const std::size_t n : options.sizes)
    jobs.push_back({"log-sum-exp float32 " + size_name(n),
                    [=, &python] { return log_sum_exp_job<float>(n, seed, python); }});
  const std::vector<std::size_t> chosen = selection_sizes(options.sizes);
  const std::size_t usual = std::min<std::size_t>(1'000'000, std::ranges::max(options.sizes));
  add_both(
      jobs, "tail mass " + size_name(usual),
      [=, &python] { return tail_mass_job<double>(usual, seed, python); },
      [=, &python] { return tail_mass_job<float>(usual, seed, python); });
  for (const std::size_t n : chosen)
    add_both(
        jobs, "k_epsilon " + size_name(n), [=, &python] { return k_epsilon_job<double>(n, seed, python); },
        [=, &python] { return k_epsilon_job<float>(n, seed, python); });
  jobs.push_back({"output error " + size_name(usual), [=] { return output_error_job(usual, seed); }});
  constexpr std::array quantities{Quantity::log_sum_exp, Quantity::tail_mass, Quantity::k_epsilon};
  for (const Quantity quantity : quantities)
    add_both(
        jobs, "short rows " + name_of(quantity),
        [=] { return row_length_job<double>(quantity, usual, seed); },
        [=] { return row_length_job<float>(quantity, usual, seed); });
  for (const Quantity quantity : quantities)
    add_both(
        jobs, "hard rows " + name_of(quantity), [=] { return hard_rows_job<double>(quantity, usual, seed); },
        [=] { return hard_rows_job<float>(quantity, usual, seed); });
  add_both(
      jobs, "instruction sets", [=] { return instruction_sets_job<double>(usual, seed); },
      [=] { return instruction_sets_job<float>(usual, seed); });
  const std::size_t held = std::min<std::size_t>(8192, usual);
  for (const Verb verb : {Verb::check, Verb::certify, Verb::verify}) {
    // Every theorem on a row takes as long as many rows of the others.
    const std::size_t n = verb == Verb::verify ? std::min<std::size_t>(512, held) : held;
    jobs.push_back(
        {name_of(verb) + " " + size_name(n), [=, &python] { return verb_job(verb, n, seed, python); }});
  }
  jobs.push_back(
      {"held in Python " + size_name(held), [=, &python] { return held_attention_job(held, seed, python); }});
  jobs.push_back({"one call of Python", [=, &python] { return python_call_job(seed, python); }});
  for (const std::size_t n : options.sizes)
    if (n >= usual)
      jobs.push_back(
          {"all processors " + size_name(n), [=, &python] { return threads_job(n, options, python); }});
  jobs.push_back({"rows on all processors", [=] { return rows_on_threads_job(usual, options); }});
  return jobs;
}

} // namespace tailmass::reports::bench
