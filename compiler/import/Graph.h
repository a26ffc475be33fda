// Graph.h: turns one ONNX graph into one function.
#ifndef ATTEND_COMPILER_IMPORT_GRAPH_H
#define ATTEND_COMPILER_IMPORT_GRAPH_H

#include "compiler/import/ImportError.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace onnx {
class GraphProto;
}

namespace attendc::importer {

/// Imports `graph` at `opset` into `function`, which is empty and has no
/// arguments yet; sets its type.
mlir::LogicalResult importGraph(const onnx::GraphProto &graph, int64_t opset,
                                const ImportOptions &options,
                                mlir::func::FuncOp function,
                                ImportError &error);

} // namespace attendc::importer

#endif // ATTEND_COMPILER_IMPORT_GRAPH_H
