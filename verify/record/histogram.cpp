// Bins by the leading bits of a double, and lists of counts.
#include "verify/record/histogram.hpp"

#include "verify/record/shared_members.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <iterator>

namespace tailmass::verify::record {

namespace {

constexpr std::size_t most_unsorted = 256;

/// The middle of a number's bin: doubles that agree in exponent and 7 bits of the mantissa share one. Maps
/// middles to themselves.
double middle_of_bin(double x) {
  constexpr std::uint64_t half = std::uint64_t{1} << 44U;
  if (x == 0 || std::isinf(x))
    return x;
  return std::bit_cast<double>((std::bit_cast<std::uint64_t>(x) & ~(2 * half - 1)) | half);
}

/// Makes one of the entries of the same number, which follow each other.
void combine(std::vector<Histogram::Entry>& entries) {
  std::size_t kept = 0;
  for (const Histogram::Entry& entry : entries)
    if (kept > 0 && entries[kept - 1].number == entry.number)
      entries[kept - 1].count += entry.count;
    else
      entries[kept++] = entry;
  entries.resize(kept);
}

} // namespace

void Histogram::append(double number, std::size_t count) {
  entries_.push_back({(binned_ ? middle_of_bin(number) : number) + 0.0, count}); // no -0
  if (entries_.size() - sorted_ > most_unsorted)
    sort();
}

void Histogram::sort() {
  const auto middle = entries_.begin() + static_cast<std::ptrdiff_t>(sorted_);
  const auto before = [](const Entry& a, const Entry& b) { return a.number < b.number; };
  std::sort(middle, entries_.end(), before);
  std::inplace_merge(entries_.begin(), middle, entries_.end(), before);
  combine(entries_);
  if (!binned_ && entries_.size() > most_exact)
    bin();
  sorted_ = entries_.size();
}

void Histogram::bin() {
  binned_ = true;
  for (Entry& entry : entries_)
    entry.number = middle_of_bin(entry.number); // which keeps their order
  combine(entries_);
  entries_.shrink_to_fit();
}

void Histogram::add(double number, std::size_t count) {
  min_ = count_ == 0 ? number : std::min(min_, number);
  max_ = count_ == 0 ? number : std::max(max_, number);
  count_ += count;
  append(number, count);
}

void Histogram::merge(const Histogram& other) {
  if (other.empty())
    return;
  min_ = count_ == 0 ? other.min_ : std::min(min_, other.min_);
  max_ = count_ == 0 ? other.max_ : std::max(max_, other.max_);
  count_ += other.count_;
  if (other.binned_ && !binned_) {
    sort();
    bin();
    sorted_ = entries_.size();
  }
  for (const Entry& entry : other.entries_)
    append(entry.number, entry.count);
}

std::vector<Histogram::Entry> Histogram::entries() const {
  Histogram copy = *this;
  copy.sort();
  return std::move(copy.entries_);
}

double Histogram::quantile(double q) const {
  const double rank = std::ceil(q * static_cast<double>(count_));
  std::size_t below = 0;
  for (const Entry& entry : entries())
    if (below += entry.count; static_cast<double>(below) >= rank)
      return std::clamp(entry.number, min_, max_);
  return max_;
}

Json Value<Histogram>::write(const Histogram& x) {
  Histogram sorted = x;
  sorted.sort();
  Json json{{"count", x.count_}};
  if (x.empty())
    return json;
  json["min"] = json_number(x.min_);
  for (const auto& [name, q] : {std::pair{"lower", 0.25}, {"median", 0.5}, {"upper", 0.75}})
    json[name] = json_number(sorted.quantile(q));
  json["max"] = json_number(x.max_);
  json["binned"] = sorted.binned_;
  Json numbers = Json::array(), counts = Json::array();
  for (const Histogram::Entry& entry : sorted.entries_) {
    numbers.push_back(json_number(entry.number));
    counts.push_back(entry.count);
  }
  json["numbers"] = std::move(numbers);
  json["counts"] = std::move(counts);
  return json;
}

void Value<Histogram>::read(const Field& field, Histogram& into) {
  into = {};
  if (field.at("count").count() == 0)
    return;
  const std::vector<Field> numbers = field.at("numbers").items(), counts = field.at("counts").items();
  cases::expect(numbers.size() == counts.size(), field.place(), "as many counts as numbers");
  for (std::size_t i = 0; i < numbers.size(); ++i)
    into.add(numbers[i].number(), counts[i].count());
  cases::expect(into.count_ == field.at("count").count(), field.place(), "counts that add up to its count");
  into.sort();
  if (field.at("binned").flag())
    into.bin();
  into.min_ = field.at("min").number();
  into.max_ = field.at("max").number();
  into.sorted_ = into.entries_.size();
}

Json Value<Histogram>::describe(Definitions& definitions) {
  return definitions.refer("histogram", [&] {
    const Json number = Value<double>::describe(definitions);
    const Json count = Value<std::size_t>::describe(definitions);
    Properties properties;
    properties.add("count", count, true);
    for (const char* name : {"min", "lower", "median", "upper", "max"})
      properties.add(name, number, false);
    properties.add("binned", Value<bool>::describe(definitions), false);
    properties.add("numbers", {{"type", "array"}, {"items", number}}, false);
    properties.add("counts", {{"type", "array"}, {"items", count}}, false);
    return properties.object();
  });
}

} // namespace tailmass::verify::record
