// Order.h: in which order the nodes of an ONNX graph are imported.
#ifndef ATTEND_COMPILER_IMPORT_ORDER_H
#define ATTEND_COMPILER_IMPORT_ORDER_H

#include "compiler/import/ImportError.h"

#include <vector>

namespace onnx {
class GraphProto;
}

namespace attendc::importer {

/// Indices of the nodes that the graph's outputs depend on, each after the
/// nodes whose values it reads; the file's own order wherever that holds.
/// Errors: a value defined twice, a value that nothing defines, a cycle.
mlir::FailureOr<std::vector<int>> importOrder(const onnx::GraphProto &graph,
                                              ImportError &error);

} // namespace attendc::importer

#endif // ATTEND_COMPILER_IMPORT_ORDER_H
