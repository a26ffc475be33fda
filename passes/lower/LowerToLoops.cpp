// LowerToLoops.cpp: the skeleton of the lowered module: which functions there
// are, which buffers they take, and the order of their calls.

#include "passes/lower/ConstantPool.h"
#include "passes/lower/Families.h"
#include "passes/lower/OpComment.h"
#include "passes/lower/Passes.h"
#include "passes/schedule/Placement.h"
#include "targets/Target.h"

#include "dialects/q8/Weights.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc;

namespace attendc::lower {
#define GEN_PASS_DEF_LOWERTOLOOPS
#include "passes/lower/Passes.h.inc"
} // namespace attendc::lower

using namespace attendc::lower;

namespace {

/// Lowers one function of q8 and attend ops to functions on buffers.
class ModuleWriter {
public:
  ModuleWriter(ModuleOp module, func::FuncOp source, const Target &target)
      : module(module), source(source), target(target),
        builder(OpBuilder::atBlockEnd(module.getBody())), pool(module, names) {
    names.claim("run");
  }

  LogicalResult write();

private:
  func::FuncOp createRun();
  LogicalResult lowerOp(Operation *op, OpBuilder &calls);
  LogicalResult copyResults(OpBuilder &calls);

  Value flatten(OpBuilder &b, Value buffer);
  Value arenaView(OpBuilder &b, int64_t offset, MemRefType type);
  /// The flat buffer in @run in which the result of `op` lies.
  Value placeOf(Operation *op, OpBuilder &calls);

  ModuleOp module;
  func::FuncOp source;
  const Target &target;
  OpBuilder builder;
  UniqueNames names;
  ConstantPool pool;
  DenseMap<Value, Value> buffers; // tensor -> flat buffer in @run
  SmallVector<Value> outputs;     // flat
  Value arena;
};

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

/// Which buffers a function takes, and for what.
struct Signature {
  SmallVector<Value> actuals;                  // buffers in @run
  SmallVector<StringRef> names;                // of the formal arguments
  SmallVector<std::optional<unsigned>> inputs; // argument of each operand
  unsigned output = 0;
  std::optional<unsigned> scratch;
};

} // namespace

static bool isConstant(Value value) {
  return schedule::isConstant(schedule::storageOf(value).getDefiningOp());
}

/// Operands that the op's lowering makes constants of its own from.
static bool isParameter(Operation *op, unsigned operand) {
  if (q8::isParameter(op, operand))
    return true;
  if (isa<attend::Conv2dOp, attend::ConvTranspose2dOp, attend::FullyConnectedOp,
          attend::BatchNormOp>(op))
    return operand > 0 &&
           llvm::all_of(op->getOperands().drop_front(), isConstant);
  // A single number stands in the text as it is.
  return isa<attend::AddOp, attend::SubOp, attend::MulOp, attend::DivOp,
             attend::MaxOp, attend::MinOp, attend::PowOp>(op) &&
         isConstant(op->getOperand(operand)) &&
         cast<ShapedType>(op->getOperand(operand).getType()).getNumElements() ==
             1;
}

static StringRef nodeName(Operation *op) {
  if (auto name = dyn_cast<NameLoc>(op->getLoc()))
    return name.getName();
  return op->getName().stripDialect();
}

static MemRefType bufferType(Type tensor) {
  auto shaped = cast<ShapedType>(tensor);
  return MemRefType::get(shaped.getShape(),
                         schedule::storedElement(shaped.getElementType()));
}

static MemRefType flatType(Type tensor) {
  MemRefType type = bufferType(tensor);
  return MemRefType::get({type.getNumElements()}, type.getElementType());
}

static MemRefType bytesType(MLIRContext *context, int64_t bytes) {
  return MemRefType::get({bytes}, IntegerType::get(context, 8));
}

/// Indices and sizes in C are int32_t.
static LogicalResult verifySize(Operation *op, int64_t bytes) {
  if (bytes <= INT32_MAX)
    return success();
  return op->emitError("unsupported: ")
         << (isa<func::FuncOp>(op) ? "the arena needs " : "its result needs ")
         << bytes << " bytes; the most is 2147483647";
}

