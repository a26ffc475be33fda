// RUN: attend-opt %s --split-input-file --attend-schedule-rows=ram=time --attend-plan-arena --attend-verify-arena | FileCheck %s
// RUN: attend-opt %s --split-input-file --attend-schedule-rows=ram=min --attend-schedule-rows=ram=min --attend-plan-arena --attend-verify-arena | FileCheck %s
// RUN: attend-opt %s --split-input-file --attend-schedule-rows=ram=512 --attend-plan-arena --attend-verify-arena | FileCheck %s
// RUN: not attend-opt %s --split-input-file --attend-schedule-rows=ram=128 2>&1 | FileCheck --check-prefix=SMALL %s

// Two branches, a wide tensor in each. The file makes both wide ones first, 512 bytes at a time; one branch after the
// other needs a wide and two narrow ones.
// CHECK-LABEL: @interleaved
// CHECK-SAME: kernel.arena_bytes = 288 : i64, kernel.arena_lower_bound = 288 : i64
// CHECK: %[[WIDE:.*]] = attend.concat %[[X:.*]], %[[X]]
// CHECK-NEXT: attend.slice %[[WIDE]]
// CHECK-NEXT: %[[OTHER:.*]] = attend.concat
// CHECK-NEXT: attend.slice %[[OTHER]]
// SMALL: error: {{.*}}needs 288 bytes of RAM at least, {{.*}}; 128 are allowed; the most is held by {{.*}} 256
func.func @interleaved(%x: tensor<1x32xf32>) -> tensor<1x8xf32> {
  %a = attend.concat %x, %x {axis = 1 : i64} : (tensor<1x32xf32>, tensor<1x32xf32>) -> tensor<1x64xf32>
  %b = attend.concat %x, %x {axis = 1 : i64} : (tensor<1x32xf32>, tensor<1x32xf32>) -> tensor<1x64xf32>
  %c = attend.slice %a {starts = array<i64: 0, 0>, steps = array<i64: 1, 1>} : (tensor<1x64xf32>) -> tensor<1x4xf32>
  %d = attend.slice %b {starts = array<i64: 0, 8>, steps = array<i64: 1, 1>} : (tensor<1x64xf32>) -> tensor<1x4xf32>
  %y = attend.concat %c, %d {axis = 1 : i64} : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

// No order needs less: the file's stays.
// CHECK-LABEL: @stays
// CHECK: %[[A:.*]] = attend.concat
// CHECK-NEXT: attend.slice %[[A]] {{.*}}starts = array<i64: 0, 2>
// CHECK-NEXT: %[[B:.*]] = attend.concat
// CHECK-NEXT: attend.slice %[[B]] {{.*}}starts = array<i64: 0, 1>
func.func @stays(%x: tensor<1x32xf32>) -> tensor<1x8xf32> {
  %a = attend.concat %x, %x {axis = 1 : i64} : (tensor<1x32xf32>, tensor<1x32xf32>) -> tensor<1x64xf32>
  %c = attend.slice %a {starts = array<i64: 0, 2>, steps = array<i64: 1, 1>} : (tensor<1x64xf32>) -> tensor<1x4xf32>
  %b = attend.concat %x, %x {axis = 1 : i64} : (tensor<1x32xf32>, tensor<1x32xf32>) -> tensor<1x64xf32>
  %d = attend.slice %b {starts = array<i64: 0, 1>, steps = array<i64: 1, 1>} : (tensor<1x64xf32>) -> tensor<1x4xf32>
  %y = attend.concat %c, %d {axis = 1 : i64} : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

// A wide branch holds the result of a reshape, which follows what it shows.
// CHECK-LABEL: @reshape
// CHECK-SAME: kernel.arena_bytes = 288 : i64
// CHECK: attend.reshape
func.func @reshape(%x: tensor<1x32xf32>) -> tensor<1x8xf32> {
  %a = attend.concat %x, %x {axis = 1 : i64} : (tensor<1x32xf32>, tensor<1x32xf32>) -> tensor<1x64xf32>
  %r = attend.reshape %a : (tensor<1x64xf32>) -> tensor<64x1xf32>
  %b = attend.concat %x, %x {axis = 1 : i64} : (tensor<1x32xf32>, tensor<1x32xf32>) -> tensor<1x64xf32>
  %s = attend.reshape %r : (tensor<64x1xf32>) -> tensor<1x64xf32>
  %c = attend.slice %s {starts = array<i64: 0, 0>, steps = array<i64: 1, 1>} : (tensor<1x64xf32>) -> tensor<1x4xf32>
  %d = attend.slice %b {starts = array<i64: 0, 8>, steps = array<i64: 1, 1>} : (tensor<1x64xf32>) -> tensor<1x4xf32>
  %y = attend.concat %c, %d {axis = 1 : i64} : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}
