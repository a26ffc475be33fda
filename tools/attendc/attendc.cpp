// attendc.cpp: picks the command and lets it run.

#include "tools/attendc/Commands.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace attendc;
namespace cl = llvm::cl;

static void printHelp(llvm::ArrayRef<std::unique_ptr<Command>> commands) {
  llvm::outs() << "attendc: compiles neural networks to standalone C\n\n"
                  "usage: attendc COMMAND [options]\n\n";
  for (const std::unique_ptr<Command> &command : commands)
    llvm::outs() << "  "
                 << llvm::left_justify(command->subCommand.getName(), 10)
                 << command->subCommand.getDescription() << "\n";
  llvm::outs() << "\n`attendc COMMAND --help` explains a command. Exit status: "
                  "0, 1 for bad input\nor use, 3 for what is valid but not "
                  "supported.\n";
}

static llvm::StringRef firstLine(llvm::StringRef text) {
  return text.split('\n').first;
}

int main(int argc, char **argv) {
  std::vector<std::unique_ptr<Command>> commands;
  commands.push_back(makeCompileCommand());
  commands.push_back(makeQuantizeCommand());
  commands.push_back(makeRunCommand());
  commands.push_back(makeEvalCommand());
  commands.push_back(makeReportCommand());
  commands.push_back(makeTargetsCommand());
  llvm::StringRef name = argc > 1 ? argv[1] : "";
  if (name == "--help" || name == "-h" || name == "help") {
    printHelp(commands);
    return kOk;
  }
  Command *chosen = nullptr;
  for (const std::unique_ptr<Command> &command : commands)
    if (command->subCommand.getName() == name)
      chosen = command.get();
  if (!chosen)
    return fail(name.empty()
                    ? "no command; see attendc --help"
                    : "there is no command '" + name + "'; see attendc --help");

  llvm::ArrayRef<const char *> arguments(argv + 2, argv + argc);
  for (llvm::StringRef argument : arguments)
    if (argument == "--help" || argument == "-h") {
      printHelp(*chosen);
      return kOk;
    }
  std::string problem = findProblem(*chosen, arguments);
  llvm::raw_string_ostream os(problem);
  if (!problem.empty() || !cl::ParseCommandLineOptions(argc, argv, "", &os))
    return fail(firstLine(problem) + "; see attendc " + name + " --help");
  int code = chosen->run();
  llvm::outs().flush();
  if (llvm::outs().has_error()) {
    llvm::outs().clear_error();
    return code ? code : fail("cannot write to standard output");
  }
  return code;
}
