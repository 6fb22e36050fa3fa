// The members of a record's structs as lists, from which they are written, read, merged and described.
#pragma once

#include "verify/record/value.hpp"

#include <tuple>

namespace tailmass::verify::record {

/// What of a member must be there.
enum class Presence {
  needed,  ///< always written; a record without it is refused
  written, ///< always written; a record without it has the default
  if_set,  ///< left out where it is empty, absent, false or 0
  kept     ///< of parts only, never of a record: what merging goes on from
};

/// How two values of a member become one.
enum class Merging {
  first,   ///< the earlier one: what both have in common
  sum,     ///< of counts and rates
  largest, ///< of numbers
  all      ///< of lists, the later after the earlier; of what merges itself, as it does
};

template <class T>
bool is_set(const T& x) {
  if constexpr (requires { x.has_value(); })
    return x.has_value();
  else if constexpr (requires { x.empty(); })
    return !x.empty();
  else if constexpr (std::is_arithmetic_v<T>)
    return x != T{};
  else
    return true;
}

/// Returns a schema with further members, as JSON, `"maximum": 1`; a number with a domain is never a string.
[[nodiscard]] inline Json narrowed(Json schema, std::string_view domain) {
  if (domain.empty())
    return schema;
  if (schema.contains("$ref"))
    schema = {{"type", "number"}};
  schema.update(Json::parse("{" + std::string(domain) + "}"));
  return schema;
}

/// The properties of an object's schema, and which are always there.
struct Properties {
  Json all = Json::object();
  Json always = Json::array();

  void add(std::string_view name, Json schema, bool is_always) {
    all[std::string(name)] = std::move(schema);
    if (is_always)
      always.push_back(name);
  }
  [[nodiscard]] Json object() const {
    Json json{{"type", "object"}, {"properties", all}};
    if (!always.empty())
      json["required"] = always;
    json["additionalProperties"] = false;
    return json;
  }
};

template <class S>
using Condition = bool (*)(const S&);

/// A data member of S under its name; with a condition, one that is written and read only where it holds.
template <class S, class T, class As = Value<T>>
struct Member {
  std::string_view name;
  T S::*at;
  Presence presence;
  Merging merging = Merging::first;
  Condition<S> condition = nullptr;
  std::string_view domain = {}; ///< further members of its schema, as JSON

  [[nodiscard]] constexpr Member when(Condition<S> holds) const {
    Member copy = *this;
    copy.condition = holds;
    return copy;
  }
  [[nodiscard]] constexpr Member merged(Merging how) const {
    Member copy = *this;
    copy.merging = how;
    return copy;
  }
  /// Returns it with further members of its schema, `"maximum": 1`.
  [[nodiscard]] constexpr Member within(std::string_view json) const {
    Member copy = *this;
    copy.domain = json;
    return copy;
  }

