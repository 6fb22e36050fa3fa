// Stored cases, there and back.
#include "verify/cases/case_file.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/cases/case_document.hpp"
#include "verify/cases/checksum.hpp"
#include "verify/cases/whole_file.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/mapped_file.hpp"
#include "verify/input/nearest.hpp"

#include <algorithm>
#include <concepts>
#include <fmt/format.h>
#include <stdexcept>
#include <system_error>

namespace tailmass::verify::cases {

namespace {

/// The members of a part that a case lacks and could have.
template <class P>
std::vector<std::string_view> missing_members(const Case& c) {
  if (std::same_as<P, part::Checkpoints> && !has_room_for_checkpoints(c))
    return {}; // what speaks of them is vacuous
  std::vector<std::string_view> missing;
  const P& part = c;
  P::each_member(part, [&](std::string_view name, const auto& member) {
    if (!is_there(member))
      missing.push_back(name == "keyed" ? "query and keys" : name);
  });
  return missing;
}

/// The theorem and the mutant exist, and the case has the parts that they speak of: those among the theorem's
/// that its own witness has, or the mutant's refuting case.
void check_subject(const StoredCase& stored) {
  const Theorem* theorem = find_theorem(stored.theorem);
  if (!theorem)
    fail_reading(input::unknown_name("theorem", stored.theorem, input::names_in(catalogue(), &Theorem::id)));
  Case (*example)() = theorem->witness;
  if (stored.mutant) {
    const auto mutant = std::ranges::find(theorem->mutants, *stored.mutant, &Mutant::name);
    if (mutant == theorem->mutants.end())
      fail_reading(input::unknown_name("mutant of " + stored.theorem, *stored.mutant,
                                       input::names_in(theorem->mutants, &Mutant::name)));
    example = mutant->refuting_case;
  }
  Parts::each([&]<class P>(std::type_identity<P>) {
    if (!theorem->needs.has<P>())
      return;
    for (const std::string_view name : missing_members<P>(stored.c))
      if (!example || std::ranges::count(missing_members<P>(example()), name) == 0)
        fail_reading(fmt::format("{} speaks of {}, and the case has none", stored.theorem, name));
  });
}

std::string checksum_of(const std::string& lines) {
  Checksum checksum;
  checksum.add(lines);
  return checksum.text();
}

StoredCase parse_case(std::span<const std::byte> text) {
  auto [stored, checksum] = parse_document(text);
  check(stored.c);
  check_subject(stored);
  if (!checksum)
    fail_reading("member \"checksum\" is missing");
  if (const std::string right = checksum_of(lines_of(stored)); *checksum != right)
    fail_reading(fmt::format("checksum is {} instead of {}", input::in_quotes(*checksum), right));
  return stored;
}

} // namespace

std::string case_text(const StoredCase& stored) {
  const std::string lines = lines_of(stored);
  return "{\n" + lines + ",\n\"checksum\": \"" + checksum_of(lines) + "\"\n}\n";
}

StoredCase read_case_text(const std::string& text) {
  return parse_case(std::as_bytes(std::span(text)));
}

std::string case_file_name(const StoredCase& stored) {
  return fmt::format("{}-{}.json", stored.theorem, checksum_of(lines_of(stored)).substr(2));
}

void write_case_file(const std::filesystem::path& path, const StoredCase& stored) {
  if (const std::error_code error = write_whole_file(path, case_text(stored)); error)
    throw input::InputError({path.string()}, "cannot be written: " + error.message());
}

StoredCase read_case_file(const std::filesystem::path& path) {
  const input::MappedFile file(path);
  try {
    return parse_case(file.bytes());
  } catch (const UnmetPremise& error) {
    throw VacuousCase({path.string()}, error.what());
  } catch (const std::invalid_argument& error) { // DomainError too
    throw input::InputError({path.string()}, error.what());
  }
}

} // namespace tailmass::verify::cases
