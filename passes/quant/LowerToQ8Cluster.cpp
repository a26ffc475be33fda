// LowerToQ8Cluster.cpp: reads QDQ clusters: which integers stand behind a
// float value, and which clamp and requantization its quantize asks for.

#include "passes/quant/LowerToQ8Cluster.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::quant;
using attend::UnaryKind;

RankedTensorType Cluster::integerType(Type floatType) {
  Type integers = cast<RankedTensorType>(quantize.getType()).getElementType();
  return cast<RankedTensorType>(floatType).clone(integers);
}

RankedTensorType Cluster::resultType() {
  return cast<RankedTensorType>(quantize.getType());
}

LogicalResult quant::staysFloat(Operation *op, const Twine &why) {
  op->setAttr(staysFloatName, StringAttr::get(op->getContext(), why));
  return failure();
}

LogicalResult quant::unsupported(Cluster &cluster, const Twine &message) {
  cluster.isWrong = true;
  return cluster.core->emitError()
         << "unsupported: " << cluster.core->getName().stripDialect() << ": "
         << message;
}

template <typename OpT>
static FailureOr<q8::Quantization> read(OpT op, Value q) {
  Type integers = cast<RankedTensorType>(q.getType()).getElementType();
  if (!q8::isActivation(integers) || op.getScales().size() != 1)
    return failure();
  return q8::Quantization{op.getScales()[0], op.getZeroPoints()[0],
                          integers.isUnsignedInteger(),
                          int32_t(integers.getIntOrFloatBitWidth())};
}

FailureOr<q8::Quantization> quant::quantizationOf(Operation *qdq) {
  if (auto op = dyn_cast<attend::QuantizeOp>(qdq))
    return read(op, op.getResult());
  auto op = cast<attend::DequantizeOp>(qdq);
  return read(op, op.getInput());
}

// The unary ops from `value` back to the op that is not one, last one first.
static Operation *producerOf(Value value,
                             SmallVectorImpl<attend::UnaryOp> &functions) {
  Operation *producer = value.getDefiningOp();
  while (auto function = dyn_cast_or_null<attend::UnaryOp>(producer)) {
    functions.push_back(function);
    producer = function.getInput().getDefiningOp();
  }
  return producer;
}

FailureOr<Cluster> quant::readCluster(attend::QuantizeOp quantize,
                                      OpBuilder &builder) {
  Cluster cluster;
  cluster.quantize = quantize;
  cluster.builder = &builder;
  FailureOr<q8::Quantization> output = quantizationOf(quantize);
  if (failed(output))
    return staysFloat(quantize, "it has several scales, or integers of other "
                                "than 8 or 16 bits");
  cluster.output = *output;
  cluster.low = output->least();
  cluster.high = output->most();
  cluster.core = producerOf(quantize.getInput(), cluster.functions);
  std::reverse(cluster.functions.begin(), cluster.functions.end());
  if (!cluster.core)
    return staysFloat(cluster.functions.empty() ? quantize.getOperation()
                                                : cluster.functions.front(),
                      "its input is a model input without QuantizeLinear");
  return cluster;
}

FailureOr<Activation> quant::activationOf(Operation *user, Value value,
                                          StringRef what, OpBuilder &builder) {
  Operation *producer = value.getDefiningOp();
  auto dequantize = dyn_cast_or_null<attend::DequantizeOp>(producer);
  if (!dequantize) {
    std::string behind = "a model input";
    if (producer)
      behind = producer->getName().stripDialect().str();
    if (auto name = dyn_cast_or_null<NameLoc>(
            producer ? LocationAttr(producer->getLoc()) : LocationAttr()))
      behind += " '" + name.getName().str() + "'";
    return staysFloat(user, "its " + what +
                                " is not quantized: no "
                                "QuantizeLinear behind " +
                                behind);
  }
  FailureOr<q8::Quantization> quantization = quantizationOf(dequantize);
  if (failed(quantization))
    return staysFloat(user, "its " + what +
                                " needs one scale and integers of 8 or 16 "
                                "bits");
  return Activation{integersOf(dequantize.getInput(), builder), *quantization};
}

Value quant::integersOf(Value value, OpBuilder &builder) {
  auto constant = value.getDefiningOp<attend::ConstantOp>();
  return constant
             ? q8::ConstantOp::create(builder, constant.getLoc(),
                                      constant.getType(), constant.getValue())
                   .getResult()
             : value;
}

