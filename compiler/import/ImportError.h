// ImportError.h: the first thing that went wrong during one import.
#ifndef ATTEND_COMPILER_IMPORT_IMPORTERROR_H
#define ATTEND_COMPILER_IMPORT_IMPORTERROR_H

#include "compiler/import/Import.h"

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/Twine.h"

namespace attendc::importer {

/// Keeps the first error and its class; later ones follow from it.
struct ImportError {
  ImportStatus status = ImportStatus::Ok;
  std::string message;

  mlir::LogicalResult badInput(const llvm::Twine &text) {
    return set(ImportStatus::BadInput, text);
  }
  mlir::LogicalResult unsupported(const llvm::Twine &text) {
    return set(ImportStatus::Unsupported, text);
  }
  bool any() const { return status != ImportStatus::Ok; }

private:
  mlir::LogicalResult set(ImportStatus kind, const llvm::Twine &text) {
    if (!any()) {
      status = kind;
      message = text.str();
    }
    return mlir::failure();
  }
};

} // namespace attendc::importer

#endif // ATTEND_COMPILER_IMPORT_IMPORTERROR_H
