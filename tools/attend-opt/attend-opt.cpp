// attend-opt.cpp: runs any pass of the line, or of MLIR, on textual IR.

#include "passes/Registry.h"
#include "tools/attend-opt/RunReference.h"

#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "mlir/Transforms/Passes.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  attendc::registerDialects(registry);
  attendc::registerPasses();
  attendc::registerRunReference();
  mlir::registerTransformsPasses();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "attendc pass driver\n", registry));
}
