// The system's loader.
#include "properties/kernels/shared_library.hpp"

#include <dlfcn.h>
#include <stdexcept>

namespace tailmass::properties::kernels {

LibraryName library_name(const std::string& text, const std::string& otherwise) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos)
    return {text, otherwise};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

SharedLibrary::SharedLibrary(const std::string& file)
    // A name without a slash is looked for where the system's libraries are, and here that is never meant.
    : handle_(
          dlopen((file.find('/') == std::string::npos ? "./" + file : file).c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (handle_ == nullptr) {
    const std::string reason = dlerror();
    const std::size_t named = reason.find(file + ": "); // whoever reports it names the file
    throw std::runtime_error(named == std::string::npos ? reason : reason.substr(named + file.size() + 2));
  }
}

void* SharedLibrary::address(const std::string& symbol) const {
  void* at = address_if_any(symbol);
  if (at == nullptr)
    throw std::runtime_error("has no symbol " + symbol);
  return at;
}

void* SharedLibrary::address_if_any(const std::string& symbol) const {
  return dlsym(handle_, symbol.c_str());
}

} // namespace tailmass::properties::kernels
