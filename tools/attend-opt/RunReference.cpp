// RunReference.cpp: attend-run-reference lets a test see what the
// reference interpreters compute for given inputs.

#include "tools/attend-opt/RunReference.h"

#include "compiler/reference/FloatReference.h"
#include "compiler/reference/IntegerReference.h"
#include "dialects/attend/AttendDialect.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

using namespace mlir;
using namespace attendc::reference;

namespace {
/// Runs each function whose arguments all carry `attend.value`, a constant, and
/// prints what every op computes: `@function op: constant : type`. The float
/// reference runs functions with an `attend` op, the integer reference others.
/// A pass of modules, so that functions print in their order.
struct RunReference : PassWrapper<RunReference, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(RunReference)

  StringRef getArgument() const final { return "attend-run-reference"; }
  StringRef getDescription() const final {
    return "Print what the reference computes for `attend.value`";
  }

  void runOnOperation() final {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (failed(run(function)))
        return signalPassFailure();
  }

  static LogicalResult run(func::FuncOp function) {
    SmallVector<Tensor> inputs;
    for (unsigned i = 0; i < function.getNumArguments(); ++i) {
      auto value =
          function.getArgAttrOfType<DenseElementsAttr>(i, "attend.value");
      if (!value || value.getType() != function.getArgumentTypes()[i])
        return function.emitError("argument without an `attend.value` of its "
                                  "type");
      inputs.emplace_back(value);
    }
    auto print = [&](Value value, const Tensor &tensor) {
      if (Operation *op = value.getDefiningOp())
        llvm::outs() << '@' << function.getName() << ' '
                     << op->getName().stripDialect() << ": "
                     << DenseElementsAttr::getFromRawBuffer(
                            cast<ShapedType>(value.getType()), tensor.bytes)
                     << '\n';
    };
    bool isFloat = llvm::any_of(function.getOps(), [](Operation &op) {
      return isa<attendc::attend::AttendDialect>(op.getDialect());
    });
    if (!isFloat)
      return LogicalResult(runInteger(function, inputs, print));
    auto reference = FloatReference::create(function);
    return success(succeeded(reference) &&
                   succeeded((*reference)->run(inputs, print)));
  }
};
} // namespace

void attendc::registerRunReference() { PassRegistration<RunReference>(); }
