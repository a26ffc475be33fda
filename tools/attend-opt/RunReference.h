// RunReference.h: the one pass of attend-opt that is not part of the line.
#ifndef ATTEND_TOOLS_ATTEND_OPT_RUNREFERENCE_H
#define ATTEND_TOOLS_ATTEND_OPT_RUNREFERENCE_H

namespace attendc {

/// Registers attend-run-reference.
void registerRunReference();

} // namespace attendc

#endif // ATTEND_TOOLS_ATTEND_OPT_RUNREFERENCE_H
