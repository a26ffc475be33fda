// LoopWriter.cpp: how the loops' arithmetic and memory accesses are spelled.

#include "passes/lower/LoopWriter.h"
#include "passes/lower/ConstantPool.h"
#include "passes/schedule/Placement.h"

#include "dialects/kernel/KernelDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

LoopWriter::LoopWriter(func::FuncOp function, Operation *op,
                       const Target &target, ConstantPool &pool)
    : builder(OpBuilder::atBlockEnd(&function.getBody().front())),
      target(target), op(op), function(function),
      defaultLoc(UnknownLoc::get(function.getContext())), pool(pool) {
  for (Value operand : op->getOperands())
    inputShapes.emplace_back(shapeOf(operand));
  shownShape = llvm::to_vector(shapeOf(op->getResult(0)));
}

Location LoopWriter::named(StringRef name) const {
  if (name.empty())
    return defaultLoc;
  return NameLoc::get(StringAttr::get(defaultLoc.getContext(), name));
}

OpBuilder LoopWriter::atStart() {
  OpBuilder start = OpBuilder::atBlockBegin(&function.getBody().front());
  if (lastConstant)
    start.setInsertionPointAfter(lastConstant);
  return start;
}

Value LoopWriter::index(int64_t value) {
  Value &constant = indexConstants[value];
  if (!constant) {
    OpBuilder start = atStart();
    constant = arith::ConstantIndexOp::create(start, loc(), value);
    lastConstant = constant.getDefiningOp();
    constantValues[constant] = value;
  }
  return constant;
}

Value LoopWriter::i32(int64_t value) {
  Value &constant = i32Constants[value];
  if (!constant) {
    OpBuilder start = atStart();
    constant =
        arith::ConstantIntOp::create(start, loc(), start.getI32Type(), value);
    lastConstant = constant.getDefiningOp();
    constantValues[constant] = value;
  }
  return constant;
}

Value LoopWriter::number(TypedAttr value) {
  auto integer = dyn_cast<IntegerAttr>(value);
  if (integer && value.getType().isInteger(32))
    return i32(integer.getInt());
  Value &constant = numbers[value];
  if (!constant) {
    OpBuilder start = atStart();
    constant = arith::ConstantOp::create(start, loc(), value);
    lastConstant = constant.getDefiningOp();
  }
  return constant;
}

Value LoopWriter::toWide(Value value, Type type) {
  if (value.getType() == type)
    return value;
  return arith::ExtSIOp::create(builder, loc(), type, value);
}

Value LoopWriter::toInteger(Value index, Type type, StringRef name) {
  if (auto it = constantValues.find(index); it != constantValues.end())
    return number(builder.getIntegerAttr(type, it->second));
  return arith::IndexCastOp::create(builder, named(name), type, index);
}

Value LoopWriter::toIndex(Value integer, StringRef name) {
  return arith::IndexCastOp::create(builder, named(name),
                                    builder.getIndexType(), integer);
}

Value LoopWriter::binary(StringRef kind, Value a, Value b, StringRef name) {
  auto known = [&](Value value) -> std::optional<int64_t> {
    auto it = constantValues.find(value);
    return it == constantValues.end() ? std::nullopt
                                      : std::optional<int64_t>(it->second);
  };
  std::optional<int64_t> left = known(a), right = known(b);
  if (left && right) {
    int64_t x = *left, y = *right;
    int64_t value = kind == "add"   ? x + y
                    : kind == "sub" ? x - y
                    : kind == "mul" ? x * y
                    : kind == "div" ? x / y
                    : kind == "rem" ? x % y
                    : kind == "min" ? std::min(x, y)
                                    : std::max(x, y);
    return a.getType().isIndex() ? index(value) : i32(value);
  }
  if (right == 0 && (kind == "add" || kind == "sub"))
    return a;
  if (left == 0 && kind == "add")
    return b;
  if (kind == "mul" && (left == 0 || right == 1))
    return a;
  if (kind == "mul" && (right == 0 || left == 1))
    return b;
  if (kind == "div" && right == 1)
    return a;
  if (kind == "rem" && right == 1)
    return index(0);
  auto nsw = arith::IntegerOverflowFlags::nsw;
  Location at = named(name);
  if (kind == "add")
    return arith::AddIOp::create(builder, at, a, b, nsw);
  if (kind == "sub")
    return arith::SubIOp::create(builder, at, a, b, nsw);
  if (kind == "mul")
    return arith::MulIOp::create(builder, at, a, b, nsw);
  if (kind == "div")
    return arith::DivSIOp::create(builder, at, a, b);
  if (kind == "rem")
    return arith::RemSIOp::create(builder, at, a, b);
  if (kind == "min")
    return arith::MinSIOp::create(builder, at, a, b);
  return arith::MaxSIOp::create(builder, at, a, b);
}

