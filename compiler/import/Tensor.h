// Tensor.h: tensors whose values are known at import, in ONNX's layout.
#ifndef ATTEND_COMPILER_IMPORT_TENSOR_H
#define ATTEND_COMPILER_IMPORT_TENSOR_H

#include "compiler/import/ImportError.h"
#include "compiler/import/Limits.h"

#include <memory>
#include <optional>
#include <vector>

namespace onnx {
class TensorProto;
}

namespace attendc::importer {

using Shape = llvm::SmallVector<int64_t, 4>;

/// Float16 initializers are converted to F32 when they are read; F16 is a type
/// of graph inputs, graph outputs and casts.
enum class ElementType {
  F32,
  I8,
  U8,
  I16,
  U16,
  I32,
  U32,
  I64,
  U64,
  Bool,
  F16,
  F64
};

int64_t byteWidth(ElementType type);
/// F32, F16 and F64.
bool isFloat(ElementType type);
llvm::StringRef elementTypeName(ElementType type);
/// The element type of an ONNX TensorProto.DataType; float16 counts as F32 if
/// `constant`.
std::optional<ElementType> elementTypeOf(int32_t onnxType, bool constant);
/// "float16" for TensorProto.FLOAT16 and so on, for messages.
std::string onnxTypeName(int32_t onnxType);

/// "1x3x224x224", "scalar" for rank 0.
std::string shapeText(llvm::ArrayRef<int64_t> shape);
/// "0.25", "-inf": a number for messages.
std::string numberText(double value);
/// Product of the dimensions, or nothing if a dimension is negative, the rank
/// above maxRank or the product above maxElements.
std::optional<int64_t> elementCount(llvm::ArrayRef<int64_t> shape);

/// Row-major elements, little endian. Dimensions may be 0.
class Tensor {
public:
  Tensor(ElementType type, llvm::ArrayRef<int64_t> shape);
  static Tensor fromInts(llvm::ArrayRef<int64_t> values);

  ElementType type() const { return elementType; }
  llvm::ArrayRef<int64_t> shape() const { return dims; }
  int64_t rank() const { return dims.size(); }
  int64_t size() const { return bytes.size() / byteWidth(elementType); }
  llvm::ArrayRef<char> data() const { return bytes; }
  char *mutableData() { return bytes.data(); }

  /// Element i as an integer; F32 is truncated and saturated to 64 bits.
  int64_t integer(int64_t i) const;
  /// Element i as a number.
  double number(int64_t i) const;
  void setInteger(int64_t i, int64_t value);
  void setNumber(int64_t i, double value);

  std::vector<int64_t> integers() const;
  std::vector<float> floats() const;
  /// Whether every element is finite (integers are).
  bool allFinite() const;

  /// The same elements under another shape of equal size.
  Tensor reshaped(llvm::ArrayRef<int64_t> shape) const;
  /// Dimension i of the result is dimension permutation[i].
  Tensor transposed(llvm::ArrayRef<int64_t> permutation) const;
  /// Result element i is element sources[i] of this tensor.
  Tensor selected(llvm::ArrayRef<int64_t> shape,
                  llvm::ArrayRef<int64_t> sources) const;

private:
  ElementType elementType;
  Shape dims;
  std::vector<char> bytes;
};

using TensorRef = std::shared_ptr<const Tensor>;

/// Scales and zero points of a dequantized constant: one each, or (axis >= 0)
/// one per position of that ONNX dimension.
struct Quantization {
  std::vector<float> scales;
  std::vector<int32_t> zeroPoints;
  int64_t axis = -1;
};

/// A known tensor; if `quantization` is set it stands for the real numbers
/// (integer - zero point) * scale and counts as F32.
struct Constant {
  TensorRef tensor;
  std::shared_ptr<const Quantization> quantization;

  ElementType type() const {
    return quantization ? ElementType::F32 : tensor->type();
  }
  llvm::ArrayRef<int64_t> shape() const { return tensor->shape(); }
  /// The plain tensor, dequantized in single precision if need be.
  TensorRef plain() const;
  Constant transposed(llvm::ArrayRef<int64_t> permutation) const;
  /// Keeps the quantization if it is per tensor or dimensions of 1 come and go
  /// around its axis; dequantizes otherwise.
  Constant reshaped(llvm::ArrayRef<int64_t> shape) const;
};

/// Bytes that the elements of `proto` take as raw data; nothing if its type or
/// shape is not one that readTensor takes.
std::optional<int64_t> rawByteSize(const onnx::TensorProto &proto);

/// Reads an initializer or attribute tensor after checking its sizes against
/// its dimensions. `label` opens every message, e.g. "initializer 'w'".
mlir::FailureOr<TensorRef> readTensor(const onnx::TensorProto &proto,
                                      const llvm::Twine &label,
                                      ImportError &error);

} // namespace attendc::importer

#endif // ATTEND_COMPILER_IMPORT_TENSOR_H
