// Import.h: an ONNX file in, one module in the attend dialect out.
#ifndef ATTEND_COMPILER_IMPORT_IMPORT_H
#define ATTEND_COMPILER_IMPORT_IMPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"

#include <string>

namespace attendc {

struct ImportOptions {
  /// Shapes of graph inputs by name, in the file's order of dimensions (NCHW);
  /// they fill in dimensions that the file leaves open.
  llvm::StringMap<llvm::SmallVector<int64_t>> shapes;
};

enum class ImportStatus {
  Ok,
  /// The file is missing, damaged, no valid ONNX, or needs an option (exit 1).
  BadInput,
  /// The file is valid but holds what this compiler does not know (exit 3).
  Unsupported,
};

/// Reads the ONNX file at `path` (protobuf; a regular file) into `module`: one
/// function of static tensors, rank-4 tensors in NHWC (see README.md). On
/// failure `module` is null and `error` is one line that starts with the name
/// of the ONNX node it is about, if any.
ImportStatus importOnnx(llvm::StringRef path, const ImportOptions &options,
                        mlir::MLIRContext &context,
                        mlir::OwningOpRef<mlir::ModuleOp> &module,
                        std::string &error);

} // namespace attendc

#endif // ATTEND_COMPILER_IMPORT_IMPORT_H
