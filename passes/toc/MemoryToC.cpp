// MemoryToC.cpp: buffers as pointers, elements in row-major order.

#include "passes/toc/BodyLowering.h"
#include "passes/toc/BufferWrites.h"

#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc::toc;

namespace {
/// An index in elements: a constant, or a constant-free value.
struct Index {
  Value value;
  int64_t constant = 0;
};
} // namespace

/// True for pointers, false for arrays.
static bool isPointer(Value buffer) {
  return !isa<emitc::ArrayType>(buffer.getType());
}

Value BodyLowering::element(Operation *op, Value buffer, ValueRange indices) {
  auto type = cast<MemRefType>(buffer.getType());
  Type i32 = builder.getI32Type();
  Location unnamed = builder.getUnknownLoc();
  // ((i * D1 + j) * D2 + k) ..: Horner's form, without multiplications by one
  // and additions of zero.
  Index sum;
  for (auto [size, index] : llvm::zip_equal(type.getShape(), indices)) {
    if (sum.value && size != 1)
      sum.value = emitc::MulOp::create(builder, unnamed, i32, sum.value,
                                       constantI32(size));
    sum.constant *= size;
    IntegerAttr fixed;
    if (matchPattern(index, m_Constant(&fixed))) {
      sum.constant += fixed.getInt();
      if (sum.value && sum.constant) {
        sum.value = emitc::AddOp::create(builder, unnamed, i32, sum.value,
                                         constantI32(sum.constant));
        sum.constant = 0;
      }
      continue;
    }
    Value next = lookup(index);
    if (!sum.value && sum.constant) {
      sum.value = constantI32(sum.constant);
      sum.constant = 0;
    }
    sum.value =
        sum.value ? emitc::AddOp::create(builder, unnamed, i32, sum.value, next)
                  : next;
  }
  if (sum.constant != int32_t(sum.constant)) {
    op->emitError("unsupported: the index ")
        << sum.constant << " does not fit in 32 bits";
    return {};
  }
  if (!sum.value)
    sum.value = constantI32(sum.constant);
  Value base = lookup(buffer);
  Type elementType = cScalar(type.getElementType());
  if (auto pointer = dyn_cast<emitc::PointerType>(base.getType()))
    elementType = pointer.getPointee();
  return emitc::SubscriptOp::create(
      builder, unnamed, emitc::LValueType::get(elementType), base, sum.value);
}

/// The type of a pointer into `base`, whose elements are `element`.
static Type pointerInto(Value base, Type element) {
  MLIRContext *context = element.getContext();
  if (isPointer(base)) {
    // What is based on a restrict pointer is one for the compiler.
    auto opaque = dyn_cast<emitc::OpaqueType>(base.getType());
    if (!opaque)
      return base.getType();
    StringRef text = opaque.getValue();
    text.consume_back(" *restrict");
    if (text != cElement(element))
      return emitc::PointerType::get(emitc::OpaqueType::get(context, text));
  } else if (base.getDefiningOp<emitc::GetGlobalOp>()) {
    return emitc::PointerType::get(
        emitc::OpaqueType::get(context, "const " + cElement(element).str()));
  }
  return emitc::PointerType::get(cScalar(element));
}

Value BodyLowering::place(Value buffer, OpFoldResult index,
                          std::optional<Location> name) {
  Value base = lookup(buffer);
  std::optional<int64_t> fixed = getConstantIntValue(index);
  if (fixed == 0)
    return base;
  Value offset = fixed ? constantI32(*fixed) : lookup(dyn_cast<Value>(index));
  Type element = cast<MemRefType>(buffer.getType()).getElementType();
  Type type = pointerInto(base, element);
  Location unnamed = builder.getUnknownLoc();
  if (isPointer(base))
    return emitc::AddOp::create(builder, name.value_or(unnamed), type, base,
                                offset);
  // emitc adds nothing to an array; its elements have addresses, those of a
  // constant, too, of elements that are not const.
  Value lvalue = emitc::SubscriptOp::create(
      builder, unnamed, emitc::LValueType::get(cScalar(element)), base, offset);
  Type plain = emitc::PointerType::get(cScalar(element));
  Location wished = name.value_or(unnamed);
  Value address = emitc::AddressOfOp::create(
      builder, type == plain ? wished : unnamed, plain, lvalue);
  if (type == plain)
    return address;
  return emitc::CastOp::create(builder, wished, type, address);
}

LogicalResult BodyLowering::lowerGetGlobal(memref::GetGlobalOp op) {
  auto type = cast<MemRefType>(op.getType());
  auto name = model.symbols.find(op.getName());
  if (name == model.symbols.end())
    return op.emitError("names no constant of this module");
  Location wished = nameOf(op.getLoc());
  if (type.getElementType().isInteger(8)) {
    // An array's name as a pointer: emitc casts no array to another element.
    Value words =
        emitc::LiteralOp::create(builder, builder.getUnknownLoc(),
                                 emitc::PointerType::get(emitc::OpaqueType::get(
                                     builder.getContext(), "const uint64_t")),
                                 name->second);
    map(op, emitc::CastOp::create(
                builder, wished,
                model.pointer(type.getElementType(), /*isConst=*/true), words));
    return success();
  }
  map(op, emitc::GetGlobalOp::create(
              builder, wished, ModelLowering::arrayType(type),
              FlatSymbolRefAttr::get(builder.getContext(), name->second)));
  return success();
}

