// Report.h: what each layer of a scheduled network costs.
#ifndef ATTEND_COMPILER_REPORT_REPORT_H
#define ATTEND_COMPILER_REPORT_REPORT_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/raw_ostream.h"

#include <optional>
#include <string>
#include <vector>

namespace attendc::report {

/// The window of a convolution, as the op has it.
struct Window {
  std::vector<int64_t> kernel, strides, pads;
  int64_t groups = 1;
};

/// One op. Sizes are in bytes.
struct Layer {
  std::string name;                         // of the ONNX node
  std::string op;                           // `conv2d`
  std::vector<std::vector<int64_t>> inputs; // shapes, without constants
  std::vector<int64_t> output;
  std::optional<Window> window;
  int64_t macs = 0; // multiply-adds
  int64_t parameterBytes = 0;
  std::string kernel; // "loops", "gemm", or empty where there is no choice
  std::string place;  // "arena", "result" or "alias"
  int64_t offset = 0; // in the arena
  int64_t bytes = 0;  // of the output
  bool isInPlace = false;
};

struct Report {
  std::vector<Layer> layers;
  int64_t macs = 0;
  int64_t weightBytes = 0;
  int64_t arenaBytes = 0;
  int64_t arenaLowerBound = 0; // the most bytes that are alive at one op
};

/// The report of a function of stage `scheduled`.
Report makeReport(mlir::func::FuncOp function);

/// A table for people, a line per layer.
void printText(const Report &report, llvm::raw_ostream &os);

/// One JSON object: `layers`, `macs`, `weightBytes`, `arenaBytes`,
/// `arenaLowerBound`.
void printJson(const Report &report, llvm::raw_ostream &os);

} // namespace attendc::report

#endif // ATTEND_COMPILER_REPORT_REPORT_H
