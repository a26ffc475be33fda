// Commands.h: attendc's commands.
#ifndef ATTEND_TOOLS_ATTENDC_COMMANDS_H
#define ATTEND_TOOLS_ATTENDC_COMMANDS_H

#include "tools/attendc/CommandLine.h"

#include <memory>
#include <vector>

namespace attendc {

std::unique_ptr<Command> makeCompileCommand();
std::unique_ptr<Command> makeQuantizeCommand();
std::unique_ptr<Command> makeRunCommand();
std::unique_ptr<Command> makeEvalCommand();
std::unique_ptr<Command> makeReportCommand();
std::unique_ptr<Command> makeTargetsCommand();

} // namespace attendc

#endif // ATTEND_TOOLS_ATTENDC_COMMANDS_H
