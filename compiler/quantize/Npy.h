// Npy.h: tensors in NumPy's .npy files.
#ifndef ATTEND_COMPILER_QUANTIZE_NPY_H
#define ATTEND_COMPILER_QUANTIZE_NPY_H

#include "compiler/reference/Tensor.h"

#include "llvm/ADT/StringRef.h"

#include <string>

namespace attendc {

/// Reads a .npy file of version 1 to 3 in C order with little-endian float32,
/// int8, uint8, int32 or int64. Fails with one line that names the file.
mlir::FailureOr<reference::Tensor> readNpy(llvm::StringRef path,
                                           std::string &error);

/// The bytes of a .npy file, version 1, of `tensor`.
std::string toNpy(const reference::Tensor &tensor);

} // namespace attendc

#endif // ATTEND_COMPILER_QUANTIZE_NPY_H
