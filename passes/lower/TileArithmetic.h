// TileArithmetic.h: the numbers in the loops of a convolution or fully
// connected layer, quantized or not.
#ifndef ATTEND_PASSES_LOWER_TILEARITHMETIC_H
#define ATTEND_PASSES_LOWER_TILEARITHMETIC_H

#include "passes/lower/LoopWriter.h"

#include <memory>

namespace attendc::lower {

/// What of a byte is a weight: all, or one of two of 4 bits.
enum class WeightPart { Byte, Low, High };

/// How a weighted op reads its input and weights, adds a product to a sum and
/// stores the sum. A lane is an output channel in the order of the packed
/// constants.
class TileArithmetic {
public:
  virtual ~TileArithmetic() = default;

  /// Weights are [channels][perChannel].
  int64_t channels, perChannel;
  mlir::Type sumType;
  /// False if weights or bias are computed: they are read as they lie, so that
  /// lanes are channels and a tile has one lane.
  bool isPacked = true;
  /// Weights are of 4 bits, two in a byte.
  bool hasNibbles = false;

  /// Makes the constants. weightOrder and channelOrder hold the weight and the
  /// channel that stands at each place; -1 stands for 0. Weights of 4 bits
  /// share a byte with those `nibbleSpan` places away.
  virtual void pack(llvm::ArrayRef<int64_t> weightOrder,
                    llvm::ArrayRef<int64_t> channelOrder,
                    int64_t nibbleSpan) = 0;

  /// The bias of a lane.
  virtual mlir::Value start(mlir::Value lane) = 0;
  /// The input less its zero point.
  virtual mlir::Value input(mlir::Value at) = 0;
  /// sum + value * the part of weights[weightAt].
  virtual mlir::Value addProduct(mlir::Value sum, mlir::Value value,
                                 mlir::Value weightAt, WeightPart part) = 0;
  /// Stores the sum of a lane as output[at].
  virtual void finish(mlir::Value sum, mlir::Value lane, mlir::Value at) = 0;
};

/// The integers of numerics: zero points, requantization. Emits an error and
/// fails if a parameter is no constant or a sum can leave int32.
mlir::FailureOr<std::unique_ptr<TileArithmetic>>
quantizedArithmetic(LoopWriter &writer, q8::Conv2dOp op);
mlir::FailureOr<std::unique_ptr<TileArithmetic>>
quantizedArithmetic(LoopWriter &writer, q8::FullyConnectedOp op);

/// Sums and products of the op's own numbers: f32, or i32, which wraps around.
/// Emits an error and fails if a constant is not dense.
mlir::FailureOr<std::unique_ptr<TileArithmetic>>
plainArithmetic(LoopWriter &writer, attend::Conv2dOp op);
mlir::FailureOr<std::unique_ptr<TileArithmetic>>
plainArithmetic(LoopWriter &writer, attend::FullyConnectedOp op);

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_TILEARITHMETIC_H
