// The text of peers.py, which is part of the program.
#pragma once

#include <string_view>

namespace tailmass::reports::bench {

extern const std::string_view peers_script;

} // namespace tailmass::reports::bench
