// ModelFile.cpp: decides whether a file is an ONNX model that fits into
// memory, before it is parsed.

#include "compiler/import/ModelFile.h"
#include "compiler/import/Limits.h"

#include "llvm/ADT/ScopeExit.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/zero_copy_stream_impl.h>
#include <google/protobuf/wire_format_lite.h>
#include <onnx/onnx_pb.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace mlir;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using google::protobuf::io::FileInputStream;

namespace attendc::importer {

namespace {
enum class Scan { Fits, TooLarge, TooDeep, Damaged };

/// Walks the wire format of a message without building anything and adds up
/// an upper bound of what its objects take. Source: the protobuf encoding.
class MemoryScan {
public:
  explicit MemoryScan(CodedInputStream &stream) : stream(stream) {}
  Scan run(const Descriptor *root);

private:
  /// Bounds for the generated classes of ONNX, std::string and its pointer,
  /// an unknown field, one number in an array that grows by doubling.
  static constexpr int64_t messageBytes = 320, stringBytes = 48,
                           unknownBytes = 64, numberBytes = 16;
  /// Protobuf's own limit of nested messages.
  static constexpr size_t maxDepth = 100;

  bool readField(uint32_t tag);
  bool readLengthDelimited(const FieldDescriptor *field);

  struct Level {
    const Descriptor *type;
    CodedInputStream::Limit outer;
  };
  CodedInputStream &stream;
  SmallVector<Level> levels;
  int64_t bytes = 0;
};
} // namespace

bool MemoryScan::readLengthDelimited(const FieldDescriptor *field) {
  int length = 0;
  if (!stream.ReadVarintSizeAsInt(&length) ||
      (stream.BytesUntilLimit() >= 0 && length > stream.BytesUntilLimit()))
    return false;
  if (field && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    bytes += messageBytes;
    levels.push_back({field->message_type(), stream.PushLimit(length)});
    return true;
  }
  if (!field)
    bytes += unknownBytes + length;
  else if (!field->is_packable())
    bytes += stringBytes + length;
  else if (field->cpp_type() == FieldDescriptor::CPPTYPE_FLOAT ||
           field->cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE)
    bytes += length;
  else // numbers of one byte and more become 4 or 8
    bytes += int64_t(length) *
             (field->cpp_type() == FieldDescriptor::CPPTYPE_INT32 ? 4 : 8);
  return stream.Skip(length);
}

bool MemoryScan::readField(uint32_t tag) {
  const FieldDescriptor *field = levels.back().type->FindFieldByNumber(
      WireFormatLite::GetTagFieldNumber(tag));
  uint64_t ignored;
  switch (WireFormatLite::GetTagWireType(tag)) {
  case WireFormatLite::WIRETYPE_LENGTH_DELIMITED:
    return readLengthDelimited(field);
  case WireFormatLite::WIRETYPE_VARINT:
    bytes += field ? numberBytes : unknownBytes;
    return stream.ReadVarint64(&ignored);
  case WireFormatLite::WIRETYPE_FIXED32:
    bytes += field ? numberBytes : unknownBytes;
    return stream.Skip(4);
  case WireFormatLite::WIRETYPE_FIXED64:
    bytes += field ? numberBytes : unknownBytes;
    return stream.Skip(8);
  default: // groups: ONNX has none
    return false;
  }
}

Scan MemoryScan::run(const Descriptor *root) {
  levels.push_back({root, 0});
  while (true) {
    uint32_t tag = stream.ReadTag();
    if (tag == 0) {
      // The end of a message, or of the file.
      if (levels.size() == 1)
        return stream.ConsumedEntireMessage() ? Scan::Fits : Scan::Damaged;
      if (stream.BytesUntilLimit() != 0)
        return Scan::Damaged;
      stream.PopLimit(levels.pop_back_val().outer);
      continue;
    }
    if (!readField(tag))
      return Scan::Damaged;
    if (bytes > maxMessageBytes)
      return Scan::TooLarge;
    if (levels.size() > maxDepth)
      return Scan::TooDeep;
  }
}

/// Parses the file behind `descriptor`, which stands at its start.
static LogicalResult parse(int descriptor, StringRef path,
                           onnx::ModelProto &model, ImportError &error) {
  Scan scan;
  {
    FileInputStream file(descriptor);
    CodedInputStream coded(&file);
    scan = MemoryScan(coded).run(onnx::ModelProto::descriptor());
  }
  if (scan == Scan::TooLarge)
    return error.badInput("'" + path + "' needs more than " +
                          Twine(maxMessageBytes) +
                          " bytes of memory; expected a smaller model, or one "
                          "with its tensors as raw data");
  if (scan == Scan::TooDeep)
    return error.badInput("'" + path +
                          "' nests messages deeper than 100; expected a graph "
                          "without deeply nested subgraphs");
  bool parsed = false;
  if (scan == Scan::Fits && lseek(descriptor, 0, SEEK_SET) == 0) {
    FileInputStream file(descriptor);
    parsed = model.ParseFromZeroCopyStream(&file);
  }
  if (!parsed)
    return error.badInput("'" + path +
                          "' is no ONNX model or is cut short; expected a "
                          "protobuf ModelProto");
  return success();
}

LogicalResult readModelFile(StringRef path, onnx::ModelProto &model,
                            ImportError &error) {
  // Without O_NONBLOCK a pipe that nobody writes to would block here.
  int descriptor = open(path.str().c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0)
    return error.badInput("cannot read '" + path +
                          "': " + std::strerror(errno));
  llvm::scope_exit closeFile([&] { close(descriptor); });
  struct stat status;
  if (fstat(descriptor, &status) != 0)
    return error.badInput("cannot read '" + path +
                          "': " + std::strerror(errno));
  if (S_ISDIR(status.st_mode))
    return error.badInput("'" + path + "' is a folder; expected an ONNX file");
  if (!S_ISREG(status.st_mode))
    return error.badInput("'" + path +
                          "' is a pipe or device; expected an ONNX file on "
                          "disk");
  if (status.st_size == 0)
    return error.badInput("'" + path + "' is empty; expected an ONNX model");
  if (status.st_size > maxModelBytes)
    return error.badInput("'" + path + "' has " + Twine(status.st_size) +
                          " bytes; expected at most " + Twine(maxModelBytes));
  if (failed(parse(descriptor, path, model, error)))
    return failure();
  // Unrelated bytes can parse as a message of unknown fields.
  if (model.ir_version() <= 0 || !model.has_graph())
    return error.badInput("'" + path + "' is no ONNX model: it has no " +
                          (model.has_graph() ? "IR version" : "graph"));
  return readExternalData(path, status.st_size, model, error);
}

} // namespace attendc::importer
