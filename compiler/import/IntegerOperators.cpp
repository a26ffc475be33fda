// IntegerOperators.cpp: ops that compute with integers themselves: products
// whose sums stay int32, and the quantization that follows each input's range.

#include "compiler/import/Layout.h"
#include "compiler/import/Quantization.h"

#include <cstdlib>
#include <limits>

using namespace mlir;
using attendc::attend::UnaryKind;

namespace attendc::importer {

/// Opset at which the ops are read that these are made of.
static constexpr int64_t partOpset = 13;

/// Operand `i` is 8-bit integers.
static LogicalResult checkBytes(Node &node, size_t i, StringRef what) {
  ElementType type = node.operand(i).type;
  if (type == ElementType::I8 || type == ElementType::U8)
    return success();
  return node.badInput(what + " is " + elementTypeName(type) +
                       ", expected int8 or uint8");
}

/// `operand` in another element type.
static FailureOr<Operand> castTo(Node &node, const Operand &operand,
                                 ElementType type) {
  FailureOr<RankedTensorType> result = node.type(operand.shape, type);
  if (failed(result))
    return failure();
  Value value =
      operand.constant ? materialize(node, *operand.constant) : operand.value;
  Operand cast = operand;
  cast.constant.reset();
  cast.type = type;
  cast.value =
      attend::CastOp::create(node.builder(), node.loc(),
                             mlir::cast<RankedTensorType>(value.getType())
                                 .clone(result->getElementType()),
                             value);
  return cast;
}

/// Operand `data` less the zero point in operand `zeroPoint`, as int32. Several
/// zero points run along dimension `axis` of a constant.
static FailureOr<Operand> centred(Node &node, size_t data, size_t zeroPoint,
                                  StringRef what, int64_t axis) {
  const Operand &operand = node.operand(data);
  if (failed(checkBytes(node, data, what)))
    return failure();
  bool hasZeroPoint = node.has(zeroPoint);
  if (hasZeroPoint && node.operand(zeroPoint).type != operand.type)
    return node.badInput("the zero point of " + what + " is " +
                         elementTypeName(node.operand(zeroPoint).type) +
                         ", expected " + elementTypeName(operand.type));
  std::optional<int64_t> count =
      hasZeroPoint ? elementCount(node.operand(zeroPoint).shape) : 1;
  bool isConstant = !hasZeroPoint || node.isConstant(zeroPoint);
  if (count != 1 && (!operand.constant || !isConstant || axis < 0 || !count ||
                     axis >= operand.rank() || operand.shape[axis] != *count))
    return node.unsupported("the zero point of " + what + " has shape " +
                            shapeText(node.operand(zeroPoint).shape) +
                            ", expected one number");
  if (operand.constant && isConstant) {
    const Tensor &bytes = *operand.constant->tensor;
    auto wide = std::make_shared<Tensor>(ElementType::I32, bytes.shape());
    int64_t inner = 1;
    for (int64_t d = axis + 1; d < operand.rank(); ++d)
      inner *= operand.shape[d];
    for (int64_t i = 0; i < bytes.size(); ++i) {
      int64_t zero = 0;
      if (hasZeroPoint)
        zero = node.operand(zeroPoint).constant->tensor->integer(
            *count == 1 ? 0 : i / inner % *count);
      wide->setInteger(i, bytes.integer(i) - zero);
    }
    return Operand(Constant{wide, nullptr});
  }
  FailureOr<Operand> wide = castTo(node, operand, ElementType::I32);
  if (failed(wide) || !hasZeroPoint ||
      (isConstant && node.operand(zeroPoint).constant->tensor->integer(0) == 0))
    return wide;
  FailureOr<Operand> zero =
      castTo(node, node.operand(zeroPoint), ElementType::I32);
  if (failed(zero))
    return failure();
  if (zero->rank() > wide->rank())
    return node.badInput("the zero point of " + what + " has shape " +
                         shapeText(zero->shape) + ", expected one number");
  return importAs(node, arithmeticOperators(), "Sub", partOpset,
                  {*wide, *zero});
}

/// Refuses sums of products that int32 does not hold: `largest` is that of
/// the sum of the magnitudes of the weights behind one result, at most 255
/// times which it reaches.
static LogicalResult checkSum(Node &node, int64_t largest) {
  constexpr int64_t most = std::numeric_limits<int32_t>::max();
  if (largest <= most / 255)
    return success();
  return node.unsupported("its sum can reach " + Twine(largest) +
                          " * 255, which overflows 32 bits");
}

/// The largest sum of magnitudes over rows of `weights` [outer, row, inner].
static int64_t largestSum(const Tensor &weights, int64_t row, int64_t inner) {
  int64_t largest = 0;
  for (int64_t o = 0; o < weights.size() / (row * inner); ++o)
    for (int64_t i = 0; i < inner; ++i) {
      int64_t sum = 0;
      for (int64_t r = 0; r < row; ++r)
        sum += std::abs(weights.integer((o * row + r) * inner + i));
      largest = std::max(largest, sum);
    }
  return largest;
}

/// x, w, x_zero_point, w_zero_point: sums of products of integers less their
/// zero points, int32.
static LogicalResult importConvInteger(Node &node) {
  if (!node.isConstant(1))
    return node.unsupported("the weights are computed by the graph; expected "
                            "an initializer or constant");
  FailureOr<Operand> input = centred(node, 0, 2, "the input", -1);
  FailureOr<Operand> weights = centred(node, 1, 3, "the weights", 0);
  if (failed(input) || failed(weights) ||
      failed(node.type(weights->shape, ElementType::I32)))
    return failure();
  if (weights->rank() < 1)
    return node.badInput("the weights have no dimensions");
  const Tensor &w = *weights->constant->tensor;
  if (failed(checkSum(node, largestSum(w, w.size() / w.shape()[0], 1))))
    return failure();
  FailureOr<Operand> sum = importAs(node, convolutionOperators(), "Conv",
                                    partOpset, {*input, *weights});
  return failed(sum) ? failure() : node.forward(*sum);
}

/// The int32 matrix product of operands `a` and `b`, their zero points in
/// operands `aZero` and `bZero`.
static FailureOr<Operand> integerProduct(Node &node, size_t a, size_t aZero,
                                         size_t b, size_t bZero) {
  const Operand &right = node.operand(b);
  FailureOr<Operand> lhs = centred(node, a, aZero, "the left matrix", -1);
  FailureOr<Operand> rhs =
      centred(node, b, bZero, "the right matrix", right.rank() - 1);
  if (failed(lhs) || failed(rhs) ||
      failed(node.type(right.shape, ElementType::I32)))
    return failure();
  if (right.rank() < 1)
    return node.badInput("the right matrix has no dimensions");
  bool isColumn = right.rank() == 1;
  int64_t depth = right.shape[isColumn ? 0 : right.rank() - 2];
  int64_t largest = depth * 255;
  if (rhs->constant)
    largest = largestSum(*rhs->constant->tensor, depth,
                         isColumn ? 1 : right.shape.back());
  if (failed(checkSum(node, largest)))
    return failure();
  return importAs(node, matrixProductOperators(), "MatMul", partOpset,
                  {*lhs, *rhs});
}

static LogicalResult importMatMulInteger(Node &node) {
  FailureOr<Operand> product = integerProduct(node, 0, 2, 1, 3);
  return failed(product) ? failure() : node.forward(*product);
}

FailureOr<Operand> importRequantizedProduct(Node &node, float inputScale,
                                            ArrayRef<float> weightScales,
                                            const Quantization &output,
                                            ElementType integers) {
  FailureOr<Operand> sum = integerProduct(node, 0, 2, 3, 5);
  if (failed(sum))
    return failure();
  FailureOr<Operand> real = castTo(node, *sum, ElementType::F32);
  auto multipliers = std::make_shared<Tensor>(
      ElementType::F32, ArrayRef<int64_t>(weightScales.size()));
  for (auto [i, scale] : llvm::enumerate(weightScales)) {
    float product = inputScale * scale;
    float multiplier = product / output.scales[0];
    if (!(multiplier <= std::numeric_limits<float>::max()))
      return node.unsupported("the scale of the result is too small");
    multipliers->setNumber(i, multiplier);
  }
  if (failed(real))
    return failure();
  Operand factor{Constant{multipliers, nullptr}};
  if (weightScales.size() == 1)
    factor = Operand(
        Constant{std::make_shared<Tensor>(multipliers->reshaped({})), nullptr});
  FailureOr<Operand> scaled =
      importAs(node, arithmeticOperators(), "Mul", partOpset, {*real, factor});
  if (failed(scaled))
    return failure();
  // In units of the result already.
  Quantization unit{{1.0f}, output.zeroPoints, -1};
  return quantize(node, *scaled, unit, integers);
}

/// y, y_scale, y_zero_point of x: uint8 over the range of x and 0.
/// Source: ONNX DynamicQuantizeLinear-11; a range of 0 has scale 1, as in ONNX
/// Runtime.
static LogicalResult importDynamicQuantizeLinear(Node &node) {
  FailureOr<Value> x = node.activation(0, "the input");
  if (failed(x))
    return failure();
  OpBuilder &builder = node.builder();
  Location loc = node.loc();
  auto type = cast<RankedTensorType>(x->getType());
  SmallVector<int64_t> axes =
      llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
  auto one = type.clone(SmallVector<int64_t>(type.getRank(), 1));
  auto reduce = [&](attend::ReduceKind kind) -> Value {
    return attend::ReduceOp::create(builder, loc, one, kind, *x, axes);
  };
  auto unary = [&](UnaryKind kind, Value value, float alpha,
                   float beta) -> Value {
    return attend::UnaryOp::create(builder, loc, value.getType(), kind, value,
                                   llvm::APFloat(alpha), llvm::APFloat(beta));
  };
  auto castOf = [&](Value value, Type elements) -> Value {
    return attend::CastOp::create(
        builder, loc, cast<RankedTensorType>(value.getType()).clone(elements),
        value);
  };
  constexpr float largest = std::numeric_limits<float>::max();
  Value low =
      unary(UnaryKind::Clip, reduce(attend::ReduceKind::Min), -largest, 0);
  Value high = unary(UnaryKind::Relu, reduce(attend::ReduceKind::Max), 0, 0);
  Value range = attend::SubOp::create(builder, loc, one, high, low);
  Value count = attend::ConstantOp::create(builder, loc, one,
                                           DenseElementsAttr::get(one, 255.0f));
  Value scale = attend::DivOp::create(builder, loc, one, range, count);
  Value isWide =
      castOf(castOf(range, builder.getI1Type()), builder.getF32Type());
  scale = attend::AddOp::create(builder, loc, one, scale,
                                unary(UnaryKind::Scale, isWide, -1, 1));
  Value zero = attend::DivOp::create(builder, loc, one,
                                     unary(UnaryKind::Neg, low, 0, 0), scale);
  zero =
      unary(UnaryKind::RoundEven, unary(UnaryKind::Clip, zero, 0, 255), 0, 0);
  Value y = attend::DivOp::create(builder, loc, type, *x, scale);
  y = unary(UnaryKind::RoundEven, y, 0, 0);
  y = attend::AddOp::create(builder, loc, type, y, zero);
  y = unary(UnaryKind::Clip, y, 0, 255);
  Type bytes = builder.getIntegerType(8, /*isSigned=*/false);
  auto scalar = [&](Value value) -> Value {
    auto from = cast<RankedTensorType>(value.getType());
    if (from.getRank() == 0)
      return value;
    return attend::ReshapeOp::create(
        builder, loc, RankedTensorType::get({}, from.getElementType()), value);
  };
  if (failed(node.result(castOf(y, bytes), node.operand(0).shape,
                         ElementType::U8)) ||
      failed(node.result(scalar(scale), {}, ElementType::F32, 1)))
    return failure();
  return node.result(scalar(castOf(zero, bytes)), {}, ElementType::U8, 2);
}

ArrayRef<Operator> integerOperators() {
  static const Operator table[] = {
      {"ConvInteger", 10, newestOpset, 2, 4, importConvInteger},
      {"MatMulInteger", 10, newestOpset, 2, 4, importMatMulInteger},
      {"DynamicQuantizeLinear", 11, newestOpset, 1, 1,
       importDynamicQuantizeLinear},
  };
  return table;
}

} // namespace attendc::importer
