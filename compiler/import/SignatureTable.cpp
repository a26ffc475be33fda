// SignatureTable.cpp: the rules of ONNX per op and version as data; see
// Signatures.h for the language.

#include "compiler/import/Signatures.h"

namespace attendc::importer {

/// Attributes that all sliding windows have.
#define WINDOW                                                                 \
  "auto_pad:{NOTSET,SAME_UPPER,SAME_LOWER,VALID} pads:sizes strides:counts "

/// Opset 11 wants roi and scales; exporters leave them out all the same.
#define RESIZE_INPUTS "X:any roi?:float[1] scales?:f32[1] sizes?:i64[1]"
#define RESIZE                                                                 \
  "cubic_coeff_a:float exclude_outside:flag extrapolation_value:float "        \
  "mode:{nearest,linear,cubic} "                                               \
  "nearest_mode:{round_prefer_floor,round_prefer_ceil,floor,ceil} "
#define RESIZE_18                                                              \
  "antialias:flag axes:ints "                                                  \
  "keep_aspect_ratio_policy:{stretch,not_larger,not_smaller} "

llvm::ArrayRef<Signature> signatures() {
  static const Signature table[] = {
      // Convolutions and matrix products
      {"Conv", 1, "X:float[3+] W:float[3+] B?:float[1]", "Y",
       WINDOW "dilations:counts group:count kernel_shape:counts"},
      {"ConvTranspose", 1, "X:float[3+] W:float[3+] B?:float[1]", "Y",
       WINDOW
       "dilations:counts group:count kernel_shape:counts output_padding:sizes "
       "output_shape:counts"},
      {"ConvInteger", 10,
       "x:byte[3+] w:byte#2[3+] x_zero_point?:byte w_zero_point?:byte#2", "y",
       WINDOW "dilations:counts group:count kernel_shape:counts"},
      {"QLinearConv", 10,
       "x:byte[3+] x_scale:f32 x_zero_point:byte w:byte#2[3+] w_scale:f32 "
       "w_zero_point:byte#2 y_scale:f32 y_zero_point:byte#3 B?:i32[1]",
       "y", WINDOW "dilations:counts group:count kernel_shape:counts"},
      {"Gemm", 1, "A:float[2] B:float[2] C:float[0-2]", "Y",
       "alpha:float beta:float broadcast:flag transA:flag transB:flag"},
      {"Gemm", 7, "A:float[2] B:float[2] C:float[0-2]", "Y",
       "alpha:float beta:float transA:flag transB:flag"},
      {"Gemm", 9, "A:wide[2] B:wide[2] C:wide[0-2]", "Y",
       "alpha:float beta:float transA:flag transB:flag"},
      {"Gemm", 11, "A:wide[2] B:wide[2] C?:wide[0-2]", "Y",
       "alpha:float beta:float transA:flag transB:flag"},
      {"MatMul", 1, "A:float[1+] B:float[1+]", "Y"},
      {"MatMul", 9, "A:wide[1+] B:wide[1+]", "Y"},
      {"MatMulInteger", 10,
       "A:byte[1+] B:byte#2[1+] a_zero_point?:byte b_zero_point?:byte#2", "Y"},
      {"QLinearMatMul", 10,
       "a:byte[1+] a_scale:f32 a_zero_point:byte b:byte#2[1+] b_scale:f32 "
       "b_zero_point:byte#2 y_scale:f32 y_zero_point:byte#3",
       "y"},
      {"QLinearMatMul", 21,
       "a:byte[1+] a_scale:f16|f32 a_zero_point:byte b:byte#2[1+] "
       "b_scale:f16|f32 b_zero_point:byte#2 y_scale:f16|f32 "
       "y_zero_point:byte#3",
       "y"},
      // Pools and reductions
      {"MaxPool", 1, "X:float[3+]", "Y", WINDOW "kernel_shape!:counts"},
      {"MaxPool", 8, "X:float[3+]", "Y Indices?",
       WINDOW "kernel_shape!:counts storage_order:flag"},
      {"MaxPool", 10, "X:float[3+]", "Y Indices?",
       WINDOW "ceil_mode:flag dilations:counts kernel_shape!:counts "
              "storage_order:flag"},
      {"MaxPool", 12, "X:f16|f32|f64|i8|u8[3+]", "Y Indices?",
       WINDOW "ceil_mode:flag dilations:counts kernel_shape!:counts "
              "storage_order:flag"},
      {"AveragePool", 1, "X:float[3+]", "Y", WINDOW "kernel_shape!:counts"},
      {"AveragePool", 7, "X:float[3+]", "Y",
       WINDOW "count_include_pad:flag kernel_shape!:counts"},
      {"AveragePool", 10, "X:float[3+]", "Y",
       WINDOW "ceil_mode:flag count_include_pad:flag kernel_shape!:counts"},
      {"AveragePool", 19, "X:float[3+]", "Y",
       WINDOW "ceil_mode:flag count_include_pad:flag dilations:counts "
              "kernel_shape!:counts"},
      {"GlobalAveragePool", 1, "X:float[3+]", "Y"},
      {"GlobalMaxPool", 1, "X:float[3+]", "Y"},
      {"ReduceMean", 1, "data:wide", "reduced", "axes:ints keepdims:flag"},
      {"ReduceMean", 18, "data:wide axes?:i64[1]", "reduced",
       "keepdims:flag noop_with_empty_axes:flag"},
      {"ReduceSum", 1, "data:wide", "reduced", "axes:ints keepdims:flag"},
      {"ReduceSum", 13, "data:wide axes?:i64[1]", "reduced",
       "keepdims:flag noop_with_empty_axes:flag"},
      {"ReduceMax", 1, "data:wide", "reduced", "axes:ints keepdims:flag"},
      {"ReduceMax", 12, "data:ordered", "reduced", "axes:ints keepdims:flag"},
      {"ReduceMax", 18, "data:ordered axes?:i64[1]", "reduced",
       "keepdims:flag noop_with_empty_axes:flag"},
      {"ReduceMax", 20,
       "data:f16|f32|f64|i8|i32|i64|u8|u32|u64|bool axes?:i64[1]", "reduced",
       "keepdims:flag noop_with_empty_axes:flag"},
      {"ReduceMin", 1, "data:wide", "reduced", "axes:ints keepdims:flag"},
      {"ReduceMin", 12, "data:ordered", "reduced", "axes:ints keepdims:flag"},
      {"ReduceMin", 18, "data:ordered axes?:i64[1]", "reduced",
       "keepdims:flag noop_with_empty_axes:flag"},
      {"ReduceMin", 20,
       "data:f16|f32|f64|i8|i32|i64|u8|u32|u64|bool axes?:i64[1]", "reduced",
       "keepdims:flag noop_with_empty_axes:flag"},
      {"ArgMax", 1, "data:number", "reduced", "axis:int keepdims:flag"},
      {"ArgMax", 12, "data:number", "reduced",
       "axis:int keepdims:flag select_last_index:flag"},
      // Functions of one operand
      {"Relu", 6, "X:float", "Y"},
      {"Relu", 14, "X:signed", "Y"},
      {"LeakyRelu", 6, "X:float", "Y", "alpha:float"},
      {"PRelu", 6, "X:float slope:float", "Y"},
      {"PRelu", 9, "X:wide slope:wide", "Y"},
      {"Elu", 6, "X:float", "Y", "alpha:float"},
      {"Sigmoid", 6, "X:float", "Y"},
      {"HardSigmoid", 6, "X:float", "Y", "alpha:float beta:float"},
      {"HardSwish", 14, "X:float", "Y"},
      {"Tanh", 6, "input:float", "output"},
      {"Softplus", 1, "X:float", "Y"},
      {"Clip", 6, "input:float", "output", "max:float min:float"},
      {"Clip", 11, "input:float min?:float[0-1] max?:float[0-1]", "output"},
      {"Clip", 12, "input:number min?:number[0-1] max?:number[0-1]", "output"},
      {"Abs", 6, "X:number", "Y"},
      {"Neg", 6, "X:signed", "Y"},
      {"Exp", 6, "input:float", "output"},
      {"Log", 6, "input:float", "output"},
      {"Sqrt", 6, "X:float", "Y"},
      {"Reciprocal", 6, "X:float", "Y"},
      {"Erf", 9, "input:number", "output"},
      {"Floor", 6, "X:float", "Y"},
      {"Ceil", 6, "X:float", "Y"},
      {"Round", 11, "X:float", "Y"},
      // Arithmetic
      {"Add", 6, "A:wide B:wide", "C", "axis:int broadcast:flag"},
      {"Add", 7, "A:wide B:wide", "C"},
      {"Add", 14, "A:number B:number", "C"},
      {"Sub", 6, "A:wide B:wide", "C", "axis:int broadcast:flag"},
      {"Sub", 7, "A:wide B:wide", "C"},
      {"Sub", 14, "A:number B:number", "C"},
      {"Mul", 6, "A:wide B:wide", "C", "axis:int broadcast:flag"},
      {"Mul", 7, "A:wide B:wide", "C"},
      {"Mul", 14, "A:number B:number", "C"},
      {"Div", 6, "A:wide B:wide", "C", "axis:int broadcast:flag"},
      {"Div", 7, "A:wide B:wide", "C"},
      {"Div", 14, "A:number B:number", "C"},
      {"Pow", 1, "X:float Y:float", "Z", "axis:int broadcast:flag"},
      {"Pow", 7, "X:float Y:float", "Z"},
      {"Pow", 12, "X:f16|f32|f64|i32|i64 Y:number", "Z"},
      {"Max", 6, "data_0*:float", "max"},
      {"Max", 12, "data_0*:number", "max"},
      {"Min", 6, "data_0*:float", "min"},
      {"Min", 12, "data_0*:number", "min"},
      {"Sum", 6, "data_0*:float", "sum"},
      // Normalization
      {"BatchNormalization", 6,
       "X:float[2+] scale:float[1] B:float[1] mean:float[1] var:float[1]",
       "Y mean? var? saved_mean? saved_var?",
       "epsilon:float is_test:flag momentum:float spatial:flag"},
      {"BatchNormalization", 7,
       "X:float[2+] scale:float[1] B:float[1] mean:float[1] var:float[1]",
       "Y mean? var? saved_mean? saved_var?",
       "epsilon:float momentum:float spatial:flag"},
      {"BatchNormalization", 9,
       "X:float[2+] scale:float[1] B:float[1] mean:float[1] var:float[1]",
       "Y mean? var? saved_mean? saved_var?", "epsilon:float momentum:float"},
      {"BatchNormalization", 14,
       "X:float[2+] scale:float[1] B:float[1] input_mean:float#2[1] "
       "input_var:float#2[1]",
       "Y running_mean? running_var?",
       "epsilon:float momentum:float training_mode:flag"},
      {"BatchNormalization", 15,
       "X:float[2+] scale:float#2[1] B:float#2[1] input_mean:float#3[1] "
       "input_var:float#3[1]",
       "Y running_mean? running_var?",
       "epsilon:float momentum:float training_mode:flag"},
      {"Softmax", 1, "input:float[1+]", "output", "axis:int"},
      {"LogSoftmax", 1, "input:float[1+]", "output", "axis:int"},
      // Resizing
      {"Resize", 10, "X:any scales:f32[1]", "Y", "mode:{nearest,linear}"},
      {"Resize", 11, RESIZE_INPUTS, "Y",
       RESIZE "coordinate_transformation_mode:{half_pixel,pytorch_half_pixel,"
              "align_corners,asymmetric,tf_half_pixel_for_nn,"
              "tf_crop_and_resize}"},
      {"Resize", 13, RESIZE_INPUTS, "Y",
       RESIZE "coordinate_transformation_mode:{half_pixel,pytorch_half_pixel,"
              "align_corners,asymmetric,tf_crop_and_resize}"},
      {"Resize", 18, RESIZE_INPUTS, "Y",
       RESIZE RESIZE_18
       "coordinate_transformation_mode:{half_pixel,pytorch_half_pixel,"
       "align_corners,asymmetric,tf_crop_and_resize}"},
      {"Resize", 19, RESIZE_INPUTS, "Y",
       RESIZE RESIZE_18
       "coordinate_transformation_mode:{half_pixel,half_pixel_symmetric,"
       "pytorch_half_pixel,align_corners,asymmetric,tf_crop_and_resize}"},
      {"Upsample", 7, "X:any", "Y",
       "mode:{nearest,linear,bilinear} scales!:floats"},
      {"Upsample", 9, "X:any scales:f32[1]", "Y",
       "mode:{nearest,linear,bilinear}"},
      // Shapes
      {"Reshape", 5, "data:any shape:i64[1]", "reshaped"},
      {"Reshape", 14, "data:any shape:i64[1]", "reshaped", "allowzero:flag"},
      {"Flatten", 1, "input:float", "output", "axis:int"},
      {"Flatten", 9, "input:any", "output", "axis:int"},
      {"Squeeze", 1, "data:any", "squeezed", "axes:ints"},
      {"Squeeze", 13, "data:any axes?:i64[1]", "squeezed"},
      {"Unsqueeze", 1, "data:any", "expanded", "axes!:ints"},
      {"Unsqueeze", 13, "data:any axes:i64[1]", "expanded"},
      {"Transpose", 1, "data:any", "transposed", "perm:ints"},
      {"Identity", 1, "input:any", "output"},
      {"Dropout", 6, "data:float", "output mask?", "is_test:flag ratio:float"},
      {"Dropout", 7, "data:float", "output mask?", "ratio:float"},
      {"Dropout", 12, "data:float ratio?:float#2 training_mode?:bool",
       "output mask?", "seed:int"},
      {"Expand", 8, "input:any shape:i64[1]", "output"},
      {"DepthToSpace", 1, "input:any[4]", "output", "blocksize!:count"},
      {"DepthToSpace", 11, "input:any[4]", "output",
       "blocksize!:count mode:{DCR,CRD}"},
      {"SpaceToDepth", 1, "input:any[4]", "output", "blocksize!:count"},
      // Movement
      {"Concat", 4, "inputs*:any[1+]", "concat_result", "axis!:int"},
      {"Slice", 1, "data:any[1+]", "output",
       "axes:ints ends!:ints starts!:ints"},
      {"Slice", 10,
       "data:any[1+] starts:index[1] ends:index[1] axes?:index[1] "
       "steps?:index[1]",
       "output"},
      {"Split", 2, "input:any[1+]", "outputs*", "axis:int split:ints"},
      {"Split", 13, "input:any[1+] split?:i64[1]", "outputs*", "axis:int"},
      {"Split", 18, "input:any[1+] split?:i64[1]", "outputs*",
       "axis:int num_outputs:count"},
      {"Pad", 2, "data:float", "output",
       "mode:{constant,reflect,edge} pads!:ints value:float"},
      {"Pad", 11, "data:number pads:i64[1] constant_value?:number[0-1]",
       "output", "mode:{constant,reflect,edge}"},
      {"Pad", 13, "data:any pads:i64[1] constant_value?:any[0-1]", "output",
       "mode:{constant,reflect,edge}"},
      {"Pad", 18,
       "data:any pads:i64[1] constant_value?:any[0-1] axes?:index[1]", "output",
       "mode:{constant,reflect,edge}"},
      {"Pad", 19,
       "data:any pads:i64[1] constant_value?:any[0-1] axes?:index[1]", "output",
       "mode:{constant,reflect,edge,wrap}"},
      {"Gather", 1, "data:any[1+] indices:index", "output", "axis:int"},
      // Quantization
      {"QuantizeLinear", 10, "x:f32|i32 y_scale:f32[0-1] y_zero_point?:byte",
       "y"},
      {"QuantizeLinear", 13, "x:f32|i32 y_scale:f32[0-1] y_zero_point?:byte",
       "y", "axis:int"},
      {"QuantizeLinear", 19,
       "x:f16|f32|i32 y_scale:f16|f32|i32[0-1] y_zero_point?:byte", "y",
       "axis:int saturate:flag"},
      {"QuantizeLinear", 21,
       "x:f16|f32|i32 y_scale:f16|f32|i32[0-1] y_zero_point?:i8|i16|u8|u16",
       "y", "axis:int block_size:size output_dtype:int saturate:flag"},
      {"QuantizeLinear", 23,
       "x:f16|f32|i32 y_scale:f16|f32|i32#2[0-1] y_zero_point?:i8|i16|u8|u16",
       "y",
       "axis:int block_size:size output_dtype:int precision:int saturate:flag"},
      {"DequantizeLinear", 10,
       "x:i8|i32|u8 x_scale:f32 x_zero_point?:i8|i32|u8", "y"},
      {"DequantizeLinear", 13,
       "x:i8|i32|u8 x_scale:f32 x_zero_point?:i8|i32|u8", "y", "axis:int"},
      {"DequantizeLinear", 19,
       "x:i8|i32|u8 x_scale:f16|f32 x_zero_point?:i8|i32|u8", "y", "axis:int"},
      {"DequantizeLinear", 21,
       "x:i8|i16|i32|u8|u16 x_scale:f16|f32 x_zero_point?:i8|i16|i32|u8|u16",
       "y", "axis:int block_size:size"},
      {"DequantizeLinear", 23,
       "x:i8|i16|i32|u8|u16 x_scale:f16|f32 x_zero_point?:i8|i16|i32|u8|u16",
       "y", "axis:int block_size:size output_dtype:int"},
      {"DynamicQuantizeLinear", 11, "x:f32", "y y_scale y_zero_point"},
      // Known values
      {"Constant", 1, "", "output", "value!:tensor"},
      {"Constant", 11, "", "output", "sparse_value:sparse value:tensor"},
      {"Constant", 12, "", "output",
       "sparse_value:sparse value:tensor value_float:float value_floats:floats "
       "value_int:int value_ints:ints value_string:string "
       "value_strings:strings"},
      {"ConstantOfShape", 9, "input:i64[1]", "output", "value:tensor"},
      {"Shape", 1, "data:any", "shape"},
      {"Shape", 15, "data:any", "shape", "end:int start:int"},
      {"Size", 1, "data:any", "size"},
      {"Cast", 6, "input:any", "output", "to!:int"},
      {"Cast", 19, "input:any", "output", "saturate:flag to!:int"},
      // ONNX Runtime's quantized ops
      {"com.microsoft.QLinearAdd", 1,
       "A:byte A_scale:f32 A_zero_point?:byte B:byte B_scale:f32 "
       "B_zero_point?:byte C_scale:f32 C_zero_point?:byte",
       "C"},
      {"com.microsoft.QLinearMul", 1,
       "A:byte A_scale:f32 A_zero_point?:byte B:byte B_scale:f32 "
       "B_zero_point?:byte C_scale:f32 C_zero_point?:byte",
       "C"},
      {"com.microsoft.QLinearSigmoid", 1,
       "X:byte X_scale:f32 X_zero_point?:byte Y_scale:f32 Y_zero_point?:byte",
       "Y"},
      {"com.microsoft.QLinearLeakyRelu", 1,
       "X:byte X_scale:f32 X_zero_point?:byte Y_scale:f32 Y_zero_point?:byte",
       "Y", "alpha:float"},
      {"com.microsoft.QLinearAveragePool", 1,
       "X:byte[3+] x_scale:f32 x_zero_point?:byte y_scale:f32 "
       "y_zero_point?:byte",
       "Y",
       WINDOW "ceil_mode:flag channels_last:flag count_include_pad:flag "
              "kernel_shape!:counts"},
      {"com.microsoft.QLinearGlobalAveragePool", 1,
       "X:byte[3+] x_scale:f32 x_zero_point:byte y_scale:f32 y_zero_point:byte",
       "Y", "channels_last:flag"},
      {"com.microsoft.QLinearConcat", 1,
       "Y_scale:f32 Y_zero_point:byte inputs*:each", "Y", "axis!:int"},
      {"com.microsoft.QLinearSoftmax", 1,
       "X:byte X_scale:f32 x_zero_point?:byte y_scale:f32 y_zero_point:byte",
       "Y", "axis:int opset!:int"},
      {"com.microsoft.QGemm", 1,
       "A:byte[2] a_scale:f32 a_zero_point:byte B:byte#2[2] b_scale:f32 "
       "b_zero_point:byte#2 C?:i32 y_scale?:f32 y_zero_point?:byte",
       "Y", "alpha:float transA:flag transB:flag"},
      {"com.microsoft.QLinearConv", 1,
       "x:byte[3+] x_scale:f32 x_zero_point:byte w:byte#2[3+] w_scale:f32 "
       "w_zero_point:byte#2 y_scale:f32 y_zero_point:byte#3 B?:i32[1]",
       "y",
       WINDOW
       "channels_last:flag dilations:counts group:count kernel_shape:counts"},
      {"com.microsoft.QuantizeLinear", 1,
       "x:f16|f32 y_scale:f16|f32 y_zero_point?:i8|i16|u8|u16", "y",
       "axis:int"},
      {"com.microsoft.DequantizeLinear", 1,
       "x:i8|i16|i32|u8|u16 x_scale:f16|f32 x_zero_point?:i8|i16|i32|u8|u16",
       "y", "axis:int"},
  };
  return table;
}

#undef WINDOW
#undef RESIZE_INPUTS
#undef RESIZE
#undef RESIZE_18

} // namespace attendc::importer
