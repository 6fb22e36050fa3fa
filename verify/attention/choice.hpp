// Texts that stand for values.
#pragma once

#include <cstddef>
#include <string_view>

namespace tailmass::verify::attention {

template <class Value>
struct Choice {
  std::string_view text;
  Value value;
};

/// Sets a member to the value of that text; false where none has it.
template <class Value, std::size_t n>
bool choose(Value& member, std::string_view text, const Choice<Value> (&choices)[n]) {
  for (const Choice<Value>& choice : choices)
    if (choice.text == text) {
      member = choice.value;
      return true;
    }
  return false;
}

} // namespace tailmass::verify::attention