FailureOr<IntegerConstant> quant::constantOf(Operation *user, Value value,
                                             StringRef what, int64_t axis) {
  auto dequantize = value.getDefiningOp<attend::DequantizeOp>();
  if (!dequantize)
    return staysFloat(user,
                      "its " + what + " is not quantized: no DequantizeLinear");
  auto constant = dequantize.getInput().getDefiningOp<attend::ConstantOp>();
  auto values = constant ? dyn_cast<DenseElementsAttr>(constant.getValue())
                         : DenseElementsAttr();
  if (!values)
    return staysFloat(user, "its " + what + " is not constant");
  if (dequantize.getScales().size() != 1 &&
      static_cast<int64_t>(dequantize.getAxis()) != axis)
    return staysFloat(user, "its " + what +
                                " has scales along another dimension than "
                                "output channels");
  return IntegerConstant{values, SmallVector<float>(dequantize.getScales()),
                         SmallVector<int32_t>(dequantize.getZeroPoints()),
                         constant.getLoc()};
}

Value quant::createConstant(OpBuilder &builder, Location loc,
                            ArrayRef<int64_t> shape, Type integers,
                            ArrayRef<int32_t> numbers) {
  auto type = RankedTensorType::get(shape, integers);
  unsigned bits = integers.getIntOrFloatBitWidth();
  auto stored = llvm::map_to_vector(numbers, [&](int32_t number) {
    return APInt(bits, number, /*isSigned=*/true, /*implicitTrunc=*/true);
  });
  return q8::ConstantOp::create(builder, loc, type,
                                DenseElementsAttr::get(type, stored));
}

Value quant::applyTable(Cluster &cluster, Location loc, Value input,
                        ArrayRef<int32_t> table) {
  Type integers = cluster.resultType().getElementType();
  int64_t rows = table.size() / 256;
  Value constant = createConstant(*cluster.builder, loc,
                                  rows == 1 ? ArrayRef<int64_t>({256})
                                            : ArrayRef<int64_t>({rows, 256}),
                                  integers, table);
  return q8::TableOp::create(*cluster.builder, loc,
                             cluster.integerType(input.getType()), input,
                             constant);
}

FailureOr<Value> quant::requantizeTo(Cluster &cluster,
                                     const Activation &input) {
  const q8::Quantization &from = input.quantization;
  bool isWhole = cluster.low == cluster.output.least() &&
                 cluster.high == cluster.output.most();
  if (from == cluster.output && isWhole)
    return input.integers;
  if (!from.isByte())
    return staysFloat(isa<attend::DequantizeOp>(cluster.core)
                          ? cluster.quantize.getOperation()
                          : cluster.core,
                      "integers of 16 bits would change their scale or range");
  SmallVector<int32_t> table(256);
  bool isIdentity =
      from.isUnsigned == cluster.output.isUnsigned && cluster.output.isByte();
  for (int32_t x = from.least(); x <= from.most(); ++x) {
    int32_t y = x;
    if (from != cluster.output)
      y = q8::quantize(q8::dequantize(x, from), cluster.output);
    y = q8::clampTo(y, cluster.low, cluster.high);
    isIdentity &= x == y;
    table[static_cast<uint8_t>(x)] = y;
  }
  if (isIdentity)
    return input.integers;
  return applyTable(cluster, cluster.quantize.getLoc(), input.integers, table);
}

LogicalResult quant::foldClamps(Cluster &cluster) {
  for (attend::UnaryOp function : cluster.functions) {
    bool isRelu = function.getKind() == UnaryKind::Relu;
    if (!isRelu && function.getKind() != UnaryKind::Clip)
      return staysFloat(function,
                        Twine("its input is not quantized: no QuantizeLinear "
                              "behind ") +
                            cluster.core->getName().stripDialect());
    // Rounding is monotone, so the bounds are rounded like any other number.
    int32_t least = isRelu ? cluster.output.zeroPoint
                           : q8::quantize(function.getAlpha().convertToFloat(),
                                          cluster.output);
    int32_t most = isRelu ? cluster.output.most()
                          : q8::quantize(function.getBeta().convertToFloat(),
                                         cluster.output);
    // min(max(x, least), most), as ONNX Clip: most wins if they cross.
    auto clip = [&](int32_t x) { return std::min(std::max(x, least), most); };
    cluster.low = clip(cluster.low);
    cluster.high = clip(cluster.high);
  }
  return success();
}

FailureOr<Activation> quant::readInput(Cluster &cluster, Value value,
                                       StringRef what) {
  if (failed(foldClamps(cluster)))
    return failure();
  return activationOf(cluster.core, value, what, *cluster.builder);
}

LogicalResult quant::verifyBytes(Operation *op, const Activation &input) {
  if (input.quantization.isByte())
    return success();
  return staysFloat(op, "its input has 16 bits, for which there is no table");
}

FailureOr<Activation> quant::readBytes(Cluster &cluster, Value value) {
  FailureOr<Activation> input = readInput(cluster, value);
  if (succeeded(input) && failed(verifyBytes(cluster.core, *input)))
    return failure();
  return input;
}
