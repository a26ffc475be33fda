// An input or output of rank 0 is a buffer of one element.
// REQUIRES: gcc
// RUN: rm -rf %t && attendc compile --from=attend --float %s -o %t
// RUN: FileCheck %s --input-file=%t/model.h
// RUN: %python -c "import numpy; [numpy.array(v, 'f4').tofile('%t/' + n) for n, v in (('x', -2), ('y', 2))]"
// RUN: %python %S/../e2e/run_generated.py %t --input %t/x --expect %t/y --build gcc:-O2

// CHECK: Input `scale`: float []. */
// CHECK-NEXT: #define MODEL_INPUT_BYTES 4
// CHECK: Output `y`: float []. */

func.func @main(%scale: tensor<f32> {attend.name = "scale"}) -> (tensor<f32> {attend.name = "y"}) {
  %y = attend.unary neg %scale : tensor<f32>
  return %y : tensor<f32>
}
