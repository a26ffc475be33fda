// ControlToC.cpp: loops, branches and calls. A value that a loop carries, or
// that a branch gives, is a local variable.

#include "passes/toc/BodyLowering.h"
#include "passes/toc/CText.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc::toc;

/// Variables can hold integers and floats, not buffers.
static LogicalResult checkScalars(Operation *op) {
  for (Type type : op->getResultTypes())
    if (!cScalar(type))
      return op->emitError("C has no variable of type ") << type;
  return success();
}

LogicalResult BodyLowering::lowerBranch(Block &block, ValueRange variables) {
  if (failed(lowerBlock(block)))
    return failure();
  for (auto [variable, yielded] :
       llvm::zip_equal(variables, block.getTerminator()->getOperands()))
    emitc::AssignOp::create(builder, builder.getUnknownLoc(), variable,
                            lookup(yielded));
  return success();
}

LogicalResult BodyLowering::lowerBranch(Block &block, ValueRange variables,
                                        Region &region) {
  OpBuilder::InsertionGuard guard(builder);
  Block *body = builder.createBlock(&region);
  emitc::YieldOp::create(builder, builder.getUnknownLoc());
  builder.setInsertionPointToStart(body);
  return lowerBranch(block, variables);
}

SmallVector<Value> BodyLowering::resultVariables(Operation *op) {
  SmallVector<Value> variables;
  for (Type type : op->getResultTypes())
    variables.push_back(variable(nameOf(op->getLoc()), cScalar(type)));
  return variables;
}

void BodyLowering::mapResults(Operation *op, ValueRange variables) {
  for (auto [result, variable] : llvm::zip_equal(op->getResults(), variables))
    map(result, emitc::LoadOp::create(builder, nameOf(op->getLoc()),
                                      cScalar(result.getType()), variable));
}

LogicalResult BodyLowering::lowerFor(scf::ForOp op) {
  if (failed(checkScalars(op)))
    return failure();
  if (!op.getInductionVar().getType().isIndex() &&
      !op.getInductionVar().getType().isInteger(32))
    return op.emitError("C has no loop over ")
           << op.getInductionVar().getType();
  SmallVector<Value> variables;
  for (auto [argument, initial] :
       llvm::zip_equal(op.getRegionIterArgs(), op.getInitArgs())) {
    variables.push_back(
        variable(nameOf(argument.getLoc()), cScalar(argument.getType())));
    emitc::AssignOp::create(builder, builder.getUnknownLoc(), variables.back(),
                            lookup(initial));
  }

  if (auto text = op->getAttrOfType<StringAttr>("attend.comment"))
    emitc::VerbatimOp::create(builder, builder.getUnknownLoc(),
                              "/* " + cComment(text.getValue()) + " */");
  Location name = nameOf(op.getInductionVar().getLoc());
  if (!isa<NameLoc>(name))
    name = nameOf(op.getLoc());
  auto loop =
      emitc::ForOp::create(builder, name, lookup(op.getLowerBound()),
                           lookup(op.getUpperBound()), lookup(op.getStep()));
  Value induction = loop.getInductionVar();
  induction.setLoc(name);
  map(op.getInductionVar(), induction);

  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  for (auto [argument, variable] :
       llvm::zip_equal(op.getRegionIterArgs(), variables))
    map(argument, emitc::LoadOp::create(builder, builder.getUnknownLoc(),
                                        cScalar(argument.getType()), variable));
  if (failed(lowerBranch(*op.getBody(), variables)))
    return failure();
  builder.setInsertionPointAfter(loop);
  mapResults(op, variables);
  return success();
}

LogicalResult BodyLowering::lowerIf(scf::IfOp op) {
  if (failed(checkScalars(op)))
    return failure();
  SmallVector<Value> variables = resultVariables(op);
  bool hasElse = op.elseBlock() != nullptr;
  auto branch = emitc::IfOp::create(builder, builder.getUnknownLoc(),
                                    lookup(op.getCondition()),
                                    /*addThenBlock=*/false,
                                    /*addElseBlock=*/false);
  if (failed(lowerBranch(*op.thenBlock(), variables, branch.getThenRegion())))
    return failure();
  if (hasElse &&
      failed(lowerBranch(*op.elseBlock(), variables, branch.getElseRegion())))
    return failure();
  mapResults(op, variables);
  return success();
}

LogicalResult BodyLowering::lowerSwitch(scf::IndexSwitchOp op) {
  if (failed(checkScalars(op)))
    return failure();
  for (int64_t value : op.getCases())
    if (value != int32_t(value))
      return op.emitError("unsupported: the index ")
             << value << " does not fit in 32 bits";
  SmallVector<Value> variables = resultVariables(op);
  auto choice = emitc::SwitchOp::create(builder, builder.getUnknownLoc(),
                                        lookup(op.getArg()), op.getCasesAttr(),
                                        op.getNumCases());
  for (auto [source, region] :
       llvm::zip_equal(op.getCaseRegions(), choice.getCaseRegions()))
    if (failed(lowerBranch(source.front(), variables, region)))
      return failure();
  if (failed(lowerBranch(op.getDefaultBlock(), variables,
                         choice.getDefaultRegion())))
    return failure();
  mapResults(op, variables);
  return success();
}

LogicalResult BodyLowering::lowerControl(Operation *op) {
  return TypeSwitch<Operation *, LogicalResult>(op)
      .Case<scf::ForOp>([&](scf::ForOp loop) { return lowerFor(loop); })
      .Case<scf::IfOp>([&](scf::IfOp branch) { return lowerIf(branch); })
      .Case<scf::IndexSwitchOp>(
          [&](scf::IndexSwitchOp choice) { return lowerSwitch(choice); })
      .Case<func::CallOp>([&](func::CallOp call) -> LogicalResult {
        auto callee = model.symbols.find(call.getCallee());
        if (callee == model.symbols.end())
          return call.emitError("calls a function that is not defined above");
        if (call.getNumResults())
          return call.emitError("a function on buffers has no results");
        SmallVector<Value> operands;
        for (Value operand : call.getOperands())
          operands.push_back(lookup(operand));
        emitc::CallOpaqueOp::create(builder, builder.getUnknownLoc(),
                                    TypeRange(), callee->second, operands);
        return success();
      })
      .Default(
          [&](auto) { return op->emitError("C has no form for this op"); });
}
