// ExternalData.cpp: decides which files beside a model its tensors may read,
// and which bytes of them.
// Source: ONNX, TensorProto.external_data and docs/ExternalData.md.

#include "compiler/import/Limits.h"
#include "compiler/import/ModelFile.h"
#include "compiler/import/Node.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA1.h"

#include <onnx/onnx_pb.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace mlir;
using onnx::TensorProto;

namespace attendc::importer {

namespace {
/// A descriptor that is closed at the end of its life.
class Descriptor {
public:
  explicit Descriptor(int number = -1) : number(number) {}
  Descriptor(Descriptor &&other) : number(std::exchange(other.number, -1)) {}
  Descriptor &operator=(Descriptor &&other) {
    std::swap(number, other.number);
    return *this;
  }
  ~Descriptor() {
    if (number >= 0)
      close(number);
  }
  int get() const { return number; }

private:
  int number;
};

/// Where a tensor says that its bytes are.
struct Place {
  std::string location, checksum;
  int64_t offset = 0;
  std::optional<int64_t> length;
};

class ExternalFiles {
public:
  ExternalFiles(StringRef modelPath, int64_t usedBytes, ImportError &error)
      : usedBytes(usedBytes), error(error) {
    StringRef parent = llvm::sys::path::parent_path(modelPath);
    folder = parent.empty() ? "." : parent.str();
  }

  /// Replaces the external data of `tensor`, if it has any, by raw data.
  LogicalResult read(TensorProto &tensor, const Twine &label);

private:
  FailureOr<Place> readPlace(const TensorProto &tensor, StringRef label);
  LogicalResult openFile(StringRef location, StringRef label);
  FailureOr<Descriptor> openBelow(StringRef location, StringRef label);
  LogicalResult readBytes(int64_t offset, MutableArrayRef<char> bytes,
                          StringRef label);
  LogicalResult checkSum(StringRef expected, StringRef label);

