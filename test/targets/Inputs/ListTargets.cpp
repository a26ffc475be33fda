// ListTargets.cpp: prints what targets.test checks.
#include "targets/Target.h"
#include <cstdio>
#include <string>

using namespace attendc;

int main(int argc, char **argv) {
  for (const Target &target : allTargets()) {
    const GemmKernel &gemm = target.gemm;
    std::printf("%s: family %s, vector %d, tile %d", target.name.str().c_str(),
                target.family.str().c_str(), target.vectorBytes, target.ocTile);
    if (target.hasGemm())
      std::printf(", %s %dx%d (%dx%d, %d) %s", gemm.function.str().c_str(),
                  gemm.nTile, gemm.kGroup, gemm.nTile, gemm.nibbleGroup,
                  gemm.nibbleSpan, gemm.nativeSigned ? "int8" : "uint8");
    std::printf("\n");
    if (findTarget(target.name) != &target)
      std::printf("error: not found by its name, or a name given twice\n");
    if (target.summary.empty() || target.compiler.empty() || target.ocTile < 1)
      std::printf("error: incomplete\n");
    for (llvm::StringRef file : gemm.runtimeFiles)
      std::printf("  runtime/%s\n", file.str().c_str());
    for (llvm::StringRef file : target.boardFiles)
      std::printf("  targets/%s\n", file.str().c_str());
    if (!target.linkerScript.empty())
      std::printf("  targets/%s\n", target.linkerScript.str().c_str());
  }
  if (findTarget("portabl") || findTarget(""))
    std::printf("error: found what does not exist\n");
  return 0;
}
