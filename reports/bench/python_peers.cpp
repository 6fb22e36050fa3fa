// Talking with the Python process: a line of JSON each way, and the bytes of rows.
#include "reports/bench/python_peers.hpp"

#include "reports/bench/peers_script.hpp"
#include "theory/fast/kernels/targets.hpp"

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tailmass::reports::bench {

using Json = nlohmann::json;

namespace {

/// Keeps numpy and torch, which choose their instructions when they are loaded, to those of a target of
/// Highway's.
void restrict_to(std::string_view target) {
  if (target.starts_with("AVX3"))
    return;
  std::string features = "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL";
  if (target != "AVX2")
    features += " AVX2 FMA3 AVX F16C";
  setenv("NPY_DISABLE_CPU_FEATURES", features.c_str(), 1);
  setenv("ATEN_CPU_CAPABILITY", target == "AVX2" ? "avx2" : "default", 1);
}

} // namespace

PythonPeers::PythonPeers(const std::string& program) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return;
  const std::string script(peers_script);
  const std::string_view target = fast::target_in_use();
  process_ = fork();
  if (process_ == 0) {
    dup2(ends[1], STDIN_FILENO);
    dup2(ends[1], STDOUT_FILENO);
    dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO); // warnings of libraries
    restrict_to(target);
    setpgid(0, 0); // Ctrl-C is for the command, which then ends this
    execlp(program.c_str(), program.c_str(), "-c", script.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  socket_ = ends[0];
}

PythonPeers::~PythonPeers() {
  if (socket_ >= 0)
    close(socket_);
  if (process_ > 0)
    waitpid(process_, nullptr, 0);
}

std::string PythonPeers::ask(const std::string& line, std::span<const std::byte> bytes) {
  const std::string words = line + "\n";
  for (std::span<const std::byte> rest : {std::as_bytes(std::span(words)), bytes})
    while (!rest.empty()) {
      const ssize_t sent = send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (sent <= 0)
        return {};
      rest = rest.subspan(static_cast<std::size_t>(sent));
    }
  std::string answer;
  std::array<char, 512> part{};
  while (!answer.ends_with('\n')) {
    const ssize_t got = recv(socket_, part.data(), part.size(), 0);
    if (got <= 0)
      return {};
    answer.append(part.data(), static_cast<std::size_t>(got));
  }
  return answer;
}

void PythonPeers::load(std::span<const double> row) {
  (void)ask(Json{{"load", "float64"}, {"n", row.size()}}.dump(), std::as_bytes(row));
}

void PythonPeers::load(std::span<const float> row) {
  (void)ask(Json{{"load", "float32"}, {"n", row.size()}}.dump(), std::as_bytes(row));
}

void PythonPeers::use_processors(const std::vector<int>& processors) {
  (void)ask(Json{{"processors", processors}}.dump());
}

std::vector<std::pair<std::string, std::string>> PythonPeers::versions() {
  std::vector<std::pair<std::string, std::string>> found;
  if (const std::string answer = ask(Json{{"versions", true}}.dump()); !answer.empty()) {
    const Json json = Json::parse(answer); // which outlives its items
    for (const auto& [name, version] : json.items())
      found.emplace_back(name, version.get<std::string>());
  }
  return found;
}

std::string PythonPeers::absence_of(const std::string& library) {
  const std::string answer = ask(Json{{"has", library}}.dump());
  if (answer.empty())
    return "not run: there is no python3, or it lacks numpy";
  return Json::parse(answer)["has"].get<bool>() ? "" : "not run: python3 has no " + library;
}

Contestant PythonPeers::contestant(const std::string& name, double argument) {
  if (std::string absent = absence_of(name.substr(0, name.find(' '))); !absent.empty())
    return {.name = name, .absent = std::move(absent)};
  const auto run = [this, name, argument](std::size_t repeats) {
    const std::string answer = ask(Json{{"run", name}, {"argument", argument}, {"repeats", repeats}}.dump());
    if (answer.empty())
      throw std::runtime_error(name + " ended without an answer");
    const Json json = Json::parse(answer);
    return Lap{json["seconds"].get<double>(), json["answer"].get<double>()};
  };
  return {.name = name, .run = run};
}

} // namespace tailmass::reports::bench