  std::string folder;
  int64_t usedBytes;
  ImportError &error;
  /// The file that was opened last, its size, and its checksum if known.
  std::string location;
  Descriptor file;
  int64_t size = 0;
  std::string checksum;
};
} // namespace

FailureOr<Place> ExternalFiles::readPlace(const TensorProto &tensor,
                                          StringRef label) {
  Place place;
  llvm::StringSet<> given;
  for (const auto &entry : tensor.external_data()) {
    StringRef key = entry.key(), value = entry.value();
    if (!given.insert(key).second)
      return error.badInput(label + " gives the external data key '" + key +
                            "' twice");
    if (key == "location") {
      place.location = value.str();
    } else if (key == "checksum") {
      place.checksum = value.lower();
    } else if (key == "offset" || key == "length") {
      int64_t number = 0;
      if (value.getAsInteger(10, number) || number < 0)
        return error.badInput(label + " has the external data " + key + " '" +
                              value + "'; expected a number of bytes");
      if (key == "offset")
        place.offset = number;
      else
        place.length = number;
    } else {
      return error.badInput(label + " has the external data key '" + key +
                            "'; expected location, offset, length or "
                            "checksum");
    }
  }
  if (place.location.empty())
    return error.badInput(label + " keeps its values in another file, but "
                                  "gives no location");
  return place;
}

/// Opens each folder on the way with O_NOFOLLOW, so that no symbolic link and
/// no renaming leads out of the model's folder.
FailureOr<Descriptor> ExternalFiles::openBelow(StringRef location,
                                               StringRef label) {
  SmallVector<StringRef> parts;
  location.split(parts, '/', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  if (location.starts_with("/") || location.contains('\0') || parts.empty() ||
      llvm::is_contained(parts, ".."))
    return error.badInput(label + " takes its values from '" + location +
                          "'; expected a file beneath the model's folder, "
                          "without '..'");
  Descriptor at(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  std::string shown = folder;
  for (auto [i, part] : llvm::enumerate(parts)) {
    if (at.get() < 0)
      break;
    int folderFlag = i + 1 < parts.size() ? O_DIRECTORY : O_NONBLOCK;
    std::string name = part.str();
    shown = (shown == "." ? "" : shown + "/") + name;
    struct stat status;
    if (fstatat(at.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISLNK(status.st_mode))
      return error.badInput(label + " takes its values from '" + shown +
                            "', which is a symbolic link; expected a regular "
                            "file without links on the way");
    at = Descriptor(openat(at.get(), name.c_str(),
                           O_RDONLY | O_NOFOLLOW | O_CLOEXEC | folderFlag));
  }
  if (at.get() < 0)
    return error.badInput(label + " takes its values from '" + shown +
                          "': " + std::strerror(errno));
  return at;
}

LogicalResult ExternalFiles::openFile(StringRef wanted, StringRef label) {
  if (file.get() >= 0 && location == wanted)
    return success();
  FailureOr<Descriptor> opened = openBelow(wanted, label);
  if (failed(opened))
    return failure();
  struct stat status;
  if (fstat(opened->get(), &status) != 0 || !S_ISREG(status.st_mode))
    return error.badInput(label + " takes its values from '" + wanted +
                          "', which is no regular file");
  if (status.st_size > maxModelBytes)
    return error.badInput("'" + wanted + "' has " + Twine(status.st_size) +
                          " bytes; expected at most " + Twine(maxModelBytes));
  file = std::move(*opened);
  location = wanted.str();
  size = status.st_size;
  checksum.clear();
  return success();
}

LogicalResult ExternalFiles::readBytes(int64_t offset,
                                       MutableArrayRef<char> bytes,
                                       StringRef label) {
  while (!bytes.empty()) {
    ssize_t count = pread(file.get(), bytes.data(), bytes.size(), offset);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return error.badInput(
          label + " cannot read '" + location +
          "': " + (count ? std::strerror(errno) : "it was cut short"));
    bytes = bytes.drop_front(count);
    offset += count;
  }
  return success();
}

LogicalResult ExternalFiles::checkSum(StringRef expected, StringRef label) {
  if (checksum.empty()) {
    llvm::SHA1 hash;
    std::vector<char> block(1 << 16);
    for (int64_t at = 0; at < size; at += block.size()) {
      MutableArrayRef<char> part(block.data(),
                                 std::min<int64_t>(block.size(), size - at));
      if (failed(readBytes(at, part, label)))
        return failure();
      hash.update(StringRef(part.data(), part.size()));
    }
    checksum = llvm::toHex(hash.final(), /*LowerCase=*/true);
  }
  if (checksum == expected)
    return success();
  return error.badInput(label + " expects the SHA-1 '" + expected + "' of '" +
                        location + "', found " + checksum +
                        "; the file is damaged or of another model");
}

LogicalResult ExternalFiles::read(TensorProto &tensor, const Twine &text) {
  std::string label = text.str();
  if (tensor.data_location() != TensorProto::EXTERNAL) {
    if (tensor.external_data_size() > 0)
      return error.badInput(label + " names another file, but says that its "
                                    "values are in this one");
    return success();
  }
  if (tensor.has_raw_data())
    return error.badInput(label + " keeps its values in another file and in "
                                  "this one");
  // Wrong types and shapes are told where tensors are read.
  std::optional<int64_t> bytes = rawByteSize(tensor);
  if (!bytes)
    return success();
  FailureOr<Place> place = readPlace(tensor, label);
  if (failed(place))
    return failure();
  if (place->length && *place->length != *bytes)
    return error.badInput(label + " needs " + Twine(*bytes) +
                          " bytes, its external data has a length of " +
                          Twine(*place->length));
  if (failed(openFile(place->location, label)))
    return failure();
  if (place->offset > size || *bytes > size - place->offset)
    return error.badInput(label + " needs " + Twine(*bytes) + " bytes from " +
                          Twine(place->offset) + " on, '" + place->location +
                          "' has " + Twine(size));
  usedBytes += *bytes;
  if (usedBytes > maxModelBytes)
    return error.badInput(label +
                          " brings the model with its external data "
                          "above " +
                          Twine(maxModelBytes) + " bytes");
  if (!place->checksum.empty() && failed(checkSum(place->checksum, label)))
    return failure();
  std::string &raw = *tensor.mutable_raw_data();
  raw.resize(*bytes);
  if (failed(readBytes(place->offset, {raw.data(), raw.size()}, label)))
    return failure();
  tensor.clear_external_data();
  tensor.clear_data_location();
  return success();
}

LogicalResult readExternalData(StringRef path, int64_t usedBytes,
                               onnx::ModelProto &model, ImportError &error) {
  ExternalFiles files(path, usedBytes, error);
  for (TensorProto &tensor : *model.mutable_graph()->mutable_initializer())
    if (failed(files.read(tensor, "initializer '" + tensor.name() + "'")))
      return failure();
  for (onnx::NodeProto &node : *model.mutable_graph()->mutable_node())
    for (onnx::AttributeProto &attribute : *node.mutable_attribute())
      if (attribute.has_t() &&
          failed(files.read(*attribute.mutable_t(),
                            Node::displayName(node) + ": '" + attribute.name() +
                                "'")))
        return failure();
  return success();
}

} // namespace attendc::importer
