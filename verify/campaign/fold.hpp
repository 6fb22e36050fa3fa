// Work in numbered units, whose results fold in their order: by one process, or in chunks by several.
#pragma once

#include "verify/campaign/part.hpp"
#include "verify/campaign/parts.hpp"
#include "verify/campaign/row_workers.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

namespace tailmass::verify::campaign {

/// The most units of a chunk.
inline constexpr std::size_t most_in_chunk = 256;

/// What is done with each unit, what becomes of its result, and how a part keeps that of a chunk. Results of
/// consecutive units join into one that folds like these one by one.
template <class Result>
struct Units {
  std::size_t count = 0;
  /// Whether a chunk begins with it, though the one before is not full.
  std::function<bool(std::size_t unit)> begins_chunk = {};
  /// Makes what a thread does each of its units with.
  std::function<std::function<Result(std::size_t unit)>()> make_worker = {};
  /// Whether a unit was done to its end, though the work was stopped meanwhile; null: each is.
  std::function<bool(const Result& result)> whole = {};
  std::function<void(Result& into, Result later)> join = {};
  std::function<void(Result result)> fold = {};
  std::function<nlohmann::ordered_json(const Result& result)> write = {};
  /// Throws std::invalid_argument.
  std::function<Result(const record::Field& json)> read = {};
};

/// Returns where the chunks of so many units begin, and the end of the last.
[[nodiscard]] std::vector<std::size_t> chunk_bounds(std::size_t units,
                                                    const std::function<bool(std::size_t)>& begins_chunk);

struct Folded {
  std::size_t units = 0; ///< that were folded, the first ones
  unsigned threads = 1;
};

/// Does the unfinished chunks of a part. Returns the number of threads.
template <class Result>
unsigned write_chunks(const Units<Result>& units, const WorkOptions& options) {
  const std::vector<std::size_t> bounds = chunk_bounds(units.count, units.begins_chunk);
  const std::vector<std::size_t> chunks = options.part->unfinished(bounds.size() - 1);
  std::size_t total = 0;
  for (const std::size_t chunk : chunks)
    total += bounds[chunk + 1] - bounds[chunk];
  std::atomic<std::size_t> done = 0;
  WorkOptions by_chunk{.threads = options.threads, .progress = {}, .stop = options.stop};
  return share_rows(chunks.size(), by_chunk, [&] {
    return [&, work = units.make_worker()](std::size_t i) {
      const std::size_t chunk = chunks[i];
      std::optional<Result> result;
      for (std::size_t unit = bounds[chunk]; unit < bounds[chunk + 1]; ++unit) {
        if (options.stop && *options.stop)
          return;
        Result one = work(unit);
        if (units.whole && !units.whole(one))
          return;
        if (result)
          units.join(*result, std::move(one));
        else
          result.emplace(std::move(one));
        if (const std::size_t so_far = ++done; options.progress)
          options.progress(so_far, total);
      }
      options.part->append(chunk, units.write(*result));
    };
  });
}

/// Does the units on all cores and folds what they give. With a part to write it does those of its shard that
/// are not finished, chunk by chunk, and folds none; a chunk in work when it is stopped is left. With parts
/// to merge it folds what these have, the first chunks where it is stopped. Throws PartsError where they lack
/// something.
template <class Result>
Folded fold_units(const Units<Result>& units, const WorkOptions& options) {
  if (options.parts) {
    const std::vector<std::size_t> bounds = chunk_bounds(units.count, units.begins_chunk);
    const std::size_t chunks = bounds.size() - 1;
    options.parts->require(chunks);
    std::size_t chunk = 0;
    for (; chunk < chunks && !(options.stop && *options.stop); ++chunk)
      options.parts->read(chunk, [&](const record::Field& json) { units.fold(units.read(json)); });
    return {.units = bounds[chunk], .threads = threads_for(options.threads)};
  }
  if (options.part)
    return {.threads = write_chunks(units, options)};
  InOrder<Result> results(units.fold);
  const unsigned threads = share_rows(units.count, options, [&] {
    return [&, work = units.make_worker()](std::size_t unit) {
      Result one = work(unit);
      if (!units.whole || units.whole(one))
        results.enter(unit, std::move(one));
    };
  });
  return {.units = results.merged(), .threads = threads};
}

} // namespace tailmass::verify::campaign