static NamedAttrList argumentAttributes(DictionaryAttr attributes, Type type) {
  NamedAttrList list(attributes);
  if (getElementTypeOrSelf(type).isUnsignedInteger())
    list.set("attend.unsigned", UnitAttr::get(type.getContext()));
  if (getElementTypeOrSelf(type).isInteger(1))
    list.set("attend.bool", UnitAttr::get(type.getContext()));
  return list;
}

Value ModuleWriter::flatten(OpBuilder &b, Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  if (type.getRank() == 1)
    return buffer;
  if (type.getRank() == 0)
    return memref::ExpandShapeOp::create(
        b, buffer.getLoc(), MemRefType::get({1}, type.getElementType()), buffer,
        SmallVector<ReassociationIndices>());
  ReassociationIndices all =
      llvm::to_vector(llvm::seq<int64_t>(type.getRank()));
  return memref::CollapseShapeOp::create(b, buffer.getLoc(), buffer,
                                         ArrayRef<ReassociationIndices>(all));
}

Value ModuleWriter::arenaView(OpBuilder &b, int64_t offset, MemRefType type) {
  Location loc = b.getUnknownLoc();
  Value start = arith::ConstantIndexOp::create(b, loc, offset);
  return memref::ViewOp::create(b, loc, type, arena, start, ValueRange());
}

func::FuncOp ModuleWriter::createRun() {
  SmallVector<Type> types;
  SmallVector<DictionaryAttr> attributes;
  SmallVector<Location> locations;
  MLIRContext *context = builder.getContext();
  auto add = [&](Type type, DictionaryAttr dictionary, StringRef fallback) {
    NamedAttrList list = argumentAttributes(dictionary, type);
    auto name = list.getNamed("attend.name");
    StringAttr label = name ? dyn_cast<StringAttr>(name->getValue()) : nullptr;
    types.push_back(bufferType(type));
    attributes.push_back(list.getDictionary(context));
    locations.push_back(
        NameLoc::get(label ? label : builder.getStringAttr(fallback)));
  };
  for (auto [number, type] : llvm::enumerate(source.getArgumentTypes()))
    add(type, source.getArgAttrDict(number), "input");
  for (auto [number, type] : llvm::enumerate(source.getResultTypes()))
    add(type, source.getResultAttrDict(number), "output");
  types.push_back(
      bytesType(context, schedule::integerOr(source, schedule::kArenaBytes)));
  attributes.push_back(builder.getDictionaryAttr({}));
  locations.push_back(NameLoc::get(builder.getStringAttr("arena")));

  auto run = func::FuncOp::create(builder, source.getLoc(), "run",
                                  builder.getFunctionType(types, {}));
  for (NamedAttribute attribute : source->getDiscardableAttrs())
    run->setAttr(attribute.getName(), attribute.getValue());
  run.setAllArgAttrs(attributes);
  Block *body = builder.createBlock(&run.getBody(), {}, types, locations);
  OpBuilder b = OpBuilder::atBlockEnd(body);
  unsigned inputCount = source.getNumArguments();
  for (auto [value, buffer] :
       llvm::zip_first(source.getArguments(), body->getArguments()))
    buffers[value] = flatten(b, buffer);
  for (BlockArgument output :
       body->getArguments().drop_front(inputCount).drop_back())
    outputs.push_back(flatten(b, output));
  arena = body->getArguments().back();
  builder.setInsertionPoint(run);
  return run;
}

Value ModuleWriter::placeOf(Operation *op, OpBuilder &calls) {
  int64_t inPlace = schedule::integerOr(op, schedule::kInPlace);
  if (inPlace >= 0)
    return buffers.lookup(op->getOperand(inPlace));
  int64_t index = schedule::integerOr(op, schedule::kIndex);
  if (index >= 0)
    return outputs[index];
  return arenaView(calls, schedule::integerOr(op, schedule::kOffset),
                   flatType(op->getResult(0).getType()));
}