  void write(Json& json, const S& x, Form form) const {
    if ((condition && !condition(x)) || (presence == Presence::if_set && !is_set(x.*at)) ||
        (presence == Presence::kept && form == Form::record))
      return;
    json[std::string(name)] = written_as<As>(x.*at, form);
  }
  void read(const Field& object, S& into) const {
    if (presence == Presence::needed && !condition)
      As::read(object.at(name), into.*at);
    else if (const std::optional<Field> field = object.find(name))
      As::read(*field, into.*at);
  }
  void describe(Properties& properties, Definitions& definitions) const {
    if (presence != Presence::kept)
      properties.add(name, narrowed(As::describe(definitions), domain),
                     presence != Presence::if_set && !condition);
  }
  void merge(S& into, S& later) const {
    if constexpr (std::is_arithmetic_v<T> && !std::same_as<T, bool>) {
      if (merging == Merging::sum)
        into.*at += later.*at;
      else if (merging == Merging::largest)
        into.*at = std::max(into.*at, later.*at);
    } else if constexpr (requires { (into.*at).merge(std::move(later.*at)); }) {
      if (merging == Merging::all)
        (into.*at).merge(std::move(later.*at));
    } else if constexpr (requires { (into.*at)->begin(); }) {
      if (merging == Merging::all && later.*at)
        std::ranges::move(*(later.*at), std::back_inserter(into.*at ? *(into.*at) : (into.*at).emplace()));
    } else if constexpr (requires { (into.*at).push_back(std::move((later.*at).front())); }) {
      if (merging == Merging::all)
        std::ranges::move(later.*at, std::back_inserter(into.*at));
    }
  }
};

template <class S, class T>
constexpr Member<S, T> needed(std::string_view name, T S::*at) {
  return {name, at, Presence::needed};
}
template <class S, class T>
constexpr Member<S, T> written(std::string_view name, T S::*at) {
  return {name, at, Presence::written};
}
template <class S, class T>
constexpr Member<S, T> if_set(std::string_view name, T S::*at) {
  return {name, at, Presence::if_set};
}
/// A member that only parts have. It merges as `merged` says, or by what is said of several members.
template <class S, class T>
constexpr Member<S, T> kept(std::string_view name, T S::*at) {
  return {name, at, Presence::kept};
}
/// A needed member whose JSON is As's instead of its type's.
template <class As, class S, class T>
constexpr Member<S, T, As> needed_as(std::string_view name, T S::*at) {
  return {name, at, Presence::needed};
}

/// A value that may be absent, then null.
template <class T>
struct OrNull {
  static Json write(const T& x, Form form) {
    return is_set(x) ? written_as<Value<T>>(x, form) : Json(nullptr);
  }
  static void read(const Field& field, T& into) { Value<T>::read(field, into); }
  static Json describe(Definitions& definitions) {
    Json schema = Value<T>::describe(definitions);
    schema["type"] = Json::array({schema.at("type"), "null"});
    return schema;
  }
};
template <class S, class T>
constexpr Member<S, T, OrNull<T>> or_null(std::string_view name, T S::*at) {
  return {name, at, Presence::written};
}

/// A list, parts of which with the same key merge into one.
template <class S, class T, class K>
struct ByKey {
  std::string_view name;
  std::vector<T> S::*at;
  Presence presence;
  K T::*key;
  Condition<S> condition = nullptr;

  [[nodiscard]] constexpr ByKey when(Condition<S> holds) const {
    ByKey copy = *this;
    copy.condition = holds;
    return copy;
  }
  [[nodiscard]] constexpr Member<S, std::vector<T>> plain() const {
    return {name, at, presence, Merging::all, condition};
  }
  void write(Json& json, const S& x, Form form) const { plain().write(json, x, form); }
  void read(const Field& object, S& into) const { plain().read(object, into); }
  void describe(Properties& properties, Definitions& definitions) const {
    plain().describe(properties, definitions);
  }
  void merge(S& into, S& later) const { merge_by(into.*at, later.*at, key); }
};
template <class S, class T, class K>
constexpr ByKey<S, T, K> by_key(std::string_view name, std::vector<T> S::*at, Presence presence, K T::*key) {
  return {name, at, presence, key};
}

/// Merges each of `later` into the one of the same key, or appends it.
template <class T, class K>
void merge_by(std::vector<T>& into, std::vector<T>& later, K T::*key) {
  for (T& more : later)
    if (const auto found = std::ranges::find(into, more.*key, key); found != into.end())
      members<T>.merge(*found, more);
    else
      into.push_back(std::move(more));
}

/// What is said of S beside its own members: written, never read. An optional result is left out where
/// absent.
template <class S, class T>
struct Computed {
  std::string_view name;
  T (*of)(const S&);
  Condition<S> condition = nullptr;
  std::string_view domain = {};

  [[nodiscard]] constexpr Computed when(Condition<S> holds) const { return {name, of, holds, domain}; }
  [[nodiscard]] constexpr Computed within(std::string_view json) const { return {name, of, condition, json}; }

  void write(Json& json, const S& x, Form form) const {
    if ((condition && !condition(x)) || form == Form::part)
      return;
    const T value = of(x);
    if constexpr (requires { value.has_value(); }) {
      if (value)
        json[std::string(name)] = Value<T>::write(value);
    } else {
      json[std::string(name)] = Value<T>::write(value);
    }
  }
  void read(const Field& /*unused*/, S& /*unused*/) const {}
  void describe(Properties& properties, Definitions& definitions) const {
    constexpr bool optional = requires(const T& value) {
      value.has_value();
    };
    properties.add(name, narrowed(Value<T>::describe(definitions), domain), !optional && !condition);
  }
  void merge(S& /*unused*/, S& /*unused*/) const {}
};
template <class S, class T>
constexpr Computed<S, T> computed(std::string_view name, T (*of)(const S&)) {
  return {name, of};
}

/// The members of S, in their order in JSON.
template <class S, class... Elements>
struct Members {
  std::string_view name; ///< of its definition in the schema
  std::tuple<Elements...> elements;

