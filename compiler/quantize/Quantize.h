// Quantize.h: a float module and a folder of pictures in, a QDQ module out.
#ifndef ATTEND_COMPILER_QUANTIZE_QUANTIZE_H
#define ATTEND_COMPILER_QUANTIZE_QUANTIZE_H

#include "compiler/quantize/ImproveLayers.h"
#include "compiler/quantize/Preprocessing.h"

#include "mlir/IR/BuiltinOps.h"

namespace attendc {

struct QuantizeOptions {
  /// The folder of example inputs; see listInputs.
  std::string calibrationFolder;
  /// Without it, what the model records, else bytes / 255.
  std::optional<Preprocessing> preprocessing;
  /// Pictures of another size than the input are resized, else refused.
  bool resizes = true;
  CalibrationOptions calibration;
  ImprovementSteps steps;
  /// What a weight takes at most on average: 4 to 8; see chooseWeightBits.
  double weightBits = 8.0;
  /// Names of nodes that stay float: neither their weights nor what passes
  /// between them is rounded. A relu or clip stays with the op that it ends.
  std::vector<std::string> keepFloat;
  /// Names of nodes whose activations get 16 bits: what they read and make,
  /// except the network's input.
  std::vector<std::string> int16;
  /// Receives the JSON of describeSensitivity.
  std::string *sensitivity = nullptr;
  /// Element type of activations: s8 or u8.
  std::string activations = "s8";
};

/// Quantizes `module`, one function of flat float `attend` ops with one input
/// (condensers expanded), and records the preprocessing on it. On failure
/// `error` is one line, or empty after a diagnostic at an op; the module is
/// then of no use.
mlir::LogicalResult quantizeModule(mlir::ModuleOp module,
                                   const QuantizeOptions &options,
                                   std::string &error);

} // namespace attendc

#endif // ATTEND_COMPILER_QUANTIZE_QUANTIZE_H
