// KernelDialect.td: the dialect `kernel`, what the target's C text computes.

#ifndef KERNEL_DIALECT_TD
#define KERNEL_DIALECT_TD

include "mlir/IR/OpBase.td"

def Kernel_Dialect : Dialect {
  let name = "kernel";
  let cppNamespace = "::attendc::kernel";
  let summary = "Innermost computations that runtime/ has C text for";
  let description = [{
    Scalar ops are the roundings of numerics.md on i32 and f32 values; memory
    ops are a target's micro-kernels on buffers. Each becomes one C call whose
    text lies in runtime/. Attributes that the scheduler leaves on `q8` ops are
    described in the README.
  }];
}

def Kernel_Buffer : StaticShapeMemRefOf<[I<8>]>;
// An input of the network.
def Kernel_Tensor : StaticShapeTensorOf<[F16, F32, F64, I<1>, I<8>, I<16>, I<32>, I<64>, UI8, UI16, UI32, UI64]>;
// Elements of a tensor of any type, signless.
def Kernel_Elements : StaticShapeMemRefOf<[I<8>, I<16>, I<32>, I<64>, F16, F32, F64]>;
// One value for each output channel, padded to whole tiles.
class Kernel_Column<Type element> : ConfinedType<StaticShapeMemRefOf<[element]>,
    [HasAnyRankOfPred<[1]>], "statically shaped 1D memref of " # element.summary,
    "::mlir::MemRefType">;

#endif // KERNEL_DIALECT_TD
