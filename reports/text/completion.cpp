// Scripts for bash, zsh and fish, each one walk over the outline.
#include "reports/text/completion.hpp"

#include "verify/cases/shell_quoted.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tailmass::reports::text {

namespace {

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  return fmt::format("{}", fmt::join(words, between));
}

/// What may stand where an option or the next operand of a verb does.
std::vector<std::string> words_after(const VerbOutline& verb) {
  std::vector<std::string> words;
  for (const VerbOutline& below : verb.verbs)
    words.push_back(below.words.back());
  for (const OptionOutline& option : verb.options)
    if (option.operand)
      words.insert(words.end(), option.values.begin(), option.values.end());
    else
      words.push_back(option.name);
  return words;
}

/// The text with a backslash before each of these letters.
std::string escaped(std::string_view text, std::string_view letters) {
  std::string result;
  for (const char letter : text) {
    if (letters.find(letter) != std::string_view::npos)
      result += '\\';
    result += letter;
  }
  return result;
}

std::string zsh_name(const VerbOutline& verb) {
  std::string name = "_tailmass";
  for (const std::string& word : verb.words)
    name += "_" + word;
  return name;
}

/// What zsh completes an argument by: one of its values or a list of them, else a file.
std::string zsh_action(const OptionOutline& option) {
  return option.values.empty() ? "_files" : "_sequence compadd - " + joined(option.values, " ");
}

std::string zsh_option(const OptionOutline& option) {
  if (option.operand)
    return verify::cases::shell_quoted(fmt::format("*:{}:{}", escaped(option.name, ":"), zsh_action(option)));
  const bool again = option.argument.ends_with(",..");
  std::string text = fmt::format("{}{}[{}]", again ? "*" : "", option.name, escaped(option.help, "[]:\\"));
  if (!option.argument.empty())
    text += fmt::format(":{}:{}", escaped(option.argument, ":"), zsh_action(option));
  return verify::cases::shell_quoted(text);
}

/// What fish asks before it offers a word: whether all words of the verb are on the line, and none below it.
std::string fish_condition(const VerbOutline& verb) {
  std::string condition = verb.words.empty() ? "__fish_use_subcommand" : "";
  for (const std::string& word : verb.words)
    condition += fmt::format("{}__fish_seen_subcommand_from {}", condition.empty() ? "" : "; and ", word);
  if (!verb.words.empty() && !verb.verbs.empty()) {
    condition += "; and not __fish_seen_subcommand_from";
    for (const VerbOutline& below : verb.verbs)
      condition += " " + below.words.back();
  }
  return condition;
}

} // namespace

std::string bash_completion(const VerbOutline& command) {
  std::string verbs;
  std::string words;
  std::string values;
  each_verb(command, [&](const VerbOutline& verb) {
    const std::string path = joined(verb.words, " ");
    if (!verb.words.empty())
      verbs += fmt::format("{}\"{}\"", verbs.empty() ? "" : "|", path);
    words += fmt::format("    \"{}\") words=\"{}\" ;;\n", path, joined(words_after(verb), " "));
    std::string without; // options whose argument is a file, a number or a name that only the user knows
    for (const OptionOutline& option : verb.options)
      if (!option.operand && !option.values.empty())
        values +=
            fmt::format("    \"{} {}\") words=\"{}\" ;;\n", path, option.name, joined(option.values, " "));
      else if (!option.operand && !option.argument.empty())
        without += fmt::format("{}\"{} {}\"", without.empty() ? "" : "|", path, option.name);
    if (!without.empty())
      values += fmt::format("    {}) words= ;;\n", without);
  });
  return fmt::format(R"(# Completion of tailmass in bash: `source <(tailmass completion bash)`.
_tailmass() {{
  local verb= words= word="${{COMP_WORDS[COMP_CWORD]}}" list= i next
  for ((i = 1; i < COMP_CWORD; ++i)); do
    next="${{verb:+$verb }}${{COMP_WORDS[i]}}"
    case "$next" in
      {}) verb="$next" ;;
    esac
  done
  case "$verb" in
{}  esac
  case "$verb ${{COMP_WORDS[COMP_CWORD - 1]}}" in
{}  esac
  [[ $word == *,* ]] && list="${{word%,*}},"
  COMPREPLY=($(compgen -P "$list" -W "$words" -- "${{word##*,}}"))
}}
complete -o default -F _tailmass tailmass
)",
                     verbs, words, values);
}

std::string zsh_completion(const VerbOutline& command) {
  std::string functions;
  each_verb(command, [&](const VerbOutline& verb) {
    functions += fmt::format("{}() {{\n", zsh_name(verb));
    if (!verb.verbs.empty())
      functions += "  local context state state_descr line\n  typeset -A opt_args\n";
    functions += "  _arguments";
    for (const OptionOutline& option : verb.options)
      functions += " \\\n    " + zsh_option(option);
    if (verb.verbs.empty()) {
      functions += "\n}\n";
      return;
    }
    functions += " \\\n    '1: :->verb' '*:: :->rest'\n  case $state in\n    verb)\n      local -a verbs=(";
    for (const VerbOutline& below : verb.verbs)
      functions += "\n        " + verify::cases::shell_quoted(
                                      fmt::format("{}:{}", below.words.back(), escaped(below.help, ":")));
    functions += ")\n      _describe verb verbs ;;\n    rest)\n      case $line[1] in\n";
    for (const VerbOutline& below : verb.verbs)
      functions += fmt::format("        {}) {} ;;\n", below.words.back(), zsh_name(below));
    functions += "      esac ;;\n  esac\n}\n";
  });
  return "#compdef tailmass\n# Completion of tailmass in zsh: a file _tailmass in a folder of $fpath.\n" +
         functions +
         "if [ \"$funcstack[1]\" = _tailmass ]; then _tailmass \"$@\"; else compdef _tailmass tailmass; fi\n";
}

std::string fish_completion(const VerbOutline& command) {
  std::string text = "# Completion of tailmass in fish: `tailmass completion fish | source`.\n";
  each_verb(command, [&](const VerbOutline& verb) {
    const std::string when =
        fmt::format("complete -c tailmass -n {}", verify::cases::shell_quoted(fish_condition(verb)));
    for (const VerbOutline& below : verb.verbs)
      text += fmt::format("{} -f -a {} -d {}\n", when, below.words.back(),
                          verify::cases::shell_quoted(below.help));
    for (const OptionOutline& option : verb.options) {
      if (option.operand) {
        if (!option.values.empty())
          text += fmt::format("{} -f -a '{}'\n", when, joined(option.values, " "));
        continue;
      }
      text += fmt::format("{} -l {}", when, option.name.substr(2));
      if (!option.argument.empty())
        text += option.values.empty() ? " -r" : fmt::format(" -x -a '{}'", joined(option.values, " "));
      text += fmt::format(" -d {}\n", verify::cases::shell_quoted(option.help));
    }
  });
  return text;
}

} // namespace tailmass::reports::text
