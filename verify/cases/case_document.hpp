// What a case file says, and its JSON.
#pragma once

#include "theory/nouns/case.hpp"
#include "verify/cases/origin.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tailmass::verify::cases {

/// A query with its keys, one key vector an entry.
struct KeyedDocument {
  std::vector<double> query;
  double scale = 1;
  std::vector<std::vector<double>> keys;
};
/// A search with its own cells.
struct SearchDocument {
  std::size_t k = 0, growth = 0;
  double epsilon = 0;
  std::vector<Cell> cells;
};

/// What the file says, member by member. A box has lower, upper, point and direction of a key in a line.
struct CaseDocument {
  std::string schema, theorem;
  std::optional<std::string> mutant;
  Origin origin;
  std::vector<double> scores;
  std::vector<Key> head;
  std::optional<std::vector<std::vector<double>>> values;
  std::optional<double> epsilon;
  std::optional<std::vector<Block>> blocks, finer_blocks;
  std::optional<CompanionWeights> companion;
  std::optional<TemperaturePair> temperatures;
  std::optional<Checkpoints> checkpoints;
  std::optional<std::vector<std::array<double, 4>>> box;
  std::optional<std::vector<double>> centre;
  std::optional<double> shift;
  std::optional<std::vector<Key>> permutation, sub_row;
  std::optional<std::vector<double>> perturbed;
  std::optional<KeyedDocument> keyed;
  std::optional<std::vector<SearchDocument>> searches;
  std::optional<GaussianSample> sample;
  std::optional<std::string> checksum;
};

/// The members but the checksum's, one a line; of an array of arrays or objects one element a line.
[[nodiscard]] std::string lines_of(CaseDocument document);

/// Throws invalid_argument for what is no JSON, has another schema, or a member twice, unknown, missing or of
/// a wrong kind.
[[nodiscard]] CaseDocument parse_document(std::span<const std::byte> text);

/// 64 bits, "0x3ff0000000000000".
[[nodiscard]] std::string hexadecimal(std::uint64_t bits);

inline constexpr const char* case_schema = "tailmass.case/1";

/// Throws what a reader of case files throws for a fault of their content.
[[noreturn]] void fail_reading(const std::string& reason);

/// Throws so unless `is`: "place: expected what".
void expect(bool is, const std::string& place, std::string_view what);

} // namespace tailmass::verify::cases
