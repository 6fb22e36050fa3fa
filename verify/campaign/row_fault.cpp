// The words of a row's fault.
#include "verify/campaign/row_fault.hpp"

#include <fmt/format.h>

namespace tailmass::verify::campaign {

record::Record faulty(const cases::Origin& row, const input::InputError& error) {
  std::string message = error.what();
  if (error.row() != row.row) // a vector that it reads
    message += fmt::format(", which row {} of {} reads", row.row, input::in_quotes(row.tensor));
  record::Record record;
  record.faulty = 1;
  record.row_faults = {
      {.file = row.file, .tensor = row.tensor, .row = row.row, .message = std::move(message)}};
  return record;
}

} // namespace tailmass::verify::campaign
