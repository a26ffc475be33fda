// Preprocessing.h: how a picture becomes the input of a network.
#ifndef ATTEND_COMPILER_QUANTIZE_PREPROCESSING_H
#define ATTEND_COMPILER_QUANTIZE_PREPROCESSING_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <optional>
#include <string>
#include <vector>

namespace attendc {

/// `input = (byte / 255 - mean[c]) / std[c]`.
struct Preprocessing {
  std::vector<float> mean;     ///< One for each channel, one, or none (0).
  std::vector<float> std;      ///< One for each channel, one, or none (1).
  std::string layout = "nchw"; ///< The ONNX input's dimensions: nchw or nhwc.
  bool resizes = true;         ///< Else other sizes are refused; not recorded.

  float meanOf(int64_t channel) const;
  float stdOf(int64_t channel) const;

  /// One line on what is wrong with it for pictures of `channels`, or nothing.
  std::optional<std::string> problem(int64_t channels) const;

  /// What `attend.preprocess` on `function` says; nothing without it.
  static std::optional<Preprocessing> recordedOn(mlir::func::FuncOp function);
  /// Sets `attend.preprocess` on `function`.
  void recordOn(mlir::func::FuncOp function) const;
};

} // namespace attendc

#endif // ATTEND_COMPILER_QUANTIZE_PREPROCESSING_H
