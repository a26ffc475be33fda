// KernelToC.cpp: kernel ops as calls of the runtime's C functions, in the
// order of their parameters.

#include "passes/toc/BodyLowering.h"

#include "dialects/kernel/KernelDialect.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::toc;

LogicalResult BodyLowering::lowerKernel(Operation *op) {
  Type i32 = builder.getI32Type();
  Location name = nameOf(op->getLoc());
  auto result = [&](StringRef callee, ValueRange operands) {
    map(op->getResult(0), callRuntime(name, i32, callee, operands));
    return success();
  };
  return TypeSwitch<Operation *, LogicalResult>(op)
      .Case<kernel::RequantizeOp>([&](kernel::RequantizeOp k) {
        bool isWide = k.getAcc().getType().isF32();
        return result(isWide ? "attend_requantize_wide" : "attend_requantize",
                      {lookup(k.getAcc()), lookup(k.getMultiplier()),
                       constantI32(k.getZeroPoint()), constantI32(k.getLow()),
                       constantI32(k.getHigh())});
      })
      .Case<kernel::QuantizeOp>([&](kernel::QuantizeOp k) {
        return result("attend_quantize",
                      {lookup(k.getInput()), lookup(k.getScale()),
                       lookup(k.getZeroPoint()), constantI32(k.getLow()),
                       constantI32(k.getHigh())});
      })
      .Case<kernel::AddOp>([&](kernel::AddOp k) {
        bool isWide = k.getLhs().getType().isInteger(64);
        return result(isWide ? "attend_add_wide" : "attend_add",
                      {lookup(k.getLhs()), lookup(k.getRhs()),
                       constantI32(k.getLhsMultiplier()),
                       constantI32(k.getRhsMultiplier()),
                       constantI32(k.getShift()), constantI32(k.getZeroPoint()),
                       constantI32(k.getLow()), constantI32(k.getHigh())});
      })
      .Case<kernel::AddOrtX64Op>([&](kernel::AddOrtX64Op k) {
        return result("attend_add_ort_x64",
                      {lookup(k.getLhs()), lookup(k.getRhs()),
                       constantFloat(k.getLhsRatioAttr()),
                       constantFloat(k.getRhsRatioAttr()),
                       constantFloat(k.getFixAttr()), constantI32(k.getLow()),
                       constantI32(k.getHigh())});
      })
      .Case<kernel::MulOp>([&](kernel::MulOp k) {
        FloatAttr zeroPoint = builder.getF32FloatAttr(
            static_cast<float>(static_cast<int32_t>(k.getZeroPoint())));
        bool isWide = k.getProduct().getType().isF32();
        return result(isWide ? "attend_mul_wide" : "attend_mul",
                      {lookup(k.getProduct()), constantFloat(k.getRatioAttr()),
                       constantFloat(zeroPoint), constantI32(k.getLow()),
                       constantI32(k.getHigh())});
      })
      .Case<kernel::SoftmaxOp>([&](kernel::SoftmaxOp k) {
        Type u32 =
            IntegerType::get(op->getContext(), 32, IntegerType::Unsigned);
        // emitc casts no array to a pointer to other elements; its first
        // element has an address of any type.
        Type u32Pointer = emitc::PointerType::get(
            emitc::OpaqueType::get(op->getContext(), "const uint32_t"));
        Value table = lookup(k.getTable());
        if (auto array = dyn_cast<emitc::ArrayType>(table.getType())) {
          Type element = array.getElementType();
          Value first = emitc::SubscriptOp::create(
              builder, builder.getUnknownLoc(), emitc::LValueType::get(element),
              table, constantI32(0));
          table = emitc::AddressOfOp::create(builder, builder.getUnknownLoc(),
                                             emitc::PointerType::get(element),
                                             first);
        }
        table = castTo(u32Pointer, table);
        callRuntime(name, {}, "attend_softmax",
                    {lookup(k.getInput()), lookup(k.getOutput()),
                     constantI32(k.getRows()), constantI32(k.getLength()),
                     constantI32(k.getFlip()), table,
                     constant(u32, int64_t(uint32_t(k.getInverseScale()))),
                     constantI32(k.getZeroPoint()), constantI32(k.getLow()),
                     constantI32(k.getHigh())});
        return success();
      })
      .Case<kernel::CopyOp>([&](kernel::CopyOp k) {
        model.usesString = true;
        int64_t width =
            k.getInput().getType().getElementType().getIntOrFloatBitWidth() / 8;
        emitc::CallOpaqueOp::create(
            builder, name, TypeRange(), "memcpy",
            ValueRange{place(k.getOutput(), k.getOutputIndex()),
                       place(k.getInput(), k.getInputIndex()),
                       constantI32(k.getSize() * width)});
        return success();
      })
      .Case<kernel::FillOp>([&](kernel::FillOp k) {
        model.usesString = true;
        emitc::CallOpaqueOp::create(
            builder, name, TypeRange(), "memset",
            ValueRange{place(k.getOutput(), k.getOutputIndex()),
                       constantI32(k.getValue()), constantI32(k.getSize())});
        return success();
      })
      .Case<kernel::TickOp>([&](kernel::TickOp k) {
        model.usesTicks = true;
        emitc::CallOpaqueOp::create(
            builder, name, TypeRange(), "ATTEND_TICK",
            ValueRange{lookup(k.getArena()), lookup(k.getTick())});
        return success();
      })
      .Case<kernel::GemmOp>([&](kernel::GemmOp k) {
        callRuntime(name, {}, k.getCallee(),
                    {place(k.getInput(), k.getInputIndex()),
                     constantI32(k.getInputStride()), constantI32(k.getM()),
                     constantI32(k.getK()), constantI32(k.getN()),
                     constantI32(k.getFlip()), constantI32(k.getBits()),
                     lookup(k.getWeights()), lookup(k.getBias()),
                     lookup(k.getMultiplier()), constantI32(k.getZeroPoint()),
                     constantI32(k.getLow()), constantI32(k.getHigh()),
                     place(k.getOutput(), k.getOutputIndex()),
                     constantI32(k.getOutputStride())});
        return success();
      })
      .Default(
          [&](auto) { return op->emitError("C has no form for this op"); });
}
