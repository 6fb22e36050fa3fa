// The error thrown when an input file does not hold what it should, with the place of the fault.
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tailmass::verify::input {

/// Where in the input a fault lies; parts that do not apply are absent (an empty file name too).
struct InputPlace {
  std::string file = {};
  std::optional<std::string> tensor = std::nullopt;
  std::optional<std::string> row = std::nullopt; ///< Leading indices as text, "[3, 17]".
};

/// A fault of an input file. what() is one line of valid UTF-8 whatever the file holds, such as
/// `scores.npy: tensor "layer0.scores", row [3, 17]: NaN at key 12`.
class InputError : public std::runtime_error {
public:
  InputError(InputPlace place, std::string reason);
  [[nodiscard]] const std::string& file() const { return place_.file; }
  [[nodiscard]] const std::optional<std::string>& tensor() const { return place_.tensor; }
  [[nodiscard]] const std::optional<std::string>& row() const { return place_.row; }
  [[nodiscard]] const std::string& reason() const { return reason_; }

private:
  InputPlace place_;
  std::string reason_;
};

/// Text of a file made fit for a message: control characters, line separators and invalid UTF-8 as \xNN, and
/// "..." in place of all that follows the first `limit` bytes.
std::string printable(std::string_view text, std::size_t limit = 200);

/// Text of a file, or a file's name, as UTF-8: bytes that are none as \xNN, all else as it is.
std::string as_utf8(std::string_view text);

/// printable() in double quotes, for a name taken from a file.
std::string in_quotes(std::string_view name);

} // namespace tailmass::verify::input
