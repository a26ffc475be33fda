// Targets.cpp: `attendc targets`: the machines that C can be made for.

#include "targets/Target.h"
#include "tools/attendc/Commands.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace attendc;

namespace {
class TargetsCommand : public Command {
public:
  TargetsCommand()
      : Command("targets", "List the machines that C is made for") {}

  int run() override {
    for (const Target &target : allTargets()) {
      llvm::outs() << llvm::left_justify(target.name, 18) << target.summary
                   << "\n"
                   << std::string(18, ' ') << target.compiler << " "
                   << llvm::join(target.compilerFlags, " ") << "\n";
      if (!target.notes.empty())
        llvm::outs() << std::string(18, ' ') << target.notes << "\n";
    }
    return kOk;
  }
};
} // namespace

std::unique_ptr<Command> attendc::makeTargetsCommand() {
  return std::make_unique<TargetsCommand>();
}
