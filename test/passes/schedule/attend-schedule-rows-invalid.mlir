// RUN: attend-opt %s --attend-schedule-rows=push-rows=true --split-input-file --verify-diagnostics

// expected-error @below {{unsupported: only a network with one input can take it in rows, this one has 2}}
func.func @two_inputs(%x: tensor<1x8x8x4xi8>, %z: tensor<1x8x8x4xi8>) -> tensor<1x8x8x4xi8> {
  return %x : tensor<1x8x8x4xi8>
}

// -----

// expected-error @below {{unsupported: only an input [1, H, W, C] comes in rows, this one is 'tensor<2x8x8x4xi8>'}}
func.func @two_pictures(%x: tensor<2x8x8x4xi8>) -> tensor<2x8x8x4xi8> {
  return %x : tensor<2x8x8x4xi8>
}

// -----

// expected-error @below {{unsupported: only an input [1, H, W, C] comes in rows, this one is 'tensor<1x8xi8>'}}
func.func @no_rows(%x: tensor<1x8xi8>) -> tensor<1x8xi8> {
  return %x : tensor<1x8xi8>
}
