// Verbs, options and examples, as man(7) sets them.
#include "reports/text/man_page.hpp"

#include <fmt/format.h>

namespace tailmass::reports::text {

namespace {

/// Text in which roff sees no command: hyphens are hyphens of a shell, no line begins with a dot or a quote.
std::string roff(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    if (result.empty() && (letter == '.' || letter == '\''))
      result += "\\&";
    if (letter == '-')
      result += "\\-";
    else if (letter == '\\')
      result += "\\e";
    else
      result += letter;
  }
  return result;
}

std::string options_text(const VerbOutline& verb) {
  std::string text;
  for (const OptionOutline& option : verb.options) {
    if (option.name == "--help" && !verb.words.empty())
      continue; // said once, of the command
    text += fmt::format(".TP\n\\fB{}\\fR", roff(option.name));
    if (!option.argument.empty())
      text += fmt::format(" \\fI{}\\fR", roff(option.argument));
    text += fmt::format("\n{}\n", roff(option.help));
  }
  return text;
}

std::string examples_text(const VerbOutline& verb) {
  if (verb.examples.empty())
    return {};
  std::string text = ".PP\n.nf\n.RS 4\n";
  for (const std::string& example : verb.examples)
    text += roff(example) + "\n";
  return text + ".RE\n.fi\n";
}

std::string verb_text(const VerbOutline& verb) {
  if (verb.words.empty() || !verb.verbs.empty())
    return {};
  std::string operands;
  for (const OptionOutline& option : verb.options)
    if (option.operand)
      operands += fmt::format(" [\\fI{}\\fR]", roff(option.name));
  return fmt::format(".SS {}\n.B {}\n[options]{}\n.PP\n{}.\n{}{}", roff(name_of(verb)), roff(name_of(verb)),
                     operands, roff(verb.help), options_text(verb), examples_text(verb));
}

} // namespace

std::string man_page(const VerbOutline& command, std::string_view version) {
  std::string text = fmt::format(".TH TAILMASS 1 \"\" \"tailmass {}\" \"User Commands\"\n", roff(version));
  text += ".SH NAME\ntailmass \\- proofs of Top\\-k softmax truncation, on real attention scores\n"
          ".SH SYNOPSIS\n.B tailmass\n\\fIverb\\fR [\\fIoptions\\fR]\n.SH DESCRIPTION\n";
  text += roff(command.help) + "\n" + options_text(command) + examples_text(command) + ".SH VERBS\n";
  each_verb(command, [&](const VerbOutline& verb) { text += verb_text(verb); });
  return text +
         ".SH EXIT STATUS\n.TP\n0\nall held\n.TP\n1\nsomething was refuted, a limit was exceeded, a mutant "
         "survived or a comparison regressed\n.TP\n2\nbad usage or bad input\n.TP\n3\nsomething stayed "
         "undecided, or a theorem had no case to judge where one is required\n";
}

} // namespace tailmass::reports::text
