// RunReference.cpp: attend-run-reference lets a test see what the
// reference interpreters compute for given inputs.

#include "tools/attend-opt/RunReference.h"

#include "compiler/reference/FloatReference.h"
#include "compiler/reference/IntegerReference.h"
#include "dialects/attend/AttendDialect.h"
#include "dialects/q8/Q8Dialect.h"

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

  /// MLIR packs the bits of bools, a tensor does not.
  static DenseElementsAttr elementsOf(ShapedType type, const Tensor &tensor) {
    if (!type.getElementType().isInteger(1))
      return DenseElementsAttr::getFromRawBuffer(type, tensor.bytes);
    SmallVector<bool> bits;
    for (char byte : tensor.bytes)
      bits.push_back(byte != 0);
    return DenseElementsAttr::get(type, bits);
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
                     << elementsOf(cast<ShapedType>(value.getType()), tensor)
                     << '\n';
    };
    // attend ops beside q8 ops are float islands.
    bool isInteger = llvm::any_of(function.getOps(), [](Operation &op) {
      return isa<attendc::q8::Q8Dialect>(op.getDialect());
    });
    if (isInteger)
      return LogicalResult(runInteger(function, inputs, print));
    auto reference = FloatReference::create(function);
    return success(succeeded(reference) &&
                   succeeded((*reference)->run(inputs, print)));
  }
};
} // namespace

void attendc::registerRunReference() { PassRegistration<RunReference>(); }
