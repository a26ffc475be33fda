// VerifyQ8.cpp: attend-verify-q8 states what holds after the q8 stage.

#include "dialects/attend/AttendDialect.h"
#include "dialects/q8/Q8Dialect.h"
#include "passes/quant/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc;

namespace attendc::quant {
#define GEN_PASS_DEF_VERIFYQ8
#include "passes/quant/Passes.h.inc"
} // namespace attendc::quant

namespace {
struct VerifyQ8 : quant::impl::VerifyQ8Base<VerifyQ8> {
  void runOnOperation() override;
};
} // namespace

static LogicalResult verifyConstant(Operation *op, StringRef what,
                                    Value value) {
  auto constant = value.getDefiningOp<q8::ConstantOp>();
  if (constant && isa<DenseElementsAttr>(constant.getValue()))
    return success();
  return op->emitError() << "its " << what << " is not constant";
}

static LogicalResult verifyConstants(Operation *op) {
  auto channels = [&](auto q8Op) {
    return success(succeeded(verifyConstant(op, "weight", q8Op.getWeight())) &&
                   succeeded(verifyConstant(op, "bias", q8Op.getBias())));
  };
  return TypeSwitch<Operation *, LogicalResult>(op)
      .Case([&](q8::Conv2dOp conv) { return channels(conv); })
      .Case([&](q8::FullyConnectedOp product) { return channels(product); })
      .Case([&](q8::TableOp table) {
        return verifyConstant(op, "table", table.getTable());
      })
      .Case([&](q8::SoftmaxOp softmax) {
        return verifyConstant(op, "table of exponentials",
                              softmax.getExponentials());
      })
      .Default([](Operation *) { return success(); });
}

void VerifyQ8::runOnOperation() {
  markAllAnalysesPreserved();
  func::FuncOp function = getOperation();
  FunctionType type = function.getFunctionType();
  auto isTensor = [](Type type) { return isa<RankedTensorType>(type); };
  if (!llvm::all_of(type.getInputs(), isTensor) ||
      !llvm::all_of(type.getResults(), isTensor)) {
    function.emitError("inputs and outputs must be tensors");
    return signalPassFailure();
  }
  WalkResult result =
      function.walk<WalkOrder::PreOrder>([&](Operation *op) -> WalkResult {
        if (isa<func::FuncOp, func::ReturnOp>(op))
          return WalkResult::advance();
        // Float islands stay in `attend`; a condenser is a region and has no
        // code.
        bool isFloat =
            isa_and_present<attend::AttendDialect>(op->getDialect()) &&
            !isa<attend::CondenserOp>(op);
        if (!isFloat && !isa_and_present<q8::Q8Dialect>(op->getDialect())) {
          op->emitError() << op->getName() << " is left after the q8 stage";
          return WalkResult::interrupt();
        }
        return verifyConstants(op);
      });
  if (result.wasInterrupted())
    signalPassFailure();
}
