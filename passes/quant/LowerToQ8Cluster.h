// LowerToQ8Cluster.h: what attend-lower-to-q8 knows about one QDQ cluster, and
// the lowering of each op family.
#ifndef ATTEND_PASSES_QUANT_LOWERTOQ8CLUSTER_H
#define ATTEND_PASSES_QUANT_LOWERTOQ8CLUSTER_H

#include "dialects/attend/AttendDialect.h"
#include "dialects/q8/FixedPoint.h"
#include "dialects/q8/Q8Dialect.h"

namespace attendc::quant {

/// Integers of 8 or 16 bits and the real numbers they stand for.
struct Activation {
  mlir::Value integers;
  q8::Quantization quantization;
};

/// An integer constant behind a dequantize: symmetric weights, a bias.
struct IntegerConstant {
  mlir::DenseElementsAttr values;
  llvm::SmallVector<float> scales;       // one, or one per channel
  llvm::SmallVector<int32_t> zeroPoints; // as many
  mlir::Location loc;
};

/// dequantize.. -> core -> functions.. -> quantize. `core` is the op whose
/// integers are computed; where the functions follow a dequantize directly,
/// it is that dequantize.
struct Cluster {
  attend::QuantizeOp quantize;
  mlir::Operation *core = nullptr;
  /// The attend.unary ops between core and quantize, first one first.
  llvm::SmallVector<attend::UnaryOp> functions;
  q8::Quantization output;
  /// The clamp of the result: the element type's range, narrowed by functions.
  int32_t low = 0, high = 0;
  bool matchOrtX64 = false;
  /// Set once an error was emitted: the network is wrong, and no island helps.
  bool isWrong = false;
  mlir::OpBuilder *builder = nullptr;

