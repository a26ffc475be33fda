// Q8Dialect.td: the dialect `q8` and the types its ops share.

#ifndef Q8_DIALECT_TD
#define Q8_DIALECT_TD

include "mlir/IR/OpBase.td"

def Q8_Dialect : Dialect {
  let name = "q8";
  let cppNamespace = "::attendc::q8";
  let summary = "Which integers come out: the int8 arithmetic contract as ops";
  let description = [{
    Every parameter is decided: zero points, single-precision multipliers,
    tables. Whoever reads an op can compute its result with pencil and paper.
    Activations are tensors of i8 (signed), ui8, i16 or ui16; rank 4 is
    [N, H, W, C].

    `requant(acc, m) = clamp(sat(rint_even(f32(acc) * m) + output_zero_point), low, high)`,
    one IEEE single-precision product, the sum in integers; [low, high] lies
    inside the range of the result's element type and holds the fused
    activation (relu: low = output_zero_point).
  }];
  let hasConstantMaterializer = 1;
}

// Shapes come from files. Elements are counted in int32_t by the generated C,
// and by every verifier here.
class Q8_Addressable<list<Type> elements, string what> : ConfinedType<
    StaticShapeTensorOf<elements>,
    [CPred<"::attendc::q8::isAddressable(::llvm::cast<::mlir::ShapedType>($_self))">],
    what # " of 1 to 2^31 - 1 elements">;

// Activations.
def Q8_Tensor : Q8_Addressable<[I<8>, UI8, I<16>, UI16], "tensor of 8 or 16 bits">;
def Q8_Activation : ConfinedType<Q8_Tensor, [HasAnyRankOfPred<[4]>], "[N, H, W, C] of 8 or 16 bits, of 1 to 2^31 - 1 elements">;
// Weights, and activations of which each integer can have an entry in a table.
def Q8_Bytes : Q8_Addressable<[I<8>, UI8], "8-bit tensor">;
def Q8_Bias : Q8_Addressable<[I<32>], "i32 tensor">;
def Q8_Constant : Q8_Addressable<[I<8>, UI8, I<16>, UI16, I<32>, F32], "constant">;

#endif // Q8_DIALECT_TD
