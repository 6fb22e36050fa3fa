// Words of a domain error.
#include "theory/nouns/domain_error.hpp"

namespace tailmass {

DomainError::DomainError(const std::string& reason, std::optional<std::size_t> key)
    : std::invalid_argument(key ? reason + " at key " + std::to_string(*key) : reason), key_(key) {}

} // namespace tailmass
