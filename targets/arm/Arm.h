// Arm.h: Arm microcontrollers, run under QEMU's model of Arm's own boards.

#ifndef ATTENDC_TARGETS_ARM_ARM_H
#define ATTENDC_TARGETS_ARM_ARM_H

#include "targets/Target.h"

namespace attendc::arm {

inline constexpr llvm::StringRef kCortexM4Flags[] = {"-std=c99",
                                                     "-O3",
                                                     "-mcpu=cortex-m4",
                                                     "-mthumb",
                                                     "-mfloat-abi=hard",
                                                     "-mfpu=fpv4-sp-d16",
                                                     "-ffunction-sections",
                                                     "-fdata-sections"};
inline constexpr llvm::StringRef kCortexM4Text[] = {"arm/gemm_m4.h"};
inline constexpr llvm::StringRef kCortexM4Board[] = {
    "arm/cortex_m4/board.h", "arm/cortex_m4/startup.c",
    "arm/cortex_m4/semihosting.c"};

// nTile, kGroup: accumulators of two output channels by four pixels leave five
// of the 13 usable registers; one word of weights is four input channels.
// nibbleGroup, nibbleSpan: a word is four input channels of both; the even ones
// are its bytes' low halves, and bytes 0 and 2 are one output channel's.
inline constexpr Target kCortexM4 = {
    /*name=*/"cortex-m4",
    /*summary=*/"Cortex-M4F, bare metal (Arm MPS2 board AN386 under QEMU)",
    /*family=*/"arm",
    /*gemm=*/
    {/*function=*/"attend_gemm_m4", /*runtimeFiles=*/kCortexM4Text,
     /*nTile=*/2, /*kGroup=*/4,
     /*nibbleGroup=*/1, /*nibbleSpan=*/2, /*nibbleCodeBytes=*/512,
     /*mGrain=*/2, /*nativeSigned=*/true},
    /*vectorBytes=*/4,
    /*ocTile=*/4,
    /*hasFma=*/true,
    /*compiler=*/"arm-none-eabi-gcc",
    /*compilerFlags=*/kCortexM4Flags,
    /*boardFiles=*/kCortexM4Board,
    /*linkerScript=*/"arm/cortex_m4/mps2_an386.ld",
    /*runner=*/
    "qemu-system-arm -M mps2-an386 -display none -monitor none -serial none "
    "-semihosting-config enable=on,target=native -kernel {}",
    /*ramBytes=*/4 << 20,
    /*flashBytes=*/4 << 20,
    /*cost=*/
    {/*gemmMacsPerCycle=*/1.0, /*loopMacsPerCycle=*/0.25,
     /*cyclesPerElement=*/8, /*cyclesPerCall=*/120,
     /*cacheBytes=*/0, /*cyclesPerMissedByte=*/0},
    /*savesRam=*/true,
    /*notes=*/"weights stay in flash, the arena belongs in RAM"};

} // namespace attendc::arm

#endif // ATTENDC_TARGETS_ARM_ARM_H
