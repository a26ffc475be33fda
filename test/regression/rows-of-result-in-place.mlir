// The prelu computes no rows and overwrites a result in three rows; the plan forgot that the pipeline reads all of them.
// RUN: attendc compile --from=q8 %s --ram=min --emit=scheduled -o - | FileCheck %s
// CHECK: attend.prelu {{.*}}kernel.in_place = 0
// CHECK: attend.conv2d {{.*}}kernel.pipeline = 0
func.func @run(%x: tensor<1x3x1x1xf32>, %other: tensor<1x1x2x1xf32>) -> tensor<1x3x2x6xf32> {
  %w0 = attend.constant dense<0.5> : tensor<5x1x1x1xf32>
  %slopes = attend.constant dense<0.25> : tensor<5xf32>
  %w1 = attend.constant dense<0.125> : tensor<5x3x3x1xf32>
  %w2 = attend.constant dense<2.0> : tensor<6x1x1x5xf32>
  %a = attend.conv2d %x, %w0 {dilations = array<i64: 1, 1>, groups = 1 : i64, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>} : (tensor<1x3x1x1xf32>, tensor<5x1x1x1xf32>) -> tensor<1x3x1x5xf32>
  %b = attend.prelu %a, %slopes : tensor<1x3x1x5xf32>, tensor<5xf32>
  %c = attend.conv2d %b, %w1 {dilations = array<i64: 1, 1>, groups = 5 : i64, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x3x1x5xf32>, tensor<5x3x3x1xf32>) -> tensor<1x3x1x5xf32>
  %d = attend.conv2d %c, %w2 {dilations = array<i64: 1, 1>, groups = 1 : i64, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>} : (tensor<1x3x1x5xf32>, tensor<6x1x1x5xf32>) -> tensor<1x3x1x6xf32>
  %y = attend.add %other, %d : (tensor<1x1x2x1xf32>, tensor<1x3x1x6xf32>) -> tensor<1x3x2x6xf32>
  return %y : tensor<1x3x2x6xf32>
}
