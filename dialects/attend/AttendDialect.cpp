// AttendDialect.cpp: registers the `attend` dialect and folds its ops.

#include "dialects/attend/AttendDialect.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc::attend;

#include "dialects/attend/AttendDialect.cpp.inc"
#include "dialects/attend/AttendEnums.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/attend/AttendAttributes.cpp.inc"
#define GET_OP_CLASSES
#include "dialects/attend/AttendOps.cpp.inc"

void AttendDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/attend/AttendAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/attend/AttendOps.cpp.inc"
      >();
}

Operation *AttendDialect::materializeConstant(OpBuilder &builder,
                                              Attribute value, Type type,
                                              Location loc) {
  if (auto elements = dyn_cast<ElementsAttr>(value))
    return ConstantOp::create(builder, loc, type, elements);
  return nullptr;
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }
