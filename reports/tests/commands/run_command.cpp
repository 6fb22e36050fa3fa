// Child processes for tests of the command.
#include "reports/tests/commands/run_command.hpp"

#include "reports/tests/programs.hpp"
#include "verify/tests/input/samples.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <regex>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tailmass::tests {

namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Standard error but for the lines that tell how far a run is, which only a slow machine writes.
std::string without_progress(const std::string& text) {
  static const std::regex progress(R"([0-9]+/[0-9]+ [a-z ]+  [0-9].* s(, about .* left)?.*\n)");
  std::string kept;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    const std::string line = text.substr(begin, end - begin);
    if (!std::regex_match(line, progress))
      kept += line;
    begin = end;
  }
  return kept;
}

void redirect(const std::filesystem::path& path, int descriptor) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(file, descriptor);
  ::close(file);
}

} // namespace

CommandResult run_command(const std::vector<std::string>& arguments, const Surroundings& surroundings) {
  const samples::Folder folder;
  std::vector<std::string> words{tailmass_program()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);

  const pid_t child = ::fork();
  if (child == 0) {
    redirect(surroundings.out.empty() ? folder.path() / "out" : std::filesystem::path(surroundings.out),
             STDOUT_FILENO);
    redirect(surroundings.err.empty() ? folder.path() / "err" : std::filesystem::path(surroundings.err),
             STDERR_FILENO);
    for (const auto& [name, value] : surroundings.environment)
      ::setenv(name.c_str(), value.c_str(), 1);
    ::execv(argv.front(), argv.data());
    ::_exit(127);
  }
  for (int sent = 0; surroundings.signal_after_seconds > 0 && sent < (surroundings.twice ? 2 : 1); ++sent) {
    std::this_thread::sleep_for(std::chrono::duration<double>(surroundings.signal_after_seconds));
    ::kill(child, surroundings.signal);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), content(folder.path() / "out"),
          without_progress(content(folder.path() / "err"))};
}

} // namespace tailmass::tests
