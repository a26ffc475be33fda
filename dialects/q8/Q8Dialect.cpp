// Q8Dialect.cpp: registers the `q8` dialect and folds its ops.

#include "dialects/q8/Q8Dialect.h"

using namespace mlir;
using namespace attendc::q8;

#include "dialects/q8/Q8Dialect.cpp.inc"
#define GET_OP_CLASSES
#include "dialects/q8/Q8Ops.cpp.inc"

void Q8Dialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialects/q8/Q8Ops.cpp.inc"
      >();
}

Operation *Q8Dialect::materializeConstant(OpBuilder &builder, Attribute value,
                                          Type type, Location loc) {
  if (auto elements = dyn_cast<ElementsAttr>(value))
    return ConstantOp::create(builder, loc, type, elements);
  return nullptr;
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

OpFoldResult ReshapeOp::fold(FoldAdaptor) {
  return getInput().getType() == getType() ? OpFoldResult(getInput())
                                           : OpFoldResult();
}