Value LoopWriter::add(Value a, Value b, StringRef name) {
  return binary("add", a, b, name);
}
Value LoopWriter::sub(Value a, Value b, StringRef name) {
  return binary("sub", a, b, name);
}
Value LoopWriter::mul(Value a, Value b, StringRef name) {
  return binary("mul", a, b, name);
}
Value LoopWriter::add(Value a, int64_t b, StringRef name) {
  if (b < 0)
    return sub(a, -b, name);
  return binary("add", a, a.getType().isIndex() ? index(b) : i32(b), name);
}
Value LoopWriter::sub(Value a, int64_t b, StringRef name) {
  if (b < 0)
    return add(a, -b, name);
  return binary("sub", a, a.getType().isIndex() ? index(b) : i32(b), name);
}
Value LoopWriter::mul(Value a, int64_t b, StringRef name) {
  return binary("mul", a, a.getType().isIndex() ? index(b) : i32(b), name);
}
Value LoopWriter::div(Value a, int64_t b, StringRef name) {
  return binary("div", a, index(b), name);
}
Value LoopWriter::rem(Value a, int64_t b, StringRef name) {
  return binary("rem", a, index(b), name);
}
Value LoopWriter::min(Value a, Value b, StringRef name) {
  return binary("min", a, b, name);
}
Value LoopWriter::max(Value a, Value b, StringRef name) {
  return binary("max", a, b, name);
}

void LoopWriter::loop(StringRef iv, Value low, Value high,
                      llvm::function_ref<void(Value)> body) {
  auto first = constantValues.find(low), end = constantValues.find(high);
  if (first != constantValues.end() && end != constantValues.end()) {
    if (first->second >= end->second)
      return;
    if (first->second + 1 == end->second)
      return body(low);
  }
  auto loop = scf::ForOp::create(builder, loc(), low, high, index(1));
  loop.getInductionVar().setLoc(named(iv));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  body(loop.getInductionVar());
}

void LoopWriter::loop(StringRef iv, int64_t low, int64_t high,
                      llvm::function_ref<void(Value)> body) {
  loop(iv, index(low), index(high), body);
}

SmallVector<Value> LoopWriter::carry(
    StringRef iv, Value low, Value high, ArrayRef<StringRef> names,
    ValueRange initial,
    llvm::function_ref<SmallVector<Value>(Value, ValueRange)> body) {
  auto first = constantValues.find(low), end = constantValues.find(high);
  if (first != constantValues.end() && end != constantValues.end()) {
    if (first->second >= end->second)
      return SmallVector<Value>(initial);
    if (first->second + 1 == end->second)
      return body(low, initial);
  }
  auto loop = scf::ForOp::create(builder, loc(), low, high, index(1), initial);
  loop.getInductionVar().setLoc(named(iv));
  for (auto [argument, name] : llvm::zip_equal(loop.getRegionIterArgs(), names))
    argument.setLoc(named(name));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  SmallVector<Value> next =
      body(loop.getInductionVar(), loop.getRegionIterArgs());
  scf::YieldOp::create(builder, loc(), next);
  return SmallVector<Value>(loop.getResults());
}

void LoopWriter::ifInside(Value value, int64_t low, int64_t high,
                          llvm::function_ref<void()> inside,
                          llvm::function_ref<void()> outside) {
  if (auto it = constantValues.find(value); it != constantValues.end()) {
    if (low <= it->second && it->second < high)
      return inside();
    return outside ? outside() : void();
  }
  Value notLess = arith::CmpIOp::create(
      builder, loc(), arith::CmpIPredicate::sge, value, index(low));
  Value less = arith::CmpIOp::create(builder, loc(), arith::CmpIPredicate::slt,
                                     value, index(high));
  Value both = arith::AndIOp::create(builder, loc(), notLess, less);
  auto branch = scf::IfOp::create(builder, loc(), both,
                                  /*withElse=*/static_cast<bool>(outside));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  inside();
  if (!outside)
    return;
  builder.setInsertionPointToStart(branch.elseBlock());
  outside();
}

Value LoopWriter::load(Value buffer, Value at, StringRef name) {
  return memref::LoadOp::create(builder, named(name), buffer, at);
}

