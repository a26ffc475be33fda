// ExportOps.h: each attend op as ONNX nodes.
#ifndef ATTEND_COMPILER_EXPORT_EXPORTOPS_H
#define ATTEND_COMPILER_EXPORT_EXPORTOPS_H

#include "compiler/export/OnnxGraph.h"

namespace attendc::onnxexport {

/// Adds the nodes that compute `op`; fails with a diagnostic if ONNX has none.
mlir::LogicalResult exportOp(mlir::Operation *op, OnnxGraph &graph);

} // namespace attendc::onnxexport

#endif // ATTEND_COMPILER_EXPORT_EXPORTOPS_H
