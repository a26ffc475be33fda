// Graph.h: turns one ONNX graph into one function.
#ifndef ATTEND_COMPILER_IMPORT_GRAPH_H
#define ATTEND_COMPILER_IMPORT_GRAPH_H

#include "compiler/import/Validation.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace attendc::importer {

/// Imports the graph of `model` at `opsets` into `function`, which is empty
/// and has no arguments yet; sets its type. Initializers are gone from the
/// model once they are read.
mlir::LogicalResult importGraph(onnx::ModelProto &model, const Opsets &opsets,
                                const ImportOptions &options,
                                mlir::func::FuncOp function,
                                ImportError &error);

} // namespace attendc::importer

#endif // ATTEND_COMPILER_IMPORT_GRAPH_H
