// Initializer.cpp: reads ONNX TensorProtos; every size is checked against the
// dimensions before any element is read.

#include "compiler/import/Tensor.h"

#include "llvm/ADT/STLExtras.h"

#include <onnx/onnx_pb.h>

#include <cstring>

using namespace mlir;
using onnx::TensorProto;

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
              "ONNX raw data is little endian and copied as it is");

namespace attendc::importer {

std::optional<ElementType> elementTypeOf(int32_t onnxType, bool constant) {
  switch (onnxType) {
  case TensorProto::FLOAT:
    return ElementType::F32;
  case TensorProto::FLOAT16:
    return constant ? ElementType::F32 : ElementType::F16;
  case TensorProto::DOUBLE:
    return ElementType::F64;
  case TensorProto::INT8:
    return ElementType::I8;
  case TensorProto::UINT8:
    return ElementType::U8;
  case TensorProto::INT16:
    return ElementType::I16;
  case TensorProto::UINT16:
    return ElementType::U16;
  case TensorProto::INT32:
    return ElementType::I32;
  case TensorProto::UINT32:
    return ElementType::U32;
  case TensorProto::UINT64:
    return ElementType::U64;
  case TensorProto::INT64:
    return ElementType::I64;
  case TensorProto::BOOL:
    return ElementType::Bool;
  default:
    return std::nullopt;
  }
}

std::string onnxTypeName(int32_t onnxType) {
  switch (onnxType) {
  case TensorProto::UNDEFINED:
    return "undefined";
  case TensorProto::FLOAT:
    return "float32";
  case TensorProto::DOUBLE:
    return "float64";
  // Newer than the installed ONNX.
  case 17:
    return "float8e4m3fn";
  case 18:
    return "float8e4m3fnuz";
  case 19:
    return "float8e5m2";
  case 20:
    return "float8e5m2fnuz";
  case 21:
    return "uint4";
  case 22:
    return "int4";
  case 23:
    return "float4e2m1";
  default:
    break;
  }
  if (!TensorProto::DataType_IsValid(onnxType))
    return "data type " + std::to_string(onnxType);
  return StringRef(TensorProto::DataType_Name(
                       static_cast<TensorProto::DataType>(onnxType)))
      .lower();
}

/// IEEE half precision to single: exact.
static float fromHalf(uint16_t half) {
  uint32_t sign = uint32_t(half & 0x8000) << 16;
  uint32_t exponent = (half >> 10) & 0x1f, fraction = half & 0x3ff;
  float value;
  if (exponent == 0) {
    value = std::ldexp(static_cast<float>(fraction), -24);
    return sign ? -value : value;
  }
  uint32_t bits = exponent == 31 ? 0x7f800000 | fraction << 13
                                 : (exponent + 112) << 23 | fraction << 13;
  bits |= sign;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// Bytes of one element in raw_data.
static int64_t rawWidth(int32_t onnxType, ElementType type) {
  return onnxType == TensorProto::FLOAT16 ? 2 : byteWidth(type);
}

static void readRaw(const std::string &raw, int32_t onnxType, Tensor &tensor) {
  int64_t width = rawWidth(onnxType, tensor.type());
  if (onnxType != TensorProto::FLOAT16) {
    if (!raw.empty())
      std::memcpy(tensor.mutableData(), raw.data(), raw.size());
    return;
  }
  for (int64_t i = 0, e = tensor.size(); i < e; ++i) {
    uint16_t half;
    std::memcpy(&half, raw.data() + i * width, width);
    tensor.setNumber(i, fromHalf(half));
  }
}

/// The number of elements in the typed field that the data type uses.
static int64_t fieldSize(const TensorProto &proto) {
  switch (proto.data_type()) {
  case TensorProto::FLOAT:
    return proto.float_data_size();
  case TensorProto::DOUBLE:
    return proto.double_data_size();
  case TensorProto::INT64:
    return proto.int64_data_size();
  case TensorProto::UINT32:
  case TensorProto::UINT64:
    return proto.uint64_data_size();
  default:
    return proto.int32_data_size();
  }
}

/// The number of elements in all typed fields.
static int64_t fieldSizes(const TensorProto &proto) {
  return int64_t(proto.float_data_size()) + proto.double_data_size() +
         proto.int64_data_size() + proto.int32_data_size() +
         proto.uint64_data_size() + proto.string_data_size();
}

static void readField(const TensorProto &proto, Tensor &tensor) {
  for (int i = 0, e = tensor.size(); i < e; ++i) {
    switch (proto.data_type()) {
    case TensorProto::FLOAT:
      tensor.setNumber(i, proto.float_data(i));
      break;
    case TensorProto::DOUBLE:
      tensor.setNumber(i, proto.double_data(i));
      break;
    case TensorProto::INT64:
      tensor.setInteger(i, proto.int64_data(i));
      break;
    case TensorProto::UINT32:
    case TensorProto::UINT64:
      tensor.setInteger(i, static_cast<int64_t>(proto.uint64_data(i)));
      break;
    case TensorProto::FLOAT16:
      tensor.setNumber(i, fromHalf(static_cast<uint16_t>(proto.int32_data(i))));
      break;
    default:
      tensor.setInteger(i, proto.int32_data(i));
    }
  }
}

std::optional<int64_t> rawByteSize(const TensorProto &proto) {
  std::optional<ElementType> type = elementTypeOf(proto.data_type(), true);
  std::optional<int64_t> count =
      elementCount(Shape(proto.dims().begin(), proto.dims().end()));
  if (!type || !count || *count > maxConstantElements)
    return std::nullopt;
  return *count * rawWidth(proto.data_type(), *type);
}

FailureOr<TensorRef> readTensor(const TensorProto &proto, const Twine &label,
                                ImportError &error) {
  std::optional<ElementType> type = elementTypeOf(proto.data_type(), true);
  if (!type)
    return error.unsupported(label + " has element type " +
                             onnxTypeName(proto.data_type()) +
                             "; expected a float of 16, 32 or 64 bits, an "
                             "integer of 8 to 64 bits, or bool");
  Shape shape(proto.dims().begin(), proto.dims().end());
  std::optional<int64_t> count = elementCount(shape);
  if (!count)
    return error.badInput(label + " has shape " + shapeText(shape) +
                          "; expected at most " + Twine(maxRank) +
                          " dimensions, none negative, and at most " +
                          Twine(maxElements) + " elements");
  if (*count > maxConstantElements)
    return error.badInput(label + " has shape " + shapeText(shape) +
                          "; expected at most " + Twine(maxConstantElements) +
                          " elements of a constant");
  if (proto.has_segment())
    return error.unsupported(label + " is split into segments");
  bool raw = proto.has_raw_data();
  if (raw && fieldSizes(proto) > 0)
    return error.badInput(label + " holds its values twice, as raw data and "
                                  "as numbers; the file is damaged");
  if (fieldSizes(proto) > fieldSize(proto))
    return error.badInput(label + " of " + onnxTypeName(proto.data_type()) +
                          " holds numbers of another type; the file is "
                          "damaged");
  int64_t expected = raw ? *count * rawWidth(proto.data_type(), *type) : *count;
  int64_t found = raw ? proto.raw_data().size() : fieldSize(proto);
  if (expected != found)
    return error.badInput(label + " of shape " + shapeText(shape) + " needs " +
                          Twine(expected) + (raw ? " bytes" : " values") +
                          ", found " + Twine(found) + "; the file is damaged");
  auto tensor = std::make_shared<Tensor>(*type, shape);
  if (raw)
    readRaw(proto.raw_data(), proto.data_type(), *tensor);
  else
    readField(proto, *tensor);
  return TensorRef(tensor);
}

} // namespace attendc::importer
