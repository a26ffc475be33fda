// ModelInterface.h: what a user of the C code sees of a model, and its header.
#ifndef ATTEND_PASSES_TOC_MODELINTERFACE_H
#define ATTEND_PASSES_TOC_MODELINTERFACE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <optional>
#include <string>
#include <vector>

namespace attendc::toc {

/// One input or output buffer of a model.
struct ModelPort {
  std::string name;  // of the parameter: `input`
  std::string label; // for comments: the name in the network
  std::vector<int64_t> shape;
  std::string cType;   // of an element: `int8_t`, `float`
  std::string meaning; // of an element, where its type does not say it
  int64_t elementBytes = 1;
  bool isUnsigned = false; // stored as uint8_t .. uint64_t
  bool isOutput = false;
  bool isQuantized = false; // scale and zeroPoint are known
  float scale = 1.0f;       // real = (stored - zeroPoint) * scale
  int32_t zeroPoint = 0;

  int64_t bytes() const;
};

/// A model as its header describes it.
struct ModelInterface {
  std::string prefix;
  std::vector<ModelPort> ports; // inputs, then outputs
  int64_t arenaBytes = 0;
  int64_t arenaAlign = 1;
  bool hasFloatArithmetic = false;      // not only moved or compared
  bool usesLibm = false;                // calls functions of <math.h>
  std::vector<std::string> floatLayers; // of a network with other layers
  /// Bytes from the arena's start to the int32 that counts the rows taken, if
  /// rows of the one input can be pushed.
  std::optional<int64_t> rowsTaken;
  std::vector<float> mean; // of preprocessing, one per channel, or empty
  std::vector<float> std;
};

/// The attribute of a second public function, which takes rows of the input,
/// the outputs, the arena, the number of the first row and their count: i64,
/// see `ModelInterface::rowsTaken`.
inline constexpr llvm::StringLiteral kRowsTaken = "kernel.rows_taken";

/// Reads the interface of the public functions: `run` takes inputs, outputs
/// (the written buffers), the arena last; `pushRows` may be null. Reports at
/// either what does not fit.
llvm::FailureOr<ModelInterface> readInterface(mlir::func::FuncOp run,
                                              mlir::func::FuncOp pushRows,
                                              llvm::StringRef prefix,
                                              int64_t arenaAlign);

/// `prefix` in upper case, for macros.
std::string macroPrefix(llvm::StringRef prefix);

/// The parameters of the C function: `const int8_t *input, .., void *arena`.
std::string parameterList(const ModelInterface &model);

/// The text of the header, without its first comment and its includes.
std::string headerText(const ModelInterface &model);

} // namespace attendc::toc

#endif // ATTEND_PASSES_TOC_MODELINTERFACE_H