static Signature makeSignature(Operation *op,
                               const DenseMap<Value, Value> &buffers,
                               Value output, Value scratch) {
  static constexpr StringLiteral inputNames[] = {"x", "x2", "x3", "x4"};
  Signature signature;
  unsigned inputCount = 0;
  int64_t inPlace = schedule::integerOr(op, schedule::kInPlace);
  std::optional<unsigned> outputArgument;
  for (auto [number, operand] : llvm::enumerate(op->getOperands())) {
    signature.inputs.push_back(std::nullopt);
    if (isConstant(operand) || isParameter(op, number))
      continue;
    Value actual = buffers.lookup(operand);
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
  signature.output = outputArgument ? *outputArgument : add(output, "y");
  if (scratch)
    signature.scratch = add(scratch, "rows");
  return signature;
}

static LogicalResult writeBody(LoopWriter &writer, Operation *op) {
  bool gemm = schedule::usesGemm(op);
  return TypeSwitch<Operation *, LogicalResult>(op)
      .Case<q8::Conv2dOp>([&](q8::Conv2dOp conv) {
        return gemm ? lowerConvolutionToGemm(writer, conv)
                    : lowerConvolution(writer, conv);
      })
      .Case<q8::FullyConnectedOp>([&](q8::FullyConnectedOp full) {
        return gemm ? lowerFullyConnectedToGemm(writer, full)
                    : lowerFullyConnected(writer, full);
      })
      .Case<attend::Conv2dOp>(
          [&](auto) { return lowerConvolution(writer, op); })
      .Case<attend::FullyConnectedOp>(
          [&](auto) { return lowerFullyConnected(writer, op); })
      .Case<attend::ConvTranspose2dOp>([&](attend::ConvTranspose2dOp conv) {
        return lowerConvTranspose(writer, conv);
      })
      .Case<q8::MaxPool2dOp, q8::AvgPool2dOp, attend::MaxPool2dOp,
            attend::AvgPool2dOp, attend::GlobalAvgPoolOp>(
          [&](auto) { return lowerPooling(writer, op); })
      .Case<q8::AddOp, q8::AddOrtX64Op, q8::MulOp, q8::TableOp, q8::SoftmaxOp>(
          [&](auto) { return lowerElementwise(writer, op); })
      .Case<q8::ResizeNearestOp, q8::PadOp, q8::ConcatOp, q8::SliceOp,
            q8::TransposeOp>([&](auto) { return lowerMovement(writer, op); })
      .Case<attend::AddOp, attend::SubOp, attend::MulOp, attend::DivOp,
            attend::MaxOp, attend::MinOp, attend::PowOp>(
          [&](auto) { return lowerArithmetic(writer, op); })
      .Case<attend::UnaryOp, attend::PReluOp, attend::BatchNormOp>(
          [&](auto) { return lowerFunction(writer, op); })
      .Case<attend::QuantizeOp, attend::DequantizeOp, attend::CastOp>(
          [&](auto) { return lowerConversion(writer, op); })
      .Case<attend::PadOp>([&](attend::PadOp pad) {
        return pad.getMode() == attend::PadMode::Constant
                   ? lowerMovement(writer, pad)
                   : lowerPadFromInput(writer, pad);
      })
      .Case<attend::ResizeOp>([&](attend::ResizeOp resize) {
        return resize.getMode() == attend::ResizeMode::Nearest
                   ? lowerMovement(writer, resize)
                   : lowerLinearResize(writer, resize);
      })
      .Case<attend::ConcatOp, attend::SliceOp, attend::TransposeOp,
            attend::BroadcastOp>(
          [&](auto) { return lowerMovement(writer, op); })
      .Case<attend::SoftmaxOp>(
          [&](auto softmax) { return lowerFloatSoftmax(writer, softmax); })
      .Case<attend::ReduceOp, attend::ArgMaxOp>(
          [&](auto) { return lowerReduction(writer, op); })
      .Case<attend::MatMulOp, attend::ResampleOp>(
          [&](auto) { return lowerProduct(writer, op); })
      .Case<attend::GatherOp>(
          [&](auto gather) { return lowerGather(writer, gather); })
      .Default([](Operation *other) {
        return other->emitError("unsupported: op cannot become loops");
      });
}

LogicalResult ModuleWriter::lowerOp(Operation *op, OpBuilder &calls) {
  Value result = op->getResult(0);
  if (schedule::isReshape(op)) {
    if (!isConstant(op->getOperand(0)))
      buffers[result] = buffers.lookup(op->getOperand(0));
    return success();
  }
  Value scratch;
  if (int64_t bytes = schedule::scratchBytes(op))
    scratch =
        arenaView(calls, schedule::integerOr(op, schedule::kScratchOffset),
                  bytesType(op->getContext(), bytes));
  buffers[result] = placeOf(op, calls);
  Signature signature = makeSignature(op, buffers, buffers[result], scratch);

  SmallVector<Type> types;
  SmallVector<Location> locations;
  for (auto [actual, name] :
       llvm::zip_equal(signature.actuals, signature.names)) {
    types.push_back(actual.getType());
    locations.push_back(NameLoc::get(builder.getStringAttr(name)));
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
  for (unsigned i = 0; i < types.size(); ++i)
    function.setArgAttr(i, "attend.noalias", builder.getUnitAttr());

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
  if (failed(writeBody(writer, op)))
    return failure();
  func::ReturnOp::create(writer.builder, writer.loc());
  func::CallOp::create(calls, op->getLoc(), function, signature.actuals);
  return success();
}

// A result that is an input, a constant or another result's bytes is copied.
LogicalResult ModuleWriter::copyResults(OpBuilder &calls) {
  Operation *terminator = source.getBody().front().getTerminator();
  Location loc = builder.getUnknownLoc();
  for (auto [number, value] : llvm::enumerate(terminator->getOperands())) {
    Value storage = schedule::storageOf(value);
    Value from = buffers.lookup(storage);
    if (from == outputs[number])
      continue;
    if (!from) {
      FailureOr<DenseElementsAttr> elements =
          storedElements(terminator, storage);
      if (failed(elements))
        return failure();
      memref::GlobalOp global = pool.find(loc, "result", *elements);
      from = memref::GetGlobalOp::create(calls, loc, global.getType(),
                                         global.getSymName());
    }
    Value zero = arith::ConstantIndexOp::create(calls, loc, 0);
    kernel::CopyOp::create(calls, loc, from, zero, outputs[number], zero,
                           cast<ShapedType>(value.getType()).getNumElements());
  }
  return success();
}

LogicalResult ModuleWriter::write() {
  if (failed(verifySize(source,
                        schedule::integerOr(source, schedule::kArenaBytes))))
    return failure();
  for (BlockArgument argument : source.getArguments())
    if (failed(verifySize(source, schedule::sizeBytes(argument))))
      return failure();
  func::FuncOp run = createRun();
  OpBuilder calls = OpBuilder::atBlockEnd(&run.getBody().front());
  for (Operation &op : source.getBody().front()) {
    if (schedule::isConstant(&op) || isa<func::ReturnOp>(op))
      continue;
    if (op.getNumResults() != 1 || !op.hasAttr(schedule::kPlace))
      return op.emitError("op has no place; run attend-plan-arena");
    if (failed(verifySize(&op, schedule::sizeBytes(op.getResult(0)))))
      return failure();
    if (failed(lowerOp(&op, calls)))
      return failure();
  }
  if (failed(copyResults(calls)))
    return failure();
  func::ReturnOp::create(calls, builder.getUnknownLoc());
  source.erase();
  return success();
}

namespace {
struct LowerToLoops : lower::impl::LowerToLoopsBase<LowerToLoops> {
  using LowerToLoopsBase::LowerToLoopsBase;

  void runOnOperation() override {
    const Target *chosen = findTarget(target);
    if (!chosen) {
      getOperation().emitError() << "unknown target '" << target << "'";
      return signalPassFailure();
    }
    auto functions = llvm::to_vector(getOperation().getOps<func::FuncOp>());
    if (functions.size() != 1 || functions[0].isDeclaration()) {
      getOperation().emitError("expected one function, found ")
          << functions.size();
      return signalPassFailure();
    }
    if (schedule::integerOr(functions[0], schedule::kArenaBytes) < 0) {
      functions[0].emitError("function has no arena; run attend-plan-arena");
      return signalPassFailure();
    }
    if (failed(ModuleWriter(getOperation(), functions[0], *chosen).write()))
      signalPassFailure();
  }
};
} // namespace
