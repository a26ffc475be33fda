// Portable.h: the target that needs nothing but a C99 compiler.

#ifndef ATTENDC_TARGETS_PORTABLE_PORTABLE_H
#define ATTENDC_TARGETS_PORTABLE_PORTABLE_H

#include "targets/Target.h"

namespace attendc::portable {

inline constexpr llvm::StringRef kFlags[] = {"-std=c99", "-O3"};

// ocTile: 16 int32 accumulators are one to four vector registers of any common
// instruction set, so that a compiler's own vectorizer finds a full register.
inline constexpr Target kPortable = {
    /*name=*/"portable",
    /*summary=*/"C99 on any machine; every inner loop is visible",
    /*family=*/"portable",
    /*gemm=*/{},
    /*vectorBytes=*/16,
    /*ocTile=*/16,
    /*hasFma=*/false,
    /*compiler=*/"cc",
    /*compilerFlags=*/kFlags,
    /*boardFiles=*/{},
    /*linkerScript=*/{},
    /*runner=*/{},
    /*ramBytes=*/0,
    /*flashBytes=*/0,
    /*notes=*/"needs IEEE single precision arithmetic; no -ffast-math"};

} // namespace attendc::portable

#endif // ATTENDC_TARGETS_PORTABLE_PORTABLE_H
