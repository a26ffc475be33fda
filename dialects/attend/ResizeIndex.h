// ResizeIndex.h: which input position each output position of a resize reads.
#ifndef ATTEND_DIALECTS_ATTEND_RESIZEINDEX_H
#define ATTEND_DIALECTS_ATTEND_RESIZEINDEX_H

#include "dialects/attend/AttendDialect.h"

#include <algorithm>
#include <cmath>

namespace attendc::attend {

/// The input coordinate of output position `index`, in single precision with
/// the operations in the order of ONNX Runtime. `scale` is output / input
/// length, or what the model gives. Source: ONNX Resize-13.
inline float resizeCoordinate(CoordinateMode mode, int64_t index, float scale,
                              int64_t inputLength, int64_t outputLength) {
  float position = static_cast<float>(index);
  if (scale == 1.0f)
    return position;
  switch (mode) {
  case CoordinateMode::Asymmetric:
    return position / scale;
  case CoordinateMode::HalfPixel:
    return (position + 0.5f) / scale - 0.5f;
  case CoordinateMode::PytorchHalfPixel:
    return outputLength > 1 ? (position + 0.5f) / scale - 0.5f : 0.0f;
  case CoordinateMode::AlignCorners:
    return outputLength == 1 ? 0.0f
                             : position * static_cast<float>(inputLength - 1) /
                                   static_cast<float>(outputLength - 1);
  }
  return position;
}

/// Rounds a coordinate and clamps it to [0, inputLength).
inline int64_t nearestIndex(NearestMode mode, float coordinate,
                            int64_t inputLength) {
  float rounded = 0.0f;
  switch (mode) {
  case NearestMode::Floor:
    rounded = std::floor(coordinate);
    break;
  case NearestMode::Ceil:
    rounded = std::ceil(coordinate);
    break;
  case NearestMode::RoundPreferFloor:
    rounded = std::ceil(coordinate - 0.5f);
    break;
  case NearestMode::RoundPreferCeil:
    rounded = std::floor(coordinate + 0.5f);
    break;
  }
  return std::clamp<int64_t>(static_cast<int64_t>(rounded), 0, inputLength - 1);
}

/// The input row (dimension 1) or column (dimension 2) that each output row or
/// column of a nearest resize copies.
inline llvm::SmallVector<int32_t> nearestTable(ResizeOp op,
                                               unsigned dimension) {
  int64_t inputLength = op.getInput().getType().getDimSize(dimension);
  int64_t outputLength = op.getType().getDimSize(dimension);
  float scale = op.getScales()[dimension - 1];
  llvm::SmallVector<int32_t> table(outputLength);
  for (int64_t i = 0; i < outputLength; ++i)
    table[i] = static_cast<int32_t>(
        nearestIndex(op.getNearest(),
                     resizeCoordinate(op.getCoordinate(), i, scale, inputLength,
                                      outputLength),
                     inputLength));
  return table;
}

/// The two neighbouring input positions that a position of a linear resize
/// mixes, and the weight of the second; that of the first is the rest to 1.
struct Neighbours {
  int32_t first, second;
  float secondWeight;
};

/// The neighbours of each output row (dimension 1) or column (dimension 2).
inline llvm::SmallVector<Neighbours> linearTable(ResizeOp op,
                                                 unsigned dimension) {
  int64_t inputLength = op.getInput().getType().getDimSize(dimension);
  int64_t outputLength = op.getType().getDimSize(dimension);
  llvm::SmallVector<Neighbours> table;
  for (int64_t i = 0; i < outputLength; ++i) {
    float x =
        resizeCoordinate(op.getCoordinate(), i, op.getScales()[dimension - 1],
                         inputLength, outputLength);
    x = std::clamp(x, 0.0f, static_cast<float>(inputLength - 1));
    int32_t first = static_cast<int32_t>(x);
    table.push_back({first,
                     std::min(first + 1, static_cast<int32_t>(inputLength - 1)),
                     x - static_cast<float>(first)});
  }
  return table;
}

} // namespace attendc::attend

#endif // ATTEND_DIALECTS_ATTEND_RESIZEINDEX_H
