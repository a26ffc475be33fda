// KeptChannels.h: which channels of each value of a q8 network are worth
// computing.
#ifndef ATTEND_PASSES_QUANT_KEPTCHANNELS_H
#define ATTEND_PASSES_QUANT_KEPTCHANNELS_H

#include "passes/quant/ChannelRanges.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/SetVector.h"

namespace attendc::quant {

/// The least sets of channels with which every op can still be written:
/// * inputs, results of the function, and all that an op which is not of q8
///   reads or makes, are kept whole;
/// * a convolution of one group or a matrix product needs the channels that
///   have a weight for some kept output which is not constant. A constant
///   channel goes into the bias, unless the op reads beyond the input's edge,
///   where its 0 is not that constant;
/// * groups are kept as a whole, inputs and outputs together;
/// * ops on single elements, pools and copies keep the same channels of what
///   they read and write.
/// A value whose kept channels are all constant needs nothing at all.
class KeptChannels {
public:
  KeptChannels(mlir::func::FuncOp function, const ChannelRanges &ranges);

  bool isKept(mlir::Value value, int64_t channel) const;
  bool keepsAll(mlir::Value value) const;
  bool keepsNone(mlir::Value value) const;
  /// The kept channels, in order.
  llvm::SmallVector<int64_t> channels(mlir::Value value) const;

  /// Whether constants replace `value`: every kept channel is constant, and
  /// it is no repeated constant yet.
  bool isConstant(mlir::Value value) const;

private:
  void visit(mlir::Operation *op);
  void visitCopy(mlir::Operation *op);
  template <typename OpT> void visitWeighted(OpT op, bool readsPadding);
  void visitGroups(q8::Conv2dOp op);
  void keep(mlir::Value value, int64_t channel);
  void keepAll(mlir::Value value);
  void keepOperandsAndResults(mlir::Operation *op);
  void tie(mlir::Value a, mlir::Value b,
           llvm::function_ref<int64_t(int64_t)> channelOfA);
  void tie(mlir::Value a, mlir::Value b) {
    tie(a, b, [](int64_t channel) { return channel; });
  }

  const ChannelRanges &ranges;
  /// What is not in here is kept as a whole.
  llvm::DenseMap<mlir::Value, llvm::BitVector> kept;
  llvm::SetVector<mlir::Operation *> worklist;
};

} // namespace attendc::quant

#endif // ATTEND_PASSES_QUANT_KEPTCHANNELS_H
