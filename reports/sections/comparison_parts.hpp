// What the parts of a comparison share.
#pragma once

#include "reports/sections/comparison.hpp"
#include "verify/record/record.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace tailmass::reports::sections {

using Kind = Change::Kind;
using Changes = std::vector<Change>;

/// Items of both by key, each key once, those of `now` in its order and then those that are lost.
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
      one(Kind::added, item);
  for (const T& item : base)
    if (const auto found = old.find(key(item)); found != old.end() && found->second == &item)
      one(Kind::lost, item);
}

/// Errors of implementations. Throws UsageError where they are those of other cases.
void compare_precision(const verify::record::Record& now, const verify::record::Record& base,
                       const std::string& base_file, double factor, Changes& changes);

} // namespace tailmass::reports::sections
