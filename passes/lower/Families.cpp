// Families.cpp: which family of ops writes the loops of an op.

#include "passes/lower/Families.h"
#include "passes/schedule/Placement.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

LogicalResult lower::writeLoops(LoopWriter &writer) {
  Operation *op = writer.op;
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
