// Finding the chunks of parts, and what is missing of them.
#include "verify/campaign/parts.hpp"

#include "verify/campaign/part_line.hpp"
#include "verify/input/input_error.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tailmass::verify::campaign {

namespace {

using Json = nlohmann::ordered_json;

PartHeader header_in(const std::filesystem::path& path, std::string_view line) {
  try {
    const Json json = Json::parse(line);
    return header_of(record::Field(json));
  } catch (const Json::exception&) {
    throw input::InputError({path.string()}, "is no part of a run");
  } catch (const std::invalid_argument& error) {
    throw input::InputError({path.string()}, fmt::format("is no part of a run: {}", error.what()));
  }
}

/// "3, 5 to 9, 12", and how many follow where these are many.
std::string ranges_of(const std::vector<std::size_t>& chunks, std::size_t step) {
  constexpr std::size_t most = 8;
  std::string text;
  std::size_t ranges = 0, i = 0;
  for (; i < chunks.size() && ranges < most; ++ranges) {
    std::size_t last = i;
    while (last + 1 < chunks.size() && chunks[last + 1] == chunks[last] + step)
      ++last;
    text += fmt::format("{}{}", text.empty() ? "" : ", ", chunks[i]);
    if (last > i)
      text += fmt::format(", {}{}", last > i + 1 ? ".. " : "", chunks[last]);
    i = last + 1;
  }
  return i < chunks.size() ? fmt::format("{} and {} more", text, chunks.size() - i) : text;
}

} // namespace

Parts::Parts(std::span<const std::filesystem::path> paths) : paths_(paths.begin(), paths.end()) {
  for (std::size_t part = 0; part < paths_.size(); ++part) {
    const input::MappedFile& file = files_.emplace_back(paths_[part]);
    const std::string_view text(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size());
    std::size_t lines = 0;
    (void)each_line(text, [&](std::string_view line, std::size_t) {
      if (lines++ > 0) {
        const std::optional<std::size_t> chunk = chunk_of(line);
        if (!chunk)
          throw input::InputError({paths_[part].string()},
                                  fmt::format("line {} is no chunk as it was written", lines));
        chunks_.emplace(*chunk, Place{part, line});
        return;
      }
      const PartHeader header = header_in(paths_[part], line);
      if (part == 0)
        header_ = header;
      else if (const std::string other = difference(header_, header); !other.empty())
        throw input::InputError({paths_[part].string()}, fmt::format("is of another run than {}: {} differs",
                                                                     paths_[0].string(), other));
    });
    if (lines == 0)
      throw input::InputError({paths_[part].string()}, "is no part of a run: it has no line that ends");
  }
}

void Parts::require(std::size_t chunks) const {
  const std::size_t shards = header_.shards;
  std::map<std::size_t, std::vector<std::size_t>> missing; // by shard
  std::vector<std::size_t> twice;
  for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
    const std::size_t count = chunks_.count(chunk);
    if (count == 0)
      missing[chunk % shards].push_back(chunk);
    if (count > 1)
      twice.push_back(chunk);
  }
  std::string text;
  constexpr std::size_t most = 8;
  std::size_t told = 0, untold = 0;
  for (const auto& [shard, of_shard] : missing)
    if (told++ < most)
      text += fmt::format("{}shard {}/{} lacks chunk {} of {}", text.empty() ? "" : "; ", shard, shards,
                          ranges_of(of_shard, shards), chunks);
    else
      ++untold;
  if (untold > 0)
    text += fmt::format("; so do {} more shards", untold);
  if (!twice.empty())
    text += fmt::format("{}chunk {} is there more than once", text.empty() ? "" : "; ", ranges_of(twice, 1));
  if (const auto beyond = chunks_.lower_bound(chunks); beyond != chunks_.end())
    text += fmt::format("{}chunk {} is beyond the {} of the run", text.empty() ? "" : "; ", beyond->first,
                        chunks);
  if (!text.empty())
    throw PartsError(text);
}

void Parts::read(std::size_t chunk, const std::function<void(const record::Field&)>& read) const {
  const Place& place = chunks_.find(chunk)->second;
  const auto fail = [&](const std::string& reason) {
    throw input::InputError({paths_[place.part].string()}, fmt::format("chunk {}: {}", chunk, reason));
  };
  try {
    const Json json = Json::parse(place.line);
    read(record::Field(json).at("result"));
  } catch (const Json::exception& error) {
    fail(error.what());
  } catch (const std::invalid_argument& error) {
    fail(error.what());
  }
}

} // namespace tailmass::verify::campaign