  /// The type of core's result with the integers of the quantize.
  mlir::RankedTensorType integerType(mlir::Type floatType);
  mlir::RankedTensorType resultType();
};

// Failures below mean that the cluster has no integer form and stays float,
// unless `isWrong` says that an error was emitted.

/// The cluster that ends in `quantize`.
mlir::FailureOr<Cluster> readCluster(attend::QuantizeOp quantize,
                                     mlir::OpBuilder &builder);

/// The one scale and zero point of a quantize or dequantize of activations.
/// Fails without a message if it has several, or other integers.
mlir::FailureOr<q8::Quantization> quantizationOf(mlir::Operation *qdq);

/// The integers behind operand `value` of `user`, if it is quantized.
mlir::FailureOr<Activation> activationOf(mlir::Operation *user,
                                         mlir::Value value,
                                         mlir::StringRef what,
                                         mlir::OpBuilder &builder);

/// `value`, a constant of integers as one of q8.
mlir::Value integersOf(mlir::Value value, mlir::OpBuilder &builder);

/// The integer constant behind operand `value` of `user`, whose scales run
/// along dimension `axis` if there are several.
mlir::FailureOr<IntegerConstant> constantOf(mlir::Operation *user,
                                            mlir::Value value,
                                            mlir::StringRef what, int64_t axis);

/// The attribute of an op without integer form that says why.
inline constexpr llvm::StringLiteral staysFloatName = "attend.stays_float";

/// Notes at `op` why it computes with real numbers, and fails.
mlir::LogicalResult staysFloat(mlir::Operation *op, const llvm::Twine &why);

/// Emits "unsupported: <op>: <message>" at the core, marks the cluster as
/// wrong, and fails.
mlir::LogicalResult unsupported(Cluster &cluster, const llvm::Twine &message);

/// A q8.constant of `numbers`, their element type being `integers`.
mlir::Value createConstant(mlir::OpBuilder &builder, mlir::Location loc,
                           llvm::ArrayRef<int64_t> shape, mlir::Type integers,
                           llvm::ArrayRef<int32_t> numbers);

/// Applies a table [256] or [C, 256] of integers to bytes, each entry the
/// result for the integer whose 8 bits are its index.
mlir::Value applyTable(Cluster &cluster, mlir::Location loc, mlir::Value input,
                       llvm::ArrayRef<int32_t> table);

/// `input` with the scale, zero point and clamp of the cluster's result:
/// itself, or a table with the single-precision steps of DequantizeLinear and
/// QuantizeLinear. Integers of 16 bits have no table: they stay float.
mlir::FailureOr<mlir::Value> requantizeTo(Cluster &cluster,
                                          const Activation &input);

/// Narrows [low, high] by relu and clip; fails for other functions, which
/// nothing behind a core can hold.
mlir::LogicalResult foldClamps(Cluster &cluster);

/// The integers behind operand `value` of the core, after `foldClamps`: what
/// the lowering of an op with one activation starts with.
mlir::FailureOr<Activation> readInput(Cluster &cluster, mlir::Value value,
                                      mlir::StringRef what = "input");

/// Fails if `input` has more integers than the table of `op` could have
/// entries: notes at `op` that it stays float.
mlir::LogicalResult verifyBytes(mlir::Operation *op, const Activation &input);

/// readInput for an op that has a table for each of 256 integers.
mlir::FailureOr<Activation> readBytes(Cluster &cluster, mlir::Value value);

// One lowering per family; each creates q8 ops before the quantize and returns
// what replaces it.
mlir::FailureOr<mlir::Value> lowerConv2d(Cluster &cluster);
mlir::FailureOr<mlir::Value> lowerConvTranspose2d(Cluster &cluster);
mlir::FailureOr<mlir::Value> lowerFullyConnected(Cluster &cluster);
mlir::FailureOr<mlir::Value> lowerAvgPool2d(Cluster &cluster);
mlir::FailureOr<mlir::Value> lowerGlobalAvgPool(Cluster &cluster);
mlir::FailureOr<mlir::Value> lowerAdd(Cluster &cluster);
mlir::FailureOr<mlir::Value> lowerMul(Cluster &cluster);
mlir::FailureOr<mlir::Value> lowerFunctions(Cluster &cluster);
mlir::FailureOr<mlir::Value> lowerPRelu(Cluster &cluster);
mlir::FailureOr<mlir::Value> lowerSoftmax(Cluster &cluster);
mlir::FailureOr<mlir::Value> lowerLinearResize(Cluster &cluster);
mlir::FailureOr<mlir::Value> lowerMovement(Cluster &cluster);

/// add(fully_connected(x, w), constant [OC]) -> fully_connected(x, w,
/// constant), a reshape of rows in between or not, if w is quantized: exporters
/// write linear layers so, and ONNX Runtime puts them together as well.
void takeInBias(attend::AddOp add, mlir::OpBuilder &builder);

// Movement: reshape, transpose, concat, slice, pad, nearest resize and max
// pool do to integers what they do to the numbers that these stand for.

/// Why `op` is no movement of integers; empty if it is one.
mlir::StringRef whyNoMovement(mlir::Operation *op);

/// The movement `op` of integers; `padding` is what a constant pad adds.
mlir::Value createMovement(mlir::OpBuilder &builder, mlir::Operation *op,
                           mlir::ValueRange inputs, int32_t padding);

/// Whether other ops than quantizes, with functions before them or not, read
/// the real numbers of `value`.
bool isReadAsFloat(mlir::Value value);

/// quantize(movement(x)) -> movement(quantize(x)), x being no dequantize.
/// Returns what replaces `quantize`, which becomes the new one; null if the
/// picture is another.
mlir::Value sinkMovement(attend::QuantizeOp &quantize,
                         mlir::OpBuilder &builder);

/// movement(dequantize(q)) that a float op reads -> dequantize(movement(q)).
void raiseMovement(mlir::Operation *movement, mlir::OpBuilder &builder);

} // namespace attendc::quant

#endif // ATTEND_PASSES_QUANT_LOWERTOQ8CLUSTER_H