LogicalResult BodyLowering::lowerView(memref::ViewOp op) {
  Type element = op.getType().getElementType();
  OpFoldResult offset = getAsOpFoldResult(op.getByteShift());
  if (!isPointer(lookup(op.getSource())))
    return op.emitError("a view needs a buffer that is an argument");
  std::optional<int64_t> fixed = getConstantIntValue(offset);
  if (fixed && *fixed % (element.getIntOrFloatBitWidth() / 8) != 0)
    return op.emitError("a view of ")
           << element << " at " << *fixed
           << " bytes is not aligned to its elements";
  View view{op.getSource(), offset};
  Location name = nameOf(op.getLoc());
  if (fixed && !isa<NameLoc>(name))
    views[op.getResult()] = view;
  else
    map(op, makeView(name, view, element));
  return success();
}

LogicalResult BodyLowering::lowerSubview(memref::SubViewOp op) {
  if (op.getSourceType().getRank() != 1)
    return op.emitError("C has parts of flat buffers only, not of ")
           << op.getSourceType();
  if (isWholeView(op)) {
    map(op, lookup(op.getSource()));
    return success();
  }
  map(op,
      place(op.getSource(), op.getMixedOffsets().front(), nameOf(op.getLoc())));
  return success();
}

Value BodyLowering::makeView(Location name, View view, Type element) {
  bool isBytes = element.isInteger(8);
  Value address = place(view.source, view.offset,
                        isBytes ? std::optional<Location>(name) : std::nullopt);
  if (isBytes)
    return address;
  // By way of void *, because the arena's offsets are aligned and the compiler
  // cannot know it.
  Type pointer = emitc::PointerType::get(
      emitc::OpaqueType::get(builder.getContext(), "void"));
  return emitc::CastOp::create(builder, name,
                               model.pointer(element, /*isConst=*/false),
                               castTo(pointer, address));
}

LogicalResult BodyLowering::lowerMemory(Operation *op) {
  return TypeSwitch<Operation *, LogicalResult>(op)
      .Case<memref::LoadOp>([&](memref::LoadOp load) {
        Value lvalue = element(op, load.getMemRef(), load.getIndices());
        if (!lvalue)
          return failure();
        Location name = nameOf(load.getLoc());
        Type type = cast<emitc::LValueType>(lvalue.getType()).getValueType();
        Value value = emitc::LoadOp::create(builder, name, type, lvalue);
        // An element of a const buffer has a const type, a number has none.
        Type plain = cScalar(load.getType());
        if (type != plain)
          value = emitc::CastOp::create(builder, name, plain, value);
        map(load, value);
        return success();
      })
      .Case<memref::StoreOp>([&](memref::StoreOp store) {
        Value lvalue = element(op, store.getMemRef(), store.getIndices());
        if (!lvalue)
          return failure();
        Value value = lookup(store.getValueToStore());
        Type type = cast<emitc::LValueType>(lvalue.getType()).getValueType();
        if (value.getType() != type)
          value = castTo(type, value);
        emitc::AssignOp::create(builder, builder.getUnknownLoc(), lvalue,
                                value);
        return success();
      })
      .Case<memref::AllocaOp>([&](memref::AllocaOp alloca) {
        MemRefType type = alloca.getType();
        if (type.getNumElements() == 0)
          return LogicalResult(op->emitError("C has no empty array"));
        map(alloca,
            variable(nameOf(alloca.getLoc()),
                     emitc::ArrayType::get({type.getNumElements()},
                                           cScalar(type.getElementType()))));
        return success();
      })
      .Case<memref::GetGlobalOp>(
          [&](memref::GetGlobalOp get) { return lowerGetGlobal(get); })
      .Case<memref::ViewOp>(
          [&](memref::ViewOp view) { return lowerView(view); })
      .Case<memref::SubViewOp>(
          [&](memref::SubViewOp part) { return lowerSubview(part); })
      .Case<memref::CollapseShapeOp, memref::ExpandShapeOp, memref::CastOp>(
          [&](auto) {
            auto view = views.find(op->getOperand(0));
            if (view != views.end()) {
              View same = view->second;
              views[op->getResult(0)] = same;
            } else {
              map(op->getResult(0), lookup(op->getOperand(0)));
            }
            return success();
          })
      .Case<memref::CopyOp>([&](memref::CopyOp copy) {
        auto type = cast<MemRefType>(copy.getSource().getType());
        int64_t bytes = type.getNumElements() *
                        (type.getElementType().getIntOrFloatBitWidth() / 8);
        model.usesString = true;
        emitc::CallOpaqueOp::create(
            builder, builder.getUnknownLoc(), TypeRange(), "memcpy",
            ValueRange{lookup(copy.getTarget()), lookup(copy.getSource()),
                       constantI32(bytes)});
        return success();
      })
      .Default(
          [&](auto) { return op->emitError("C has no form for this op"); });
}
