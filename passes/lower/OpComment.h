// OpComment.h: one line about an op for the reader of the C.
#ifndef ATTEND_PASSES_LOWER_OPCOMMENT_H
#define ATTEND_PASSES_LOWER_OPCOMMENT_H

#include "mlir/IR/Operation.h"

#include <string>

namespace attendc::lower {

/// Such as "conv 7x7/2, [1, 224, 224, 3] -> [1, 112, 112, 20], relu". Holds no
/// text of the model.
std::string describeOp(mlir::Operation *op);

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_OPCOMMENT_H
