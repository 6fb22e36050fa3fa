// Starting a Python, and passing calls on to it.
#include "properties/kernels/python_process.hpp"

#include "properties/kernels/call_memory.hpp"
#include "properties/kernels/kernel_info.hpp"
#include "properties/kernels/shared_library.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tailmass::properties::kernels {

namespace {

constexpr std::size_t longest_answer = 4096;
constexpr std::string_view failed = "failed: "; // how its answer to what fails begins

/// A Python that serves, asked by lines.
class Python {
public:
  /// Of a module and its function; `format` is that of a function of a row, empty of a kernel.
  explicit Python(const LibraryName& at, const std::string& format = {}) {
    const std::string module = at.file.substr(python_prefix.size());
    std::array<int, 2> requests{}, answers{};
    if (pipe(requests.data()) != 0 || pipe(answers.data()) != 0)
      throw std::runtime_error("no pipe");
    process_ = fork();
    if (process_ == 0) {
      (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
      (void)close(requests[1]);
      (void)close(answers[0]);
      const std::string script(python_script), file = std::to_string(memory_file),
                                               from = std::to_string(requests[0]),
                                               to = std::to_string(answers[1]);
      (void)execlp("python3", "python3", "-c", script.c_str(), module.c_str(), at.symbol.c_str(),
                   file.c_str(), from.c_str(), to.c_str(), format.c_str(), nullptr);
      _exit(127);
    }
    (void)close(requests[0]);
    (void)close(answers[1]);
    requests_ = requests[1];
    answers_ = answers[0];
  }

  /// Returns what it says next, up to `most` bytes or the end of a line.
  [[nodiscard]] std::string answer() {
    std::string said(longest_answer, '\0');
    ssize_t got = -1;
    do
      got = read(answers_, said.data(), said.size());
    while (got < 0 && errno == EINTR);
    if (got <= 0)
      end_as_it_did();
    said.resize(static_cast<std::size_t>(got));
    return said;
  }

  [[nodiscard]] std::string asked(const std::string& line) {
    (void)std::signal(SIGPIPE, SIG_IGN);
    if (write(requests_, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
      end_as_it_did();
    std::string said = answer();
    said.resize(std::min(said.size(), said.find('\n')));
    return said;
  }

private:
  [[noreturn]] void end_as_it_did() const {
    int status = 0;
    (void)waitpid(process_, &status, 0);
    if (WIFSIGNALED(status)) {
      (void)std::signal(WTERMSIG(status), SIG_DFL);
      (void)kill(getpid(), WTERMSIG(status));
    }
    _exit(WEXITSTATUS(status));
  }

  pid_t process_ = -1;
  int requests_ = -1, answers_ = -1;
};

/// What it says of the function, as told() has it.
std::string described(Python& python) {
  constexpr std::string_view is = "is ";
  const std::string said = python.answer();
  tailmass_kernel_info info{};
  if (said.starts_with(failed) || said.size() < is.size() + sizeof info)
    throw std::runtime_error(said.substr(std::min(failed.size(), said.size())));
  std::memcpy(&info, said.data() + is.size(), sizeof info);
  const std::string name = said.substr(is.size() + sizeof info);
  info.name = name.c_str();
  return told(&info);
}

/// A call as a line of JSON: sizes, and where each tensor stands in the memory that is shared.
std::string request_of(const CallShape& shape, const CallMemory& memory, const WrittenZones& written) {
  const std::size_t output = whole_pages(memory.input);
  std::string line =
      fmt::format(R"({{"bytes":{},"rows":{},"keys":{},"k":{},"dimension":{},"scores":{},"values":{})",
                  output + whole_pages(memory.output), shape.rows, shape.keys, shape.k, shape.dimension,
                  memory.scores.from, memory.values.from);
  for (const auto& [name, zone] :
       {std::pair("indices", written.indices), {"lse", written.lse}, {"output", written.output}})
    if (zone.bytes > 0)
      line += fmt::format(R"(,"{}":{})", name, output + zone.from);
  return line + "}\n";
}

} // namespace

Open python_opened(const std::string& text) {
  return [text](std::string& hello) -> Serve {
    const auto python = std::make_shared<Python>(library_name(text));
    hello = described(*python);
    return [python, info = info_of(hello)](std::span<const std::byte> input, std::span<std::byte> output) {
      CallShape shape;
      std::memcpy(&shape, input.data(), sizeof shape);
      const CallMemory memory(info, shape);
      for (std::size_t i = 0; i < calls; ++i) {
        const std::string said = python->asked(request_of(shape, memory, memory.written[i]));
        CallEnd end;
        end.code = said == "ok"            ? TAILMASS_OK
                   : said == "unsupported" ? TAILMASS_UNSUPPORTED
                                           : TAILMASS_FAILED;
        const std::string_view why =
            std::string_view(said).substr(said.starts_with(failed) ? failed.size() : 0);
        std::memcpy(end.message.data(), why.data(), std::min(why.size(), end.message.size() - 1));
        std::memcpy(output.data() + i * sizeof end, &end, sizeof end);
      }
      return std::string();
    };
  };
}

Open python_function_opened(const FunctionName& name, FunctionForm form) {
  return [=](std::string& /*hello*/) -> Serve {
    const auto python = std::make_shared<Python>(name.at, std::string(type_of_format(name.dtype)));
    if (const std::string said = python->answer(); said.starts_with(failed))
      throw std::runtime_error(said.substr(failed.size()));
    return [=](std::span<const std::byte> input, std::span<std::byte> output) {
      RowHead row;
      std::memcpy(&row, input.data(), sizeof row);
      const std::size_t at = whole_pages(input.size());
      const std::string said = python->asked(fmt::format(
          R"({{"bytes":{},"keys":{}{},"scores":{},"numbers":{},"count":{}}})"
          "\n",
          at + whole_pages(output.size()), row.n, form.takes_rank ? fmt::format(R"(,"k":{})", row.k) : "",
          FunctionMemory::scores_at(), at + FunctionMemory::numbers_at(), form.gives_row ? row.n : 1));
      return said == "ok" ? std::string() : said;
    };
  };
}

} // namespace tailmass::properties::kernels
