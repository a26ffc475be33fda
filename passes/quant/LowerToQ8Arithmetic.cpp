// LowerToQ8Arithmetic.cpp: clusters that compute with activations alone become
// q8 ops: pools, add, mul, softmax.

#include "passes/quant/LowerToQ8Cluster.h"

#include <cmath>

using namespace mlir;
using namespace attendc;
using namespace attendc::quant;

// Pools of both kinds: kernel [KH, KW], a multiplier for each number of
// positions that a window can hold inside the input.
static FailureOr<Value> lowerMean(Cluster &cluster, Value floatInput,
                                  ArrayRef<int64_t> kernel,
                                  ArrayRef<int64_t> strides,
                                  ArrayRef<int64_t> pads,
                                  bool countIncludePad) {
  Operation *op = cluster.core;
  FailureOr<Activation> input = readInput(cluster, floatInput);
  if (failed(input))
    return failure();
  // Kernels are not bounded by the padded input before this op's verifier.
  const int64_t most = INT32_MAX / 255;
  if (kernel[0] > most || kernel[1] > most || kernel[0] * kernel[1] > most)
    return unsupported(cluster, "the sum over its window overflows 32 bits");
  int64_t count = kernel[0] * kernel[1];
  bool isFull = countIncludePad ||
                llvm::all_of(pads, [](int64_t pad) { return pad == 0; });
  SmallVector<float> multipliers;
  for (int64_t n = isFull ? count : 1; n <= count; ++n) {
    multipliers.push_back(
        q8::poolMultiplier(input->quantization.scale, cluster.output.scale, n));
    if (!std::isfinite(multipliers.back()))
      return staysFloat(op, "the scale of its result is too small");
  }
  return q8::AvgPool2dOp::create(
             *cluster.builder, op->getLoc(), cluster.resultType(),
             input->integers, kernel, strides, pads, countIncludePad || isFull,
             input->quantization.zeroPoint, multipliers,
             cluster.output.zeroPoint, cluster.low, cluster.high)
      .getResult();
}

FailureOr<Value> quant::lowerAvgPool2d(Cluster &cluster) {
  auto op = cast<attend::AvgPool2dOp>(cluster.core);
  return lowerMean(cluster, op.getInput(), op.getKernel(), op.getStrides(),
                   op.getPads(), op.getCountIncludePad());
}

FailureOr<Value> quant::lowerGlobalAvgPool(Cluster &cluster) {
  auto op = cast<attend::GlobalAvgPoolOp>(cluster.core);
  ArrayRef<int64_t> shape = op.getInput().getType().getShape();
  return lowerMean(cluster, op.getInput(), {shape[1], shape[2]}, {1, 1},
                   {0, 0, 0, 0}, /*countIncludePad=*/true);
}

namespace {
/// Both activations of a sum or product.
struct Operands {
  Activation lhs, rhs;
};
} // namespace

static FailureOr<Operands> readOperands(Cluster &cluster) {
  Operation *op = cluster.core;
  FailureOr<Activation> lhs =
      readInput(cluster, op->getOperand(0), "first operand");
  if (failed(lhs))
    return failure();
  FailureOr<Activation> rhs =
      activationOf(op, op->getOperand(1), "second operand", *cluster.builder);
  if (failed(rhs))
    return failure();
  return Operands{*lhs, *rhs};
}

FailureOr<Value> quant::lowerAdd(Cluster &cluster) {
  auto op = cast<attend::AddOp>(cluster.core);
  OpBuilder &builder = *cluster.builder;
  FailureOr<Operands> operands = readOperands(cluster);
  if (failed(operands))
    return failure();
  const auto &[lhs, rhs] = *operands;
  const q8::Quantization &a = lhs.quantization, &b = rhs.quantization;
  StringRef scalesApart =
      "the scales of operands and result differ by too much";
  // ONNX Runtime has no sum of 16 bits.
  if (cluster.matchOrtX64 && a.isByte() && b.isByte() &&
      cluster.output.isByte()) {
    q8::AddOrtX64Parameters p = q8::addOrtX64Parameters(a, b, cluster.output);
    if (!(p.lhsRatio > 0) || !(p.rhsRatio > 0) || !std::isfinite(p.lhsRatio) ||
        !std::isfinite(p.rhsRatio) || !std::isfinite(p.fix))
      return staysFloat(op, scalesApart);
    return q8::AddOrtX64Op::create(builder, op.getLoc(), cluster.resultType(),
                                   lhs.integers, rhs.integers,
                                   builder.getF32FloatAttr(p.lhsRatio),
                                   builder.getF32FloatAttr(p.rhsRatio),
                                   builder.getF32FloatAttr(p.fix),
                                   builder.getI32IntegerAttr(cluster.low),
                                   builder.getI32IntegerAttr(cluster.high))
        .getResult();
  }
  std::optional<q8::AddParameters> numbers =
      q8::addParameters(a.scale, b.scale, cluster.output.scale);
  if (!numbers)
    return staysFloat(op, scalesApart);
  return q8::AddOp::create(builder, op.getLoc(), cluster.resultType(),
                           lhs.integers, rhs.integers, a.zeroPoint, b.zeroPoint,
                           numbers->lhsMultiplier, numbers->rhsMultiplier,
                           numbers->shift, cluster.output.zeroPoint,
                           cluster.low, cluster.high)
      .getResult();
}

