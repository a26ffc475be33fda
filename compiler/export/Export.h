// Export.h: a flat attend module in, a standard ONNX file out.
#ifndef ATTEND_COMPILER_EXPORT_EXPORT_H
#define ATTEND_COMPILER_EXPORT_EXPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace attendc {

/// The bytes of `module`, one function of flat `attend` ops (condensers
/// expanded), as an ONNX file: NCHW, opset 13 (14 with hard_swish), IR 7, node
/// names from locations, QuantizeLinear and DequantizeLinear where the graph
/// has `attend.quantize` and `attend.dequantize` (those of 16 bits in the
/// domain com.microsoft), `attend.preprocess` as metadata. The same module
/// gives the same bytes. Fails with a diagnostic at the op that ONNX cannot
/// say.
mlir::FailureOr<std::string> toOnnx(mlir::ModuleOp module);

} // namespace attendc

#endif // ATTEND_COMPILER_EXPORT_EXPORT_H
