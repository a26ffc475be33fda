// Validation.h: what must hold before anything of a model is imported.
#ifndef ATTEND_COMPILER_IMPORT_VALIDATION_H
#define ATTEND_COMPILER_IMPORT_VALIDATION_H

#include "compiler/import/ImportError.h"

#include "llvm/ADT/StringMap.h"

#include <vector>

namespace onnx {
class GraphProto;
class ModelProto;
} // namespace onnx

namespace attendc::importer {

/// The opset version of each domain that a model uses; ai.onnx is "".
using Opsets = llvm::StringMap<int64_t>;

/// Checks the model around its nodes: versions, opsets, functions, training
/// information, sparse tensors, and the limits of names and counts.
mlir::FailureOr<Opsets> validateModel(const onnx::ModelProto &model,
                                      ImportError &error);

/// Checks the nodes `order` of the model's graph against the tables of ops
/// and signatures.
mlir::LogicalResult validateNodes(const onnx::ModelProto &model,
                                  const std::vector<int> &order,
                                  const Opsets &opsets, ImportError &error);

} // namespace attendc::importer

#endif // ATTEND_COMPILER_IMPORT_VALIDATION_H
