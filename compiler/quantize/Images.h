// Images.h: pictures and arrays from files as inputs of a network.
#ifndef ATTEND_COMPILER_QUANTIZE_IMAGES_H
#define ATTEND_COMPILER_QUANTIZE_IMAGES_H

#include "compiler/quantize/Preprocessing.h"
#include "compiler/reference/Tensor.h"

#include "llvm/ADT/StringRef.h"

namespace attendc {

/// The files of `folder` that end in .png, .jpg, .jpeg or .npy, sorted by
/// name. Fails with one line if the folder, which `kind` says the use of, such
/// as "calibration folder", cannot be read or has none.
mlir::FailureOr<std::vector<std::string>>
listInputs(llvm::StringRef folder, llvm::StringRef kind, std::string &error);

/// Reads `path` as an f32 input of `type`, which for pictures is
/// [1, H, W, 1 or 3]. A picture (PNG, JPEG) is resized to H x W and scaled as
/// `preprocessing` says; an array (.npy, float32) is taken as it is, in the
/// shape of `type` or, for rank 4, in the shape of the ONNX file [N, C, H, W],
/// a leading 1 optional. Fails with one line that names the file.
///
/// Resizing is separable linear interpolation between pixel centres with a
/// triangle filter that widens by the factor of reduction (so that small
/// outputs average), in double precision; a picture's EXIF orientation is
/// ignored, its alpha channel dropped.
mlir::FailureOr<reference::Tensor> readInput(llvm::StringRef path,
                                             mlir::RankedTensorType type,
                                             const Preprocessing &preprocessing,
                                             std::string &error);

} // namespace attendc

#endif // ATTEND_COMPILER_QUANTIZE_IMAGES_H
