// Errors and searches of a row of attention.
#include "verify/cases/attention_row.hpp"

#include "theory/nouns/domain_error.hpp"

namespace tailmass::verify::cases {

input::InputError row_error(const AttentionRow& row, const std::string& tensor, const std::string& reason) {
  return input::InputError({row.origin.file, tensor, row.origin.row}, reason);
}

std::shared_ptr<const QueryKeys> query_keys(const AttentionRow& row) {
  if (!row.scores || !row.query || !row.keys || !row.only_products)
    return nullptr;
  try {
    return std::make_shared<const QueryKeys>(row.query->numbers, row.keys, row.scores->finite(),
                                             row.declared.scale.value_or(1));
  } catch (const DomainError& error) {
    throw row_error(row, row.query->tensor, error.what());
  }
}

} // namespace tailmass::verify::cases
