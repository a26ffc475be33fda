// BodyLowering.cpp: sends every op of a function to the file that lowers its
// dialect, and makes the values that all of them need.

#include "passes/toc/BodyLowering.h"

#include "dialects/kernel/KernelDialect.h"
#include "passes/toc/CText.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::toc;

StringRef toc::cElement(Type type) {
  if (type.isF16())
    return "uint16_t";
  if (type.isF32())
    return "float";
  if (type.isF64())
    return "double";
  if (type.isSignlessInteger()) {
    switch (type.getIntOrFloatBitWidth()) {
    case 8:
      return "int8_t";
    case 16:
      return "int16_t";
    case 32:
      return "int32_t";
    case 64:
      return "int64_t";
    }
  }
  return "";
}

Type toc::cScalar(Type type) {
  MLIRContext *context = type.getContext();
  if (type.isIndex())
    return IntegerType::get(context, 32);
  if (type.isF16())
    return IntegerType::get(context, 16, IntegerType::Unsigned);
  if (type.isF32() || type.isF64() || type.isSignlessInteger(1) ||
      (type.isSignlessInteger() && !cElement(type).empty()))
    return type;
  return {};
}

bool toc::isRowMajor(MemRefType type) {
  SmallVector<int64_t> strides;
  int64_t offset;
  if (!type.hasStaticShape() ||
      failed(type.getStridesAndOffset(strides, offset)))
    return false;
  int64_t expected = 1;
  for (auto [size, stride] :
       llvm::reverse(llvm::zip_equal(type.getShape(), strides))) {
    if (size != 1 && stride != expected)
      return false;
    expected *= size;
  }
  return true;
}

Type ModelLowering::pointer(Type element, bool isConst, bool isRestrict) {
  MLIRContext *context = element.getContext();
  std::string text = cElement(element).str();
  bool isAliased = retypesMemory && element.getIntOrFloatBitWidth() > 8;
  if (isAliased) {
    aliasedTypes.insert(cElement(element));
    text = "attend_" + text;
  }
  if (isConst)
    text = "const " + text;
  if (isRestrict)
    return emitc::OpaqueType::get(context, text + " *restrict");
  if (isAliased || isConst)
    return emitc::PointerType::get(emitc::OpaqueType::get(context, text));
  return emitc::PointerType::get(cScalar(element));
}

emitc::ArrayType ModelLowering::arrayType(MemRefType type) {
  Type element = type.getElementType();
  int64_t count = type.getNumElements();
  if (element.isInteger(8))
    return emitc::ArrayType::get(
        {(count + 7) / 8},
        IntegerType::get(type.getContext(), 64, IntegerType::Unsigned));
  return emitc::ArrayType::get({count}, cScalar(element));
}

LogicalResult BodyLowering::lowerBlock(Block &block) {
  for (Operation &op : block.without_terminator()) {
    for (Type type : op.getResultTypes()) {
      auto buffer = dyn_cast<MemRefType>(type);
      if (!buffer)
        continue;
      if (!isRowMajor(buffer) || cElement(buffer.getElementType()).empty())
        return op.emitError("C has no place for a buffer of type ") << buffer;
      if (buffer.getNumElements() > INT32_MAX)
        return op.emitError("unsupported: a buffer of more than 2^31-1 "
                            "elements");
    }
    LogicalResult lowered =
        TypeSwitch<Dialect *, LogicalResult>(op.getDialect())
            .Case<arith::ArithDialect>([&](auto) { return lowerArith(&op); })
            .Case<math::MathDialect>([&](auto) { return lowerMath(&op); })
            .Case<memref::MemRefDialect>([&](auto) { return lowerMemory(&op); })
            .Case<scf::SCFDialect, func::FuncDialect>(
                [&](auto) { return lowerControl(&op); })
            .Case<kernel::KernelDialect>([&](auto) { return lowerKernel(&op); })
            .Default([&](auto) {
              return op.emitError("C has no form for this op");
            });
    if (failed(lowered))
      return failure();
  }
  return success();
}

Location BodyLowering::nameOf(Location location) {
  auto name = dyn_cast<NameLoc>(location);
  if (!name || location == function.getLoc())
    return builder.getUnknownLoc();
  return NameLoc::get(builder.getStringAttr(cIdentifier(name.getName())));
}

Value BodyLowering::lookup(Value source) {
  auto view = views.find(source);
  if (view != views.end())
    return makeView(builder.getUnknownLoc(), view->second,
                    cast<MemRefType>(source.getType()).getElementType());
  return values.at(source);
}

Value BodyLowering::constant(Type type, int64_t value) {
  return emitc::ConstantOp::create(builder, builder.getUnknownLoc(), type,
                                   builder.getIntegerAttr(type, value));
}

Value BodyLowering::constantI32(int64_t value) {
  // Attributes of i32 are read as uint32_t.
  return constant(builder.getI32Type(), int32_t(value));
}

Value BodyLowering::constantFloat(FloatAttr value) {
  model.usesMath |= !value.getValue().isFinite();
  return emitc::ConstantOp::create(builder, builder.getUnknownLoc(),
                                   value.getType(), value);
}

Value BodyLowering::castTo(Type type, Value value) {
  return emitc::CastOp::create(builder, builder.getUnknownLoc(), type, value);
}

Value BodyLowering::variable(Location name, Type type) {
  if (!isa<emitc::ArrayType>(type))
    type = emitc::LValueType::get(type);
  return emitc::VariableOp::create(
      builder, name, type, emitc::OpaqueAttr::get(builder.getContext(), ""));
}

Value BodyLowering::callRuntime(Location name, TypeRange results,
                                StringRef callee, ValueRange operands) {
  model.runtimeCalls.insert(callee);
  auto call =
      emitc::CallOpaqueOp::create(builder, name, results, callee, operands);
  return call.getNumResults() ? call.getResult(0) : Value();
}
