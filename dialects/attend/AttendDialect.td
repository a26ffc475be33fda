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
    `NameLoc`. Arithmetic is single-precision. `attend.quantize` and
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
// beta = max; Scale: alpha * x + beta). Source: ONNX operators, opset 17.
def Attend_UnaryKind : AttendEnum<"UnaryKind", "elementwise function", [
  I32EnumCase<"Relu", 0, "relu">,
  I32EnumCase<"Clip", 1, "clip">,
  I32EnumCase<"LeakyRelu", 2, "leaky_relu">,
  I32EnumCase<"Sigmoid", 3, "sigmoid">,
  I32EnumCase<"HardSigmoid", 4, "hard_sigmoid">,
  I32EnumCase<"HardSwish", 5, "hard_swish">,
  I32EnumCase<"Silu", 6, "silu">,
  I32EnumCase<"Tanh", 7, "tanh">,
  I32EnumCase<"Scale", 8, "scale">
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

// The three canonical forms of F (README, "Condensers").
def Attend_CondenserForm : AttendEnum<"CondenserForm", "form of F", [
  I32EnumCase<"Additive", 0, "additive">,
  I32EnumCase<"Gated", 1, "gated">,
  I32EnumCase<"DoubleCondensing", 2, "double_condensing">
]>;
def Attend_CondenserFormAttr
    : AttendEnumAttr<Attend_CondenserForm, "condenser_form">;

// f32 in float graphs; i8, ui8 and i32 between quantize and dequantize.
def Attend_Tensor : StaticShapeTensorOf<[F32, I<8>, UI8, I<32>]>;
def Attend_FloatTensor : StaticShapeTensorOf<[F32]>;
def Attend_Activation
    : ConfinedType<Attend_FloatTensor, [HasAnyRankOfPred<[4]>], "float [N, H, W, C]">;

#endif // ATTEND_DIALECT_TD
