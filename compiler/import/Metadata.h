// Metadata.h: what a model's metadata says about preparing its input.
#ifndef ATTEND_COMPILER_IMPORT_METADATA_H
#define ATTEND_COMPILER_IMPORT_METADATA_H

#include "compiler/import/ImportError.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace onnx {
class ModelProto;
}

namespace attendc::importer {

/// Turns the metadata entries `attendc.mean` and `attendc.std` (decimal
/// numbers separated by commas, one per channel, for x / 255) and
/// `attendc.layout` (nchw or nhwc) into `attend.preprocess` on `function`.
/// Without any of them the function stays as it is; other entries mean
/// nothing here.
mlir::LogicalResult importMetadata(const onnx::ModelProto &model,
                                   mlir::func::FuncOp function,
                                   ImportError &error);

} // namespace attendc::importer

#endif // ATTEND_COMPILER_IMPORT_METADATA_H
