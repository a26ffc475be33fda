// Npy.cpp: the .npy format: a magic number, a header that is a Python
// dictionary, raw elements. Source: NumPy, "NEP 1, a simple file format".

#include "compiler/quantize/Npy.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstring>
#include <optional>

using namespace mlir;
using namespace attendc;
using namespace attendc::reference;

static constexpr StringLiteral magic = "\x93NUMPY";

static StringRef descriptorOf(ElementType type) {
  switch (type) {
  case ElementType::F32:
    return "<f4";
  case ElementType::I8:
    return "|i1";
  case ElementType::U8:
    return "|u1";
  case ElementType::I16:
    return "<i2";
  case ElementType::U16:
    return "<u2";
  case ElementType::I32:
    return "<i4";
  case ElementType::U32:
    return "<u4";
  case ElementType::I64:
    return "<i8";
  case ElementType::U64:
    return "<u8";
  case ElementType::Bool:
    return "|b1";
  case ElementType::F16:
    return "<f2";
  case ElementType::F64:
    return "<f8";
  }
  return "";
}

/// What follows `'key':` in the header, without leading blanks.
static StringRef valueOf(StringRef header, StringRef key) {
  size_t at = header.find(("'" + key + "':").str());
  if (at == StringRef::npos)
    return "";
  return header.substr(at + key.size() + 3).ltrim();
}

/// Takes `header`, `elements` apart into an empty tensor of their type and
/// shape; none if the header is not understood or the length does not fit.
static std::optional<Tensor> parseHeader(StringRef header, StringRef elements) {
  StringRef descriptor = valueOf(header, "descr");
  if (!valueOf(header, "fortran_order").starts_with("False"))
    return std::nullopt;
  StringRef shapeText = valueOf(header, "shape");
  if (!shapeText.consume_front("(") || shapeText.find(')') == StringRef::npos)
    return std::nullopt;
  SmallVector<StringRef> parts;
  shapeText.take_until([](char c) { return c == ')'; })
      .split(parts, ',', -1, /*KeepEmpty=*/false);
  SmallVector<int64_t> shape;
  uint64_t count = 1;
  for (StringRef part : parts) {
    uint64_t extent;
    if (part.trim().empty())
      continue;
    if (part.trim().getAsInteger(10, extent) || extent > INT32_MAX)
      return std::nullopt;
    shape.push_back(extent);
    count *= extent;
    if (count > INT32_MAX)
      return std::nullopt;
  }
  for (ElementType type :
       {ElementType::F32, ElementType::I8, ElementType::U8, ElementType::I16,
        ElementType::U16, ElementType::I32, ElementType::U32, ElementType::I64,
        ElementType::U64, ElementType::Bool, ElementType::F16,
        ElementType::F64})
    if (descriptor.starts_with(("'" + descriptorOf(type) + "'").str()) &&
        elements.size() == count * elementBytes(type))
      return Tensor(shape, type);
  return std::nullopt;
}

FailureOr<Tensor> attendc::readNpy(StringRef path, std::string &error) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer) {
    error =
        ("cannot read '" + path + "': " + buffer.getError().message()).str();
    return failure();
  }
  StringRef bytes = (*buffer)->getBuffer();
  std::optional<Tensor> tensor;
  // 6 bytes of magic, 2 of version, then the header's length in 2 or 4 bytes.
  if (bytes.starts_with(magic) && bytes.size() >= 12) {
    bool isFirstVersion = bytes[6] == 1;
    const char *length = bytes.data() + 8;
    size_t start = isFirstVersion ? 10 : 12;
    size_t size = isFirstVersion ? llvm::support::endian::read16le(length)
                                 : llvm::support::endian::read32le(length);
    bytes = bytes.drop_front(start);
    if (size <= bytes.size()) {
      StringRef elements = bytes.drop_front(size);
      tensor = parseHeader(bytes.take_front(size), elements);
      if (tensor && !elements.empty())
        std::memcpy(tensor->bytes.data(), elements.data(), elements.size());
    }
  }
  if (!tensor) {
    error = ("'" + path +
             "' is not a .npy file in C order of float32, int8, "
             "uint8, int32 or int64")
                .str();
    return failure();
  }
  return *tensor;
}

std::string attendc::toNpy(const Tensor &tensor) {
  std::string shape;
  for (int64_t extent : tensor.shape)
    shape += std::to_string(extent) + ",";
  std::string header =
      ("{'descr': '" + descriptorOf(tensor.type) +
       "', 'fortran_order': False, 'shape': (" + shape + "), }")
          .str();
  // The header ends in a newline, and the elements start at a multiple of 64.
  header.append(63 - (10 + header.size()) % 64, ' ');
  header += '\n';
  std::string result = magic.str() + std::string("\x01\x00", 2);
  result += static_cast<char>(header.size() & 255);
  result += static_cast<char>(header.size() >> 8);
  result += header;
  result.append(tensor.bytes.data(), tensor.bytes.size());
  return result;
}
