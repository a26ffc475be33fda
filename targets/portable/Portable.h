// Portable.h: the target that needs nothing but a C99 compiler.

#ifndef ATTENDC_TARGETS_PORTABLE_PORTABLE_H
#define ATTENDC_TARGETS_PORTABLE_PORTABLE_H

#include "targets/Target.h"

namespace attendc::portable {

inline constexpr llvm::StringRef kFlags[] = {"-std=c99", "-O3"};

// ocTile: a power of two above 16, because gcc -O3 unrolls loops of up to 16
// turns before it would vectorize them (measured on x86-64: 1x1 convolutions
// are 1.5 to 4 times as fast with 32 as with 16; clang does not care).
inline constexpr Target kPortable = {
    /*name=*/"portable",
    /*summary=*/"C99 on any machine; every inner loop is visible",
    /*family=*/"portable",
    /*gemm=*/{},
    /*vectorBytes=*/16,
    /*ocTile=*/32,
    /*hasFma=*/false,
    /*compiler=*/"cc",
    /*compilerFlags=*/kFlags,
    /*boardFiles=*/{},
    /*linkerScript=*/{},
    /*runner=*/{},
    /*ramBytes=*/0,
    /*flashBytes=*/0,
    /*cost=*/
    {/*gemmMacsPerCycle=*/4, /*loopMacsPerCycle=*/4,
     /*cyclesPerElement=*/2, /*cyclesPerCall=*/100,
     /*cacheBytes=*/0, /*cyclesPerMissedByte=*/0},
    /*savesRam=*/false,
    /*notes=*/"needs IEEE single precision arithmetic; no -ffast-math"};

} // namespace attendc::portable

#endif // ATTENDC_TARGETS_PORTABLE_PORTABLE_H
