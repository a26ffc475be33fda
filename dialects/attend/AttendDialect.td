// AttendDialect.td: the dialect `attend`, its enumerations and the types its ops share.

#ifndef ATTEND_DIALECT_TD
#define ATTEND_DIALECT_TD

include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"

def Attend_Dialect : Dialect {
  let name = "attend";
  let cppNamespace = "::attendc::attend";
  let summary = "What a network means: float or QDQ graphs in NHWC";
  let description = [{
    An `attend` graph is one function of static tensors. Rank-4 tensors are
    activations in [N, H, W, C]; every op keeps its ONNX node's name as a
    `NameLoc`. Arithmetic is that of the element type, of networks nearly always
    single precision. `attend.quantize` and
    `attend.dequantize` mark where a quantized model rounds.
  }];
  let hasConstantMaterializer = 1;
  let useDefaultAttributePrinterParser = 1;
}

class AttendEnum<string name, string summary, list<I32EnumCase> cases>
    : I32Enum<name, summary, cases> {
  let cppNamespace = "::attendc::attend";
}
class AttendEnumAttr<I32Enum enum, string mnemonic>
    : EnumAttr<Attend_Dialect, enum, mnemonic> {
  let assemblyFormat = "$value";
}

// Elementwise functions of one operand; alpha and beta are those of the ONNX
// operator (LeakyRelu: alpha; HardSigmoid: alpha, beta; Clip: alpha = min,
// beta = max; Elu: alpha; Scale: alpha * x + beta). Source: ONNX operators, opset 17.
def Attend_UnaryKind : AttendEnum<"UnaryKind", "elementwise function", [
  I32EnumCase<"Relu", 0, "relu">,
  I32EnumCase<"Clip", 1, "clip">,
  I32EnumCase<"LeakyRelu", 2, "leaky_relu">,
  I32EnumCase<"Sigmoid", 3, "sigmoid">,
  I32EnumCase<"HardSigmoid", 4, "hard_sigmoid">,
  I32EnumCase<"HardSwish", 5, "hard_swish">,
  I32EnumCase<"Silu", 6, "silu">,
  I32EnumCase<"Tanh", 7, "tanh">,
  I32EnumCase<"Scale", 8, "scale">,
  I32EnumCase<"Elu", 9, "elu">,
  I32EnumCase<"Softplus", 10, "softplus">,
  I32EnumCase<"Reciprocal", 11, "reciprocal">,
  I32EnumCase<"Abs", 12, "abs">,
  I32EnumCase<"Neg", 13, "neg">,
  I32EnumCase<"Exp", 14, "exp">,
  I32EnumCase<"Log", 15, "log">,
  I32EnumCase<"Sqrt", 16, "sqrt">,
  I32EnumCase<"Erf", 17, "erf">,
  I32EnumCase<"Floor", 18, "floor">,
  I32EnumCase<"Ceil", 19, "ceil">,
  I32EnumCase<"RoundEven", 20, "round_even">
]>;
def Attend_UnaryKindAttr : AttendEnumAttr<Attend_UnaryKind, "unary_kind">;

// How an output coordinate maps to an input coordinate.
// Source: ONNX Resize-13, coordinate_transformation_mode and nearest_mode.
def Attend_ResizeMode : AttendEnum<"ResizeMode", "interpolation", [
  I32EnumCase<"Nearest", 0, "nearest">, I32EnumCase<"Linear", 1, "linear">
]>;
def Attend_ResizeModeAttr : AttendEnumAttr<Attend_ResizeMode, "resize_mode">;
def Attend_CoordinateMode : AttendEnum<"CoordinateMode", "coordinate map", [
  I32EnumCase<"Asymmetric", 0, "asymmetric">,
  I32EnumCase<"HalfPixel", 1, "half_pixel">,
  I32EnumCase<"PytorchHalfPixel", 2, "pytorch_half_pixel">,
  I32EnumCase<"AlignCorners", 3, "align_corners">
]>;
def Attend_CoordinateModeAttr : AttendEnumAttr<Attend_CoordinateMode, "coordinate_mode"> {
  let assemblyFormat = "`<` $value `>`";
}
def Attend_NearestMode : AttendEnum<"NearestMode", "rounding of coordinates", [
  I32EnumCase<"Floor", 0, "floor">, I32EnumCase<"Ceil", 1, "ceil">,
  I32EnumCase<"RoundPreferFloor", 2, "round_prefer_floor">,
  I32EnumCase<"RoundPreferCeil", 3, "round_prefer_ceil">
]>;
def Attend_NearestModeAttr : AttendEnumAttr<Attend_NearestMode, "nearest_mode"> {
  let assemblyFormat = "`<` $value `>`";
}

// What stands around a padded tensor. Source: ONNX Pad-13, mode.
def Attend_PadMode : AttendEnum<"PadMode", "padding", [
  I32EnumCase<"Constant", 0, "constant">, I32EnumCase<"Reflect", 1, "reflect">,
  I32EnumCase<"Edge", 2, "edge">
]>;
def Attend_PadModeAttr : AttendEnumAttr<Attend_PadMode, "pad_mode"> {
  let assemblyFormat = "`<` $value `>`";
}

def Attend_ReduceKind : AttendEnum<"ReduceKind", "reduction", [
  I32EnumCase<"Sum", 0, "sum">, I32EnumCase<"Mean", 1, "mean">,
  I32EnumCase<"Max", 2, "max">, I32EnumCase<"Min", 3, "min">
]>;
def Attend_ReduceKindAttr : AttendEnumAttr<Attend_ReduceKind, "reduce_kind">;

// The three canonical forms of F (README, "Condensers").
def Attend_CondenserForm : AttendEnum<"CondenserForm", "form of F", [
  I32EnumCase<"Additive", 0, "additive">,
  I32EnumCase<"Gated", 1, "gated">,
  I32EnumCase<"DoubleCondensing", 2, "double_condensing">
]>;
def Attend_CondenserFormAttr
    : AttendEnumAttr<Attend_CondenserForm, "condenser_form">;

// Numbers of every type that a network's C can hold: floats, i1 (a bool), and
// integers, which are signed where they are signless.
def Attend_Tensor : StaticShapeTensorOf<[F16, F32, F64, I<1>, I<8>, I<16>, I<32>, I<64>, UI8, UI16, UI32, UI64]>;
def Attend_FloatTensor : StaticShapeTensorOf<[F32]>;
// f32, or i32 for convolutions of integers.
def Attend_ConvTensor : StaticShapeTensorOf<[F32, I<32>]>;
class Attend_ActivationOf<Type tensor, string summary>
    : ConfinedType<tensor, [HasAnyRankOfPred<[4]>], summary>;
def Attend_Activation : Attend_ActivationOf<Attend_FloatTensor, "float [N, H, W, C]">;
def Attend_ConvActivation : Attend_ActivationOf<Attend_ConvTensor, "f32 or i32 [N, H, W, C]">;
def Attend_NumberActivation : Attend_ActivationOf<Attend_Tensor, "numbers [N, H, W, C]">;

#endif // ATTEND_DIALECT_TD