Value LoopWriter::loadStored(Value buffer, Value at, bool isUnsigned,
                             StringRef name) {
  Value stored = memref::LoadOp::create(builder, loc(), buffer, at);
  Type type = builder.getI32Type();
  if (isUnsigned)
    return arith::ExtUIOp::create(builder, named(name), type, stored);
  return arith::ExtSIOp::create(builder, named(name), type, stored);
}

void LoopWriter::store(Value value, Value buffer, Value at) {
  memref::StoreOp::create(builder, loc(), value, buffer, at);
}

void LoopWriter::storeStored(Value value, Value buffer, Value at) {
  Type element = cast<MemRefType>(buffer.getType()).getElementType();
  store(arith::TruncIOp::create(builder, loc(), element, value), buffer, at);
}

Value LoopWriter::accumulators(int64_t count, Type type, StringRef name) {
  OpBuilder start = atStart();
  if (!type)
    type = builder.getI32Type();
  return memref::AllocaOp::create(start, named(name),
                                  MemRefType::get({count}, type));
}

void LoopWriter::copy(Value from, Value fromAt, Value to, Value toAt,
                      int64_t size) {
  kernel::CopyOp::create(builder, loc(), from, fromAt, to, toAt, size);
}

void LoopWriter::fill(Value to, Value at, int64_t size, int32_t value) {
  kernel::FillOp::create(builder, loc(), to, at, size, value);
}

Value LoopWriter::constant(StringRef what, DenseElementsAttr values) {
  std::string name = (function.getSymName() + "_" + what).str();
  memref::GlobalOp global = pool.find(function.getLoc(), name, values);
  OpBuilder start = atStart();
  return memref::GetGlobalOp::create(start, named(what), global.getType(),
                                     global.getSymName());
}

template <typename T>
static DenseElementsAttr flatAttribute(Type element, ArrayRef<T> values) {
  auto type =
      RankedTensorType::get({static_cast<int64_t>(values.size())}, element);
  return DenseElementsAttr::get(type, values);
}

Value LoopWriter::constant(StringRef what, ArrayRef<int8_t> values) {
  return constant(what, flatAttribute(builder.getI8Type(), values));
}
Value LoopWriter::constant(StringRef what, ArrayRef<int16_t> values) {
  return constant(what, flatAttribute(builder.getI16Type(), values));
}
Value LoopWriter::constant(StringRef what, ArrayRef<int32_t> values) {
  return constant(what, flatAttribute(builder.getI32Type(), values));
}
Value LoopWriter::constant(StringRef what, ArrayRef<float> values) {
  return constant(what, flatAttribute(builder.getF32Type(), values));
}

bool lower::isUnsigned(Value value) {
  return getElementTypeOrSelf(value.getType()).isUnsignedInteger();
}

AxisView::AxisView(ArrayRef<int64_t> shape, int64_t axis)
    : length(shape[axis]) {
  for (int64_t size : shape.take_front(axis))
    outer *= size;
  for (int64_t size : shape.drop_front(axis + 1))
    inner *= size;
}

ArrayRef<int64_t> lower::shapeOf(Value value) {
  return cast<ShapedType>(value.getType()).getShape();
}

FailureOr<std::vector<int32_t>> lower::constantElements(Operation *op,
                                                        Value value) {
  auto constant = value.getDefiningOp<q8::ConstantOp>();
  auto elements = constant ? dyn_cast<DenseElementsAttr>(constant.getValue())
                           : DenseElementsAttr();
  if (!elements)
    return op->emitError("unsupported: weights, bias and tables must be "
                         "constants, found a computed value");
  std::vector<int32_t> values;
  values.reserve(elements.getNumElements());
  bool zeroExtend = isUnsigned(value);
  for (const APInt &element : elements.getValues<APInt>())
    values.push_back(zeroExtend ? element.getZExtValue()
                                : element.getSExtValue());
  return values;
}

FailureOr<DenseElementsAttr> lower::storedElements(Operation *op, Value value) {
  Operation *constant = schedule::storageOf(value).getDefiningOp();
  DenseElementsAttr elements;
  if (schedule::isConstant(constant))
    elements = constant->getAttrOfType<DenseElementsAttr>("value");
  if (!elements)
    return op->emitError("unsupported: an operand must be a dense constant");
  Type element = schedule::storedElement(elements.getElementType());
  auto type = RankedTensorType::get({elements.getNumElements()}, element);
  if (elements.getElementType().isInteger(1)) {
    SmallVector<int8_t> bytes;
    for (bool value : elements.getValues<bool>())
      bytes.push_back(value);
    return DenseElementsAttr::get(type, ArrayRef<int8_t>(bytes));
  }
  return elements.bitcast(element).reshape(type);
}
