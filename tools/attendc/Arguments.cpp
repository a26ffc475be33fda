// Arguments.cpp: what a user reads about a command's options: its help, and
// one line about a command line that is wrong.

#include "tools/attendc/CommandLine.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>

using namespace attendc;
namespace cl = llvm::cl;
using llvm::StringRef;

/// Columns of a line of help, and of the names in front of it.
static constexpr size_t kLineWidth = 80;
static constexpr size_t kNameWidth = 32;

/// `--mean` or `-o`.
static std::string dashed(StringRef name) {
  return (name.size() == 1 ? "-" : "--") + name.str();
}

static bool takesValue(const cl::Option &option) {
  return option.getValueExpectedFlag() == cl::ValueRequired;
}

/// The command's own options by name; LLVM adds options of its own, which no
/// command has a use for.
static std::vector<cl::Option *> ownOptions(Command &command) {
  std::vector<cl::Option *> options;
  for (auto &entry : command.subCommand.OptionsMap)
    if (llvm::is_contained(entry.second->Categories, &command.category))
      options.push_back(entry.second);
  std::sort(options.begin(), options.end(),
            [](cl::Option *a, cl::Option *b) { return a->ArgStr < b->ArgStr; });
  return options;
}

/// Prints `text` in the right column, broken between words.
static void printWrapped(StringRef text) {
  size_t column = 0;
  for (StringRef word : llvm::split(text, ' ')) {
    if (column && kNameWidth + column + 1 + word.size() > kLineWidth) {
      llvm::outs() << "\n" << std::string(kNameWidth, ' ');
      column = 0;
    }
    llvm::outs() << (column ? " " : "") << word;
    column += word.size() + (column ? 1 : 0);
  }
  llvm::outs() << "\n";
}

/// `MODEL.onnx`, or nothing if the command takes no file.
static StringRef positionalName(const Command &command) {
  return command.subCommand.PositionalOpts.empty()
             ? StringRef()
             : command.subCommand.PositionalOpts.front()->HelpStr;
}

void attendc::printHelp(Command &command) {
  StringRef file = positionalName(command);
  std::vector<cl::Option *> options = ownOptions(command);
  llvm::outs() << command.subCommand.getDescription() << "\n\nusage: attendc "
               << command.subCommand.getName() << (file.empty() ? "" : " ")
               << file << (options.empty() ? "" : " [options]") << "\n";
  if (!options.empty())
    llvm::outs() << "\n";
  for (cl::Option *option : options) {
    if (option->getOptionHiddenFlag() != cl::NotHidden)
      continue;
    std::string name = "  " + dashed(option->ArgStr);
    if (takesValue(*option))
      name += (option->ArgStr.size() == 1 ? " <" : "=<") +
              option->ValueStr.str() + ">";
    if (name.size() + 2 > kNameWidth)
      name += "\n" + std::string(kNameWidth, ' ');
    else
      name.resize(kNameWidth, ' ');
    llvm::outs() << name;
    // Lines after the first are a table of values, kept as it is.
    auto [first, rest] = option->HelpStr.split('\n');
    printWrapped(first);
    while (!rest.empty()) {
      auto [line, more] = rest.split('\n');
      llvm::outs() << std::string(kNameWidth, ' ') << line << "\n";
      rest = more;
    }
  }
}

std::string attendc::findProblem(Command &command,
                                 llvm::ArrayRef<const char *> arguments) {
  std::vector<cl::Option *> options = ownOptions(command);
  std::vector<cl::Option *> given;
  StringRef file;
  for (size_t i = 0; i < arguments.size(); ++i) {
    StringRef argument = arguments[i];
    if (!argument.starts_with("-") || argument == "-") {
      if (positionalName(command).empty() || !file.empty())
        return "unexpected argument '" + argument.str() + "'";
      file = argument;
      if (argument.empty())
        return "the name of the file is empty";
      continue;
    }
    auto [name, value] = argument.split('=');
    bool hasValue = name.size() != argument.size();
    auto found = llvm::find_if(options, [name = name](cl::Option *option) {
      return option->ArgStr == name.ltrim('-');
    });
    if (found == options.end() || name.starts_with("---"))
      return "unknown option '" + name.str() + "'";
    cl::Option *option = *found;
    std::string shown = dashed(option->ArgStr);
    if (takesValue(*option) && !hasValue && ++i == arguments.size())
      return shown + " needs a value, " + shown + " <" +
             option->ValueStr.str() + ">";
    if (!takesValue(*option) && hasValue)
      return shown + " takes no value";
    bool isList = option->getNumOccurrencesFlag() == cl::ZeroOrMore ||
                  option->getNumOccurrencesFlag() == cl::OneOrMore;
    if (!isList && llvm::is_contained(given, option))
      return shown + " is given twice";
    given.push_back(option);
  }
  if (!positionalName(command).empty() && file.empty())
    return "no " + positionalName(command).str() + " is given";
  for (cl::Option *option : options)
    if ((option->getNumOccurrencesFlag() == cl::Required ||
         option->getNumOccurrencesFlag() == cl::OneOrMore) &&
        !llvm::is_contained(given, option))
      return "there is no " + dashed(option->ArgStr) + " <" +
             option->ValueStr.str() + ">";
  return "";
}
