// ModelFile.h: from a path to the messages of an ONNX model.
#ifndef ATTEND_COMPILER_IMPORT_MODELFILE_H
#define ATTEND_COMPILER_IMPORT_MODELFILE_H

#include "compiler/import/ImportError.h"

namespace onnx {
class ModelProto;
}

namespace attendc::importer {

/// Reads the regular file at `path`, at most maxModelBytes, into `model`, and
/// the external data of its tensors into their raw data. The memory that the
/// messages will take is bounded before they are parsed: two bytes of a file
/// can become an empty message of 200.
mlir::LogicalResult readModelFile(llvm::StringRef path, onnx::ModelProto &model,
                                  ImportError &error);

/// Puts the values that tensors keep in other files into the tensors. Files
/// are looked for beneath the folder of the model at `path` and nowhere else:
/// no absolute path, no `..`, no symbolic link below that folder, regular
/// files only. `usedBytes` is what counts against maxModelBytes already.
mlir::LogicalResult readExternalData(llvm::StringRef path, int64_t usedBytes,
                                     onnx::ModelProto &model,
                                     ImportError &error);

} // namespace attendc::importer

#endif // ATTEND_COMPILER_IMPORT_MODELFILE_H
