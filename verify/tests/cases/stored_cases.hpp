// Stored cases as texts, and two of them.
#pragma once

#include "theory/theorems/cases.hpp"
#include "verify/cases/case_file.hpp"
#include "verify/cases/derive.hpp"
#include "verify/tests/input/samples.hpp"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace tailmass::verify::cases {

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::filesystem::path write_text(const samples::Folder& folder, const std::string& text) {
  return folder.write("case.json", samples::bytes_of(text));
}

/// The bytes of a case as it is written.
inline std::string text_of(const StoredCase& stored) {
  const samples::Folder folder;
  write_case_file(folder.path() / "case.json", stored);
  return text_of(folder.path() / "case.json");
}

inline StoredCase read_text(const std::string& text) {
  const samples::Folder folder;
  return read_case_file(write_text(folder, text));
}

/// The reason for which a file of this text is turned away.
inline std::string reason_of(const std::string& text) {
  const samples::Folder folder;
  const std::filesystem::path path = write_text(folder, text);
  const std::string message = samples::error_of([&] { (void)read_case_file(path); });
  EXPECT_TRUE(message.starts_with(path.string() + ": ")) << message;
  return message.substr(std::min(message.size(), path.string().size() + 2));
}

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

inline StoredCase small_case() {
  return {.theorem = "gap-bound",
          .mutant = std::nullopt,
          .origin = {.file = "a.npy", .tensor = "a", .row = "[3, 17]", .k = 1, .epsilon = 0.25},
          .c = top_k_case({1, -0.5, masked}, 1)};
}

/// Every part, with numbers that are hard to write and a head that is no Top-k set.
inline StoredCase full_case() {
  constexpr double tiny = std::numeric_limits<double>::denorm_min();
  Case c = with_values(head_case({0.1, 3, masked, 3, -0.0, 1e300, tiny}, {6, 0, 3, 2}),
                       {{1, -0.0}, {0.1, 1e-300}, {tiny, 2}, {3, -1.0 / 3}, {4, 5}, {6, 7}, {8, 9}});
  c.epsilon = 0.1;
  c.query_keys = std::make_shared<const QueryKeys>(
      std::vector<double>{0.1, -0.0},
      std::make_shared<const Values>(
          7, 2, std::vector<double>{1, 2, tiny, 4, 5, -0.0, 7, 8, 9, 1e300, 11, 12, 13, 14}),
      c.scores->finite(), 0.3);
  derive(c, all_parts, {.seed = 7, .theorem = "full", .row = "r", .k = c.head.size()});
  check(c);
  return {.theorem = "norm-bound",
          .mutant = "without-two",
          .origin = {.file = "dir/b \"x\"\n.safetensors",
                     .tensor = "layer\xC3\xA9",
                     .row = "[]",
                     .k = 4,
                     .epsilon = {}},
          .c = c};
}

} // namespace tailmass::verify::cases
