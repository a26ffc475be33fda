// Layer.cpp: which arguments the function of an op has, and what it says of
// itself.

#include "passes/lower/Layer.h"
#include "passes/lower/Families.h"
#include "passes/lower/OpComment.h"
#include "passes/schedule/Placement.h"

#include "dialects/q8/Weights.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;
using schedule::isConstantValue;

/// True for ops on real numbers, but not for their borders to quantized ones.
static bool computesInFloat(Operation *op) {
  auto isFloat = [](Value value) {
    return isa<FloatType>(getElementTypeOrSelf(value.getType()));
  };
  return isa<attend::AttendDialect>(op->getDialect()) &&
         !isa<attend::QuantizeOp, attend::DequantizeOp>(op) &&
         (llvm::any_of(op->getOperands(), isFloat) ||
          llvm::any_of(op->getResults(), isFloat));
}

/// Operands that the op's lowering makes constants of its own from.
static bool isParameter(Operation *op, unsigned operand) {
  if (q8::isParameter(op, operand))
    return true;
  if (isa<attend::Conv2dOp, attend::ConvTranspose2dOp, attend::FullyConnectedOp,
          attend::BatchNormOp>(op))
    return operand > 0 &&
           llvm::all_of(op->getOperands().drop_front(), isConstantValue);
  // A single number stands in the text as it is.
  return isa<attend::AddOp, attend::SubOp, attend::MulOp, attend::DivOp,
             attend::MaxOp, attend::MinOp, attend::PowOp>(op) &&
         isConstantValue(op->getOperand(operand)) &&
         cast<ShapedType>(op->getOperand(operand).getType()).getNumElements() ==
             1;
}

static StringRef nodeName(Operation *op) {
  if (auto name = dyn_cast<NameLoc>(op->getLoc()))
    return name.getName();
  return op->getName().stripDialect();
}

namespace {
/// Which buffers a function takes, and for what.
struct Signature {
  SmallVector<Value> actuals;                  // in the caller
  SmallVector<StringRef> names;                // of the formal arguments
  SmallVector<std::optional<unsigned>> inputs; // argument of each operand
  unsigned output = 0;
  std::optional<unsigned> scratch;
};
} // namespace

static Signature makeSignature(Operation *op, const Places &places) {
  static constexpr StringLiteral inputNames[] = {"x", "x2", "x3", "x4"};
  Signature signature;
  unsigned inputCount = 0;
  int64_t inPlace = schedule::integerOr(op, schedule::kInPlace);
  std::optional<unsigned> outputArgument;
  for (auto [number, operand] : llvm::enumerate(op->getOperands())) {
    signature.inputs.push_back(std::nullopt);
    if (isConstantValue(operand) || isParameter(op, number))
      continue;
    Value actual = places.buffers.lookup(operand);
    auto known = llvm::find(signature.actuals, actual);
    if (known != signature.actuals.end()) {
      signature.inputs.back() = known - signature.actuals.begin();
      continue;
    }
    signature.inputs.back() = signature.actuals.size();
    bool overwritten = inPlace >= 0 && op->getOperand(inPlace) == operand;
    if (overwritten)
      outputArgument = signature.actuals.size();
    signature.actuals.push_back(actual);
    signature.names.push_back(
        overwritten ? StringRef("y")
                    : StringRef(inputNames[std::min<size_t>(
                          inputCount++, std::size(inputNames) - 1)]));
  }
  auto add = [&](Value actual, StringRef name) -> unsigned {
    signature.actuals.push_back(actual);
    signature.names.push_back(name);
    return signature.actuals.size() - 1;
  };
  signature.output = outputArgument ? *outputArgument : add(places.output, "y");
  if (places.scratch)
    signature.scratch = add(places.scratch, "rows");
  return signature;
}

/// The byte of the arena at which a view of it begins.
static std::optional<int64_t> beginInArena(Value buffer) {
  auto view = buffer.getDefiningOp<memref::ViewOp>();
  return view ? getConstantIntValue(view.getByteShift()) : std::nullopt;
}

/// How many of `actuals` are views of the arena that begin at each byte: a row
/// of a result may take the place of rows of the operand that are no longer
/// read.
static llvm::DenseMap<int64_t, unsigned> countBegins(ArrayRef<Value> actuals) {
  llvm::DenseMap<int64_t, unsigned> result;
  for (Value actual : actuals)
    if (std::optional<int64_t> begin = beginInArena(actual))
      ++result[*begin];
  return result;
}

FailureOr<Layer> LayerWriter::write(Operation *op, const Places &places) {
  Signature signature = makeSignature(op, places);
  bool computesRow = op->hasAttr(schedule::kPipeline);
  SmallVector<Type> types;
  SmallVector<Location> locations;
  for (auto [actual, name] :
       llvm::zip_equal(signature.actuals, signature.names)) {
    types.push_back(actual.getType());
    locations.push_back(NameLoc::get(builder.getStringAttr(name)));
  }
  if (computesRow) {
    types.push_back(builder.getIndexType());
    locations.push_back(NameLoc::get(builder.getStringAttr("row")));
  }
  auto function =
      func::FuncOp::create(builder, op->getLoc(), names.claim(nodeName(op)),
                           builder.getFunctionType(types, {}));
  function.setPrivate();
  if (computesInFloat(op))
    function->setAttr("attend.float", builder.getUnitAttr());
  function->setAttr("attend.comment", builder.getStringAttr(describeOp(op)));
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.createBlock(&function.getBody(), {}, types, locations);
  }
  // C allows equal restrict pointers to memory that is not shared, but
  // compilers warn of them.
  llvm::DenseMap<int64_t, unsigned> begins = countBegins(signature.actuals);
  for (auto [number, actual] : llvm::enumerate(signature.actuals)) {
    std::optional<int64_t> begin = beginInArena(actual);
    if (!begin || begins.lookup(*begin) == 1)
      function.setArgAttr(number, "attend.noalias", builder.getUnitAttr());
  }

  LoopWriter writer(function, op, target, pool);
  writer.output = function.getArgument(signature.output);
  if (signature.scratch)
    writer.scratch = function.getArgument(*signature.scratch);
  for (auto [number, argument] : llvm::enumerate(signature.inputs)) {
    Value buffer;
    if (argument) {
      buffer = function.getArgument(*argument);
    } else if (!isParameter(op, number)) {
      FailureOr<DenseElementsAttr> elements =
          storedElements(op, op->getOperand(number));
      if (failed(elements))
        return failure();
      buffer = writer.constant("operand", *elements);
    }
    writer.inputs.push_back(buffer);
  }
  if (computesRow)
    writer.computeRow(function.getArguments().back());
  if (failed(writeLoops(writer)))
    return failure();
  func::ReturnOp::create(writer.builder, writer.loc());
  return Layer{function, signature.actuals};
}
