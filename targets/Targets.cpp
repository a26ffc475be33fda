// Targets.cpp: the list of all targets.

#include "targets/Target.h"
#include "targets/arm/Arm.h"
#include "targets/portable/Portable.h"
#include "targets/x86/X86.h"

using namespace attendc;

static constexpr Target kTargets[] = {portable::kPortable, x86::kAvx2,
                                      x86::kAvx512Vnni, arm::kCortexM4};

llvm::ArrayRef<Target> attendc::allTargets() { return kTargets; }

const Target *attendc::findTarget(llvm::StringRef name) {
  for (const Target &target : kTargets)
    if (target.name == name)
      return &target;
  return nullptr;
}
