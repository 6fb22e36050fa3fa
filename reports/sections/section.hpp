// A section of a record, as reports know it.
#pragma once

#include "reports/sections/comparison.hpp"
#include "reports/sections/outcome.hpp"
#include "reports/text/style.hpp"
#include "verify/record/record.hpp"

#include <fmt/format.h>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tailmass::reports::sections {

/// Two records side by side.
struct Compared {
  const verify::record::Record& now;
  const verify::record::Record& base;
  std::string base_file; ///< as it was given
  double factor = default_factor;
};

/// What a section of a record says; functions of it that say nothing are null.
struct Section {
  std::string_view name; ///< in words, of what can be compared
  /// Whether the record has something of it that can be worse than before.
  bool (*comparable)(const verify::record::Record&) = nullptr;
  std::vector<Outcome> (*outcomes)(const verify::record::Record&) = nullptr;
  void (*compare)(const Compared&, std::vector<Change>&) = nullptr;
  /// Whether the record is of a run whose table is this section's.
  bool (*leads)(const verify::record::Record&) = nullptr;
  std::string (*table)(const verify::record::Record&, const text::TableStyle&) = nullptr;
  /// What whoever made such a run asks first, a line each: numbers, where outcomes are verdicts.
  std::vector<std::string> (*answers)(const verify::record::Record&) = nullptr;
};

// In the order in which their outcomes and changes are told; each is defined in the file named after it.
extern const Section rows_section, theorems_section, numbers_section, kernel_section, mutants_section,
    boxes_section, hunt_section, precision_section, bench_section, necessity_section, certified_section;

/// Visits items of both by key, each key once, those of `now` in its order and then those that are lost.
template <class T, class Key, class Both, class One>
void pair_up(const std::vector<T>& now, const std::vector<T>& base, const Key& key, const Both& both,
             const One& one) {
  std::map<std::string, const T*, std::less<>> old;
  for (const T& item : base)
    old.emplace(key(item), &item);
  for (const T& item : now)
    if (const auto found = old.find(key(item)); found != old.end()) {
      both(item, *found->second);
      old.erase(found);
    } else
      one(Change::Kind::added, item);
  for (const T& item : base)
    if (const auto found = old.find(key(item)); found != old.end() && found->second == &item)
      one(Change::Kind::lost, item);
}

/// Compares verdicts that should be `good`.
template <class T, class Key>
void compare_verdicts(const std::vector<T>& now, const std::vector<T>& base, verify::judge::Verdict good,
                      const std::string& group, const std::string& command, const Key& key,
                      std::vector<Change>& changes) {
  pair_up(
      now, base, key,
      [&](const T& item, const T& old) {
        if ((item.verdict == good) != (old.verdict == good))
          changes.push_back({item.verdict == good ? Change::Kind::better : Change::Kind::worse, group,
                             key(item), fmt::format("{} -> {}", name_of(old.verdict), name_of(item.verdict)),
                             command});
      },
      [&](Change::Kind kind, const T& item) {
        changes.push_back({kind, group, key(item), std::string(name_of(item.verdict))});
      });
}

} // namespace tailmass::reports::sections
