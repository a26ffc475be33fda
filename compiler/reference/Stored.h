// Stored.h: how a network's inputs and outputs are stored, and the real values
// that this stands for.
#ifndef ATTEND_COMPILER_REFERENCE_STORED_H
#define ATTEND_COMPILER_REFERENCE_STORED_H

#include "compiler/reference/Tensor.h"

namespace attendc::reference {

/// `real`, an f32 tensor, as elements of `type`: bytes are rounded by the
/// `q8.scale` and `q8.zero_point` of an argument's `attributes` (null: 1 and
/// 0), so are 16 bits if they have a scale; other numbers are cast.
Tensor toStored(const Tensor &real, ElementType type,
                mlir::DictionaryAttr attributes);

/// The real values, f32, of `stored` by a result's `attributes`; f32 tensors
/// stay what they are.
Tensor toReal(const Tensor &stored, mlir::DictionaryAttr attributes);

} // namespace attendc::reference

#endif // ATTEND_COMPILER_REFERENCE_STORED_H