FailureOr<Value> quant::lowerMul(Cluster &cluster) {
  auto op = cast<attend::MulOp>(cluster.core);
  OpBuilder &builder = *cluster.builder;
  FailureOr<Operands> operands = readOperands(cluster);
  if (failed(operands))
    return failure();
  const auto &[lhs, rhs] = *operands;
  float ratio = q8::mulRatio(lhs.quantization.scale, rhs.quantization.scale,
                             cluster.output.scale);
  if (!std::isfinite(ratio) || ratio <= 0)
    return staysFloat(op, "the product of its operands' scales is out of "
                          "proportion to its result's");
  return q8::MulOp::create(
             builder, op.getLoc(), cluster.resultType(), lhs.integers,
             rhs.integers,
             builder.getI32IntegerAttr(lhs.quantization.zeroPoint),
             builder.getI32IntegerAttr(rhs.quantization.zeroPoint),
             builder.getF32FloatAttr(ratio),
             builder.getI32IntegerAttr(cluster.output.zeroPoint),
             builder.getI32IntegerAttr(cluster.low),
             builder.getI32IntegerAttr(cluster.high))
      .getResult();
}

FailureOr<Value> quant::lowerSoftmax(Cluster &cluster) {
  auto op = cast<attend::SoftmaxOp>(cluster.core);
  if (op.getLog())
    return staysFloat(op, "its logarithm has no integer form");
  OpBuilder &builder = *cluster.builder;
  FailureOr<Activation> input = readBytes(cluster, op.getInput());
  if (failed(input))
    return failure();
  if (!cluster.output.isByte())
    return staysFloat(op, "its result has 16 bits");
  auto type = cast<RankedTensorType>(input->integers.getType());
  int64_t axis = op.getAxis(), rank = type.getRank();
  int64_t length = type.getDimSize(axis);
  if (length > 1 << 16)
    return staysFloat(op,
                      "rows of " + Twine(length) + " exceed 65536 elements");
  int64_t inverseScale =
      q8::rintEven(65536.0 / static_cast<double>(cluster.output.scale));
  if (inverseScale < 1 || inverseScale > INT32_MAX)
    return staysFloat(op, "the scale of its result lies outside [2^-15, 2^16]");
  SmallVector<int32_t> exponentials;
  for (int32_t difference = 0; difference < 256; ++difference)
    exponentials.push_back(
        q8::softmaxExponential(difference, input->quantization.scale));
  Value table = createConstant(builder, op.getLoc(), {256},
                               builder.getI32Type(), exponentials);
  // q8.softmax takes rows: another dimension changes places with the last one.
  SmallVector<int64_t> permutation =
      llvm::to_vector(llvm::seq<int64_t>(0, rank));
  std::swap(permutation[axis], permutation[rank - 1]);
  auto transposed = [&](Value value) -> Value {
    auto from = cast<RankedTensorType>(value.getType());
    SmallVector<int64_t> shape(from.getShape());
    std::swap(shape[axis], shape[rank - 1]);
    return q8::TransposeOp::create(
        builder, op.getLoc(),
        RankedTensorType::get(shape, from.getElementType()), value,
        permutation);
  };
  Value rows = input->integers;
  if (axis != rank - 1)
    rows = transposed(rows);
  Value result = q8::SoftmaxOp::create(
      builder, op.getLoc(), cluster.integerType(rows.getType()), rows, table,
      static_cast<uint32_t>(inverseScale), cluster.output.zeroPoint,
      cluster.low, cluster.high);
  return axis == rank - 1 ? result : transposed(result);
}
