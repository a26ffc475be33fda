// X86.h: x86-64 processors by the widest int8 multiplication that they have.

#ifndef ATTENDC_TARGETS_X86_X86_H
#define ATTENDC_TARGETS_X86_X86_H

#include "targets/Target.h"

namespace attendc::x86 {

inline constexpr llvm::StringRef kAvx2Flags[] = {"-std=c99", "-O3", "-mavx2",
                                                 "-mfma"};
inline constexpr llvm::StringRef kAvx2Text[] = {"x86/gemm_avx2.h"};

// kGroup 2: vpmaddwd adds two neighbouring int16 products.
inline constexpr Target kAvx2 = {
    /*name=*/"x86-avx2",
    /*summary=*/"x86-64 with AVX2 and FMA (Intel since 2013, AMD since 2015)",
    /*family=*/"x86",
    /*gemm=*/
    {/*function=*/"attend_gemm_avx2", /*runtimeFiles=*/kAvx2Text, /*nTile=*/16,
     /*kGroup=*/2, /*nibbleGroup=*/2, /*nibbleSpan=*/16,
     /*nibbleCodeBytes=*/2048, /*mGrain=*/1, /*nativeSigned=*/true},
    /*vectorBytes=*/32,
    /*ocTile=*/32,
    /*hasFma=*/true,
    /*compiler=*/"gcc",
    /*compilerFlags=*/kAvx2Flags,
    /*boardFiles=*/{},
    /*linkerScript=*/{},
    /*runner=*/{},
    /*ramBytes=*/0,
    /*flashBytes=*/0,
    /*cost=*/
    {/*gemmMacsPerCycle=*/16, /*loopMacsPerCycle=*/4,
     /*cyclesPerElement=*/2, /*cyclesPerCall=*/100,
     /*cacheBytes=*/0, /*cyclesPerMissedByte=*/0},
    /*savesRam=*/false,
    /*notes=*/"exact int16 products: vpmaddubsw, which saturates, is not used"};

inline constexpr llvm::StringRef kAvx512VnniFlags[] = {
    "-std=c99",   "-O3",          "-mavx512f", "-mavx512bw",
    "-mavx512vl", "-mavx512vnni", "-mavx2",    "-mfma"};
inline constexpr llvm::StringRef kAvx512VnniText[] = {"x86/gemm_avx512vnni.h"};

// kGroup 4: vpdpbusd adds four neighbouring products of uint8 and int8.
inline constexpr Target kAvx512Vnni = {
    /*name=*/"x86-avx512vnni",
    /*summary=*/"x86-64 with AVX-512 VNNI (Intel since 2019, AMD since 2022)",
    /*family=*/"x86",
    /*gemm=*/
    {/*function=*/"attend_gemm_avx512vnni", /*runtimeFiles=*/kAvx512VnniText,
     /*nTile=*/16, /*kGroup=*/4, /*nibbleGroup=*/4, /*nibbleSpan=*/1,
     /*nibbleCodeBytes=*/1024,
     /*mGrain=*/4, /*nativeSigned=*/false},
    /*vectorBytes=*/64,
    /*ocTile=*/32,
    /*hasFma=*/true,
    /*compiler=*/"gcc",
    /*compilerFlags=*/kAvx512VnniFlags,
    /*boardFiles=*/{},
    /*linkerScript=*/{},
    /*runner=*/{},
    /*ramBytes=*/0,
    /*flashBytes=*/0,
    /*cost=*/
    {/*gemmMacsPerCycle=*/32, /*loopMacsPerCycle=*/4,
     /*cyclesPerElement=*/2, /*cyclesPerCall=*/100,
     /*cacheBytes=*/0, /*cyclesPerMissedByte=*/0},
    /*savesRam=*/false,
    /*notes=*/"vpdpbusd wraps and never saturates, so sums are exact"};

} // namespace attendc::x86

#endif // ATTENDC_TARGETS_X86_X86_H
