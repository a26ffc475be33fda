// AttendDialect.h: the C++ view of the `attend` dialect, its enums and ops.
#ifndef ATTEND_DIALECTS_ATTEND_ATTENDDIALECT_H
#define ATTEND_DIALECTS_ATTEND_ATTENDDIALECT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/attend/AttendEnums.h.inc"

#include "dialects/attend/AttendDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/attend/AttendAttributes.h.inc"

#define GET_OP_CLASSES
#include "dialects/attend/AttendOps.h.inc"

#endif // ATTEND_DIALECTS_ATTEND_ATTENDDIALECT_H
