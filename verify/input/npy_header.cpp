// A strict recursive-descent parser (of depth two) for the header of a .npy file.
#include "verify/input/npy_header.hpp"

#include "verify/input/input_error.hpp"
#include "verify/input/tensor.hpp"

#include <fmt/format.h>

#include <charconv>
#include <system_error>

namespace tailmass::verify::input {
namespace {

bool is_digit(char c) {
  return '0' <= c && c <= '9';
}

class HeaderParser {
public:
  HeaderParser(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  NpyHeader parse() {
    expect('{', "a dict");
    while (!take('}')) {
      entry();
      if (take('}'))
        break;
      expect(',', "',' or '}' after an entry");
    }
    skip_space();
    if (at_ != text_.size())
      fail("text after the dict");
    if (!has_descr_ || !has_order_ || !has_shape_)
      fail(fmt::format("it has no '{}'", !has_descr_ ? "descr" : !has_order_ ? "fortran_order" : "shape"));
    return header_;
  }

private:
  void entry() {
    const std::string key = string("a key");
    expect(':', "':' after a key");
    if (key == "descr") {
      once(has_descr_, key);
      header_.descr = descr();
    } else if (key == "fortran_order") {
      once(has_order_, key);
      header_.fortran_order = boolean();
    } else if (key == "shape") {
      once(has_shape_, key);
      shape();
    } else {
      fail(fmt::format("unknown key {}", in_quotes(key)));
    }
  }

  void once(bool& seen, const std::string& key) {
    if (seen)
      fail(fmt::format("key '{}' appears twice", key));
    seen = true;
  }

  std::string descr() {
    if (peek() == '[' || peek() == '(' || peek() == '{')
      fail("structured dtypes cannot be read");
    return string("a dtype string");
  }

  bool boolean() {
    skip_space();
    const bool value = text_.substr(at_, 4) == "True";
    if (!value && text_.substr(at_, 5) != "False")
      fail("fortran_order must be True or False");
    at_ += value ? 4 : 5;
    return value;
  }

  void shape() {
    expect('(', "a tuple as shape");
    bool comma = false;
    while (!take(')')) {
      if (header_.shape.size() == max_axes)
        fail(fmt::format("shape has more than {} axes", max_axes));
      header_.shape.push_back(axis());
      comma = take(',');
      if (!comma && peek() != ')')
        fail("expected ',' or ')' in the shape");
    }
    // Python reads (3) as an integer.
    if (header_.shape.size() == 1 && !comma)
      fail("shape is an integer in parentheses, not a tuple");
  }

  std::size_t axis() {
    if (peek() == '-')
      fail("shape has a negative axis");
    std::size_t end = at_;
    while (end < text_.size() && is_digit(text_[end]))
      ++end;
    const std::string_view digits = text_.substr(at_, end - at_);
    if (digits.empty())
      fail("shape has an axis that is not an integer");
    if (digits.size() > 1 && digits[0] == '0')
      fail("shape has an axis with a leading zero");
    std::size_t value = 0;
    if (std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc())
      fail(fmt::format("shape has an axis beyond 64 bits, {}", printable(digits, 40)));
    at_ = end;
    return value;
  }

  std::string string(const char* what) {
    const char quote = peek();
    if (quote != '\'' && quote != '"')
      fail(fmt::format("expected {} in quotes", what));
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos)
      fail("a string is not closed");
    const std::string_view content = text_.substr(at_ + 1, end - at_ - 1);
    // Escapes do not occur in what we accept, so they are refused rather than interpreted.
    if (content.find('\\') != std::string_view::npos)
      fail("a string has a backslash");
    at_ = end + 1;
    return std::string(content);
  }

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n'))
      ++at_;
  }

  // The next character that is not white space; NUL at the end.
  char peek() {
    skip_space();
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  bool take(char c) {
    skip_space();
    const bool found = at_ < text_.size() && text_[at_] == c;
    at_ += found ? 1 : 0;
    return found;
  }

  void expect(char c, const char* what) {
    if (!take(c))
      fail(fmt::format("expected {}", what));
  }

  [[noreturn]] void fail(const std::string& reason) const {
    throw InputError({file_}, fmt::format("malformed .npy header at character {}: {}", at_, reason));
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
  NpyHeader header_;
  bool has_descr_ = false;
  bool has_order_ = false;
  bool has_shape_ = false;
};

} // namespace

NpyHeader parse_npy_header(std::string_view text, const std::string& file) {
  return HeaderParser(text, file).parse();
}

} // namespace tailmass::verify::input
