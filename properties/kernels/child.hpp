// A process that runs code which nobody trusts: what ends it or holds it up is told, and ends nothing else.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <sys/types.h>

namespace tailmass::properties::kernels {

/// What a child does with each call: reads the input, which it cannot write, and writes the output. Returns
/// what went wrong with the call; empty where nothing did.
using Serve = std::function<std::string(std::span<const std::byte> input, std::span<std::byte> output)>;
/// Makes a child ready, in the child: loads its code and says in `hello` what that is. What it throws is the
/// reason why there is no child.
using Open = std::function<Serve(std::string& hello)>;

/// In the child: the number of the file of its memory. The output starts at the page after the input.
inline constexpr int memory_file = 4;
[[nodiscard]] std::size_t whole_pages(std::size_t bytes);

/// A forked process with memory that it shares with its parent. One caller at a time.
class Child {
public:
  /// Forks it. Throws std::runtime_error with what `open` threw, or where it never came back from it.
  /// Where a file is given, that is its memory, which somebody else makes large enough.
  Child(const Open& open, double seconds, std::optional<int> file = {});
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// What `open` said.
  [[nodiscard]] const std::string& hello() const { return hello_; }

  /// Whether it can be called again.
  [[nodiscard]] bool alive() const { return process_ >= 0; }

  /// Makes room for a call: both zones of memory stay as they are until the next one. Inputs are aligned to a
  /// page.
  void resize(std::size_t input, std::size_t output);
  [[nodiscard]] std::span<std::byte> input() { return {memory_, input_}; }
  [[nodiscard]] std::span<std::byte> output();

  /// Serves one call. Returns what went wrong: "crashed: Segmentation fault", "ended with exit code 3", "gave
  /// no answer within 10 s", "threw an exception: ..", after which the child is no more, or what it says
  /// itself; empty where nothing did.
  [[nodiscard]] std::string call();

private:
  [[noreturn]] void run(const Open& open, double seconds);
  [[nodiscard]] std::string answer(char& status, std::string& text);
  [[nodiscard]] double processor_seconds() const;
  [[nodiscard]] std::string ended();

  pid_t process_ = -1;
  int socket_ = -1, file_ = -1;
  double seconds_;
  bool own_memory_;
  std::string hello_;
  std::byte* memory_ = nullptr;
  std::size_t mapped_ = 0, input_ = 0, output_ = 0;
};

} // namespace tailmass::properties::kernels
