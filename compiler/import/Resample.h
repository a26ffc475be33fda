// Resample.h: resizes that attend.resize does not know.
#ifndef ATTEND_COMPILER_IMPORT_RESAMPLE_H
#define ATTEND_COMPILER_IMPORT_RESAMPLE_H

#include "compiler/import/Node.h"

namespace attendc::importer {

/// One ONNX dimension of a resize.
struct Axis {
  int64_t input = 0, output = 0;
  /// As ONNX uses it: the given one, or output / input where sizes were given.
  float scale = 1;
  /// Of the region of interest, in [0, 1]; for tf_crop_and_resize.
  float start = 0, end = 1;
};

/// The attributes of Resize as ONNX spells them.
struct ResizeMethod {
  std::string mode;       // nearest, linear or cubic
  std::string coordinate; // coordinate_transformation_mode
  std::string nearest;    // nearest_mode
  float cubicA = -0.75f;
  bool excludesOutside = false;
  float extrapolation = 0;
};

/// Resizes operand 0 along each dimension whose positions change, by one
/// attend.resample each; sets result 0.
mlir::LogicalResult resample(Node &node, llvm::ArrayRef<Axis> axes,
                             const ResizeMethod &method);

} // namespace attendc::importer

#endif // ATTEND_COMPILER_IMPORT_RESAMPLE_H