  void each(const auto& visit) const {
    std::apply([&](const Elements&... element) { (visit(element), ...); }, elements);
  }
  void write(Json& json, const S& x, Form form = Form::record) const {
    each([&](const auto& element) { element.write(json, x, form); });
  }
  [[nodiscard]] Json write(const S& x, Form form = Form::record) const {
    Json json = Json::object();
    write(json, x, form);
    return json;
  }
  void read(const Field& object, S& into) const {
    each([&](const auto& element) { element.read(object, into); });
  }
  void describe(Properties& properties, Definitions& definitions) const {
    each([&](const auto& element) { element.describe(properties, definitions); });
  }
  [[nodiscard]] Json describe(Definitions& definitions) const {
    Properties properties;
    describe(properties, definitions);
    return properties.object();
  }
  /// Merges what later cases gave into what earlier ones did.
  void merge(S& into, S& later) const {
    each([&](const auto& element) { element.merge(into, later); });
  }
};
template <class S, class... Elements>
constexpr Members<S, Elements...> list_of(std::string_view name, Elements... elements) {
  return {name, {elements...}};
}

/// Members of S that stand in an object of their own.
template <class S, class... Elements>
struct Group {
  std::string_view name;
  Members<S, Elements...> inside;
  Condition<S> condition = nullptr;

  [[nodiscard]] constexpr Group when(Condition<S> holds) const { return {name, inside, holds}; }

  void write(Json& json, const S& x, Form form) const {
    if (!condition || condition(x))
      json[std::string(name)] = inside.write(x, form);
  }
  void read(const Field& object, S& into) const {
    if (const std::optional<Field> field = object.find(name))
      inside.read(*field, into);
  }
  void describe(Properties& properties, Definitions& definitions) const {
    properties.add(name, inside.describe(definitions), !condition);
  }
  void merge(S& into, S& later) const { inside.merge(into, later); }
};
template <class S, class... Elements>
constexpr Group<S, Elements...> group(std::string_view name, Elements... elements) {
  return {name, list_of<S>(name, elements...)};
}

/// How members that mean something only together merge, which one by one cannot.
template <class S>
struct MergedBy {
  void (*how)(S& into, S& later);

  void write(Json& /*unused*/, const S& /*unused*/, Form /*unused*/) const {}
  void read(const Field& /*unused*/, S& /*unused*/) const {}
  void describe(Properties& /*unused*/, Definitions& /*unused*/) const {}
  void merge(S& into, S& later) const { how(into, later); }
};
template <class S>
constexpr MergedBy<S> merged_by(void (*how)(S& into, S& later)) {
  return {how};
}

/// The members of a struct of S among its own.
template <class S, class T, class List>
struct Inlined {
  T S::*at;
  const List* list;

  void write(Json& json, const S& x, Form form) const { list->write(json, x.*at, form); }
  void read(const Field& object, S& into) const { list->read(object, into.*at); }
  void describe(Properties& properties, Definitions& definitions) const {
    list->describe(properties, definitions);
  }
  void merge(S& into, S& later) const { list->merge(into.*at, later.*at); }
};
template <class S, class T, class List>
constexpr Inlined<S, T, List> inlined(T S::*at, const List& list) {
  return {at, &list};
}

/// The members of a struct that S may have, among its own; there where the one called `sign` is.
template <class S, class T, class List>
struct InlinedIfSet {
  std::optional<T> S::*at;
  const List* list;
  std::string_view sign;

  void write(Json& json, const S& x, Form form) const {
    if (x.*at)
      list->write(json, *(x.*at), form);
  }
  void read(const Field& object, S& into) const {
    if (object.find(sign))
      list->read(object, (into.*at).emplace());
  }
  void describe(Properties& properties, Definitions& definitions) const {
    Properties some;
    list->describe(some, definitions);
    properties.all.update(some.all);
  }
  void merge(S& into, S& later) const {
    if (into.*at && later.*at)
      list->merge(*(into.*at), *(later.*at));
    else if (later.*at)
      into.*at = std::move(later.*at);
  }
};
template <class S, class T, class List>
constexpr InlinedIfSet<S, T, List> inlined_if_set(std::optional<T> S::*at, const List& list,
                                                  std::string_view sign) {
  return {at, &list, sign};
}

} // namespace tailmass::verify::record
