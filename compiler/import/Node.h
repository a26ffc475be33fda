// Node.h: one ONNX node as the op families see it: checked attributes and
// operands on one side, results in the attend dialect on the other.
#ifndef ATTEND_COMPILER_IMPORT_NODE_H
#define ATTEND_COMPILER_IMPORT_NODE_H

#include "compiler/import/Tensor.h"
#include "dialects/attend/AttendDialect.h"

#include "llvm/ADT/StringSet.h"

namespace onnx {
class NodeProto;
class AttributeProto;
} // namespace onnx

namespace attendc::importer {

/// One ONNX value: a constant still in ONNX's layout, or an SSA value in
/// attend's (rank 4: NHWC). `shape` is always ONNX's.
struct Operand {
  Shape shape;
  ElementType type = ElementType::F32;
  std::optional<Constant> constant;
  mlir::Value value;

  Operand() = default;
  explicit Operand(Constant known)
      : shape(known.shape().begin(), known.shape().end()), type(known.type()),
        constant(std::move(known)) {}
  int64_t rank() const { return shape.size(); }
};

/// "an integer", "a list of floats": an AttributeProto.AttributeType for
/// messages.
llvm::StringRef attributeTypeName(int type);

/// Bytes of constants so far in one import, each at most maxConstantBytes.
struct ConstantBytes {
  /// Tensors that were read or computed.
  int64_t known = 0;
  /// Constants and tables that were written into the module.
  int64_t written = 0;
};

class Node {
public:
  Node(const onnx::NodeProto &proto, int64_t opset,
       llvm::ArrayRef<const Operand *> operands, mlir::OpBuilder &builder,
       ConstantBytes &bytes, ImportError &error);

  /// This node with other operands, read at another opset: for ops that are
  /// another op on real numbers. `adoptRead` takes over the attributes that the
  /// other one has read.
  Node withOperands(llvm::ArrayRef<const Operand *> operands,
                    int64_t opset) const;
  void adoptRead(const Node &other);

  /// The node's name, else that of its first output, else its op type.
  static std::string displayName(const onnx::NodeProto &proto);

  llvm::StringRef opType() const;
  int64_t opset() const { return version; }
  mlir::Location loc() const { return location; }
  mlir::OpBuilder &builder() { return opBuilder; }

  /// Errors; the text follows "<node name>: <op type>: ".
  mlir::LogicalResult badInput(const llvm::Twine &text);
  mlir::LogicalResult unsupported(const llvm::Twine &text);

  // Attributes. Each reader leaves the default where the attribute is absent;
  // a wrong type or length is kept as the node's error and ends the import
  // when the handler returns.
  bool hasAttribute(llvm::StringRef name) const;
  int64_t integer(llvm::StringRef name, int64_t absent);
  float real(llvm::StringRef name, float absent);
  std::string string(llvm::StringRef name, llvm::StringRef absent);
  std::vector<int64_t> integers(llvm::StringRef name);
  std::vector<float> reals(llvm::StringRef name);
  /// The attribute, or null; for the Constant op.
  const onnx::AttributeProto *attribute(llvm::StringRef name);
  /// Names attributes that mean nothing for inference.
  void ignore(std::initializer_list<llvm::StringRef> names);
  /// Fails if an attribute was not read: it may change what the op means.
  mlir::LogicalResult checkAllRead();

  // Operands.
  size_t operandCount() const { return inputs.size(); }
  bool has(size_t i) const { return i < inputs.size() && inputs[i]; }
  const Operand &operand(size_t i) const { return *inputs[i]; }
  bool isConstant(size_t i) const { return has(i) && operand(i).constant; }
  bool allConstant() const;
  /// Operand i as an SSA value of float32 in attend's layout.
  mlir::FailureOr<mlir::Value> activation(size_t i, llvm::StringRef what);
  /// Operand i as an SSA value of its own type in attend's layout.
  mlir::FailureOr<mlir::Value> numbers(size_t i, llvm::StringRef what);
  /// Operand i as a float32 constant (perhaps quantized).
  mlir::FailureOr<Constant> weights(size_t i, llvm::StringRef what);
  /// Operand i as a 1-D constant of integers.
  mlir::FailureOr<std::vector<int64_t>> integerList(size_t i,
                                                    llvm::StringRef what);

  // Emitting.
  /// Counts bytes of a constant or table that goes into the module; an error
  /// if there are too many.
  mlir::LogicalResult charge(int64_t bytes);
  /// attend.constant, with attend.dequantize if quantized; the tensor's
  /// layout is taken as it is.
  mlir::Value constant(const Constant &constant);
  /// The attend type of an ONNX shape; an error if a dimension is not
  /// positive or the tensor too large.
  mlir::FailureOr<mlir::RankedTensorType>
  type(llvm::ArrayRef<int64_t> shape, ElementType type = ElementType::F32);

  // Results.
  mlir::LogicalResult result(mlir::Value value, llvm::ArrayRef<int64_t> shape,
                             ElementType type = ElementType::F32, size_t i = 0);
  mlir::LogicalResult result(Constant constant, size_t i = 0);
  mlir::LogicalResult result(Tensor tensor, size_t i = 0);
  mlir::LogicalResult forward(const Operand &operand, size_t i = 0);
  llvm::ArrayRef<std::optional<Operand>> results() const { return outputs; }

private:
  const onnx::AttributeProto *find(llvm::StringRef name, int type);

  const onnx::NodeProto &proto;
  int64_t version;
  llvm::ArrayRef<const Operand *> inputs;
  mlir::OpBuilder &opBuilder;
  mlir::Location location;
  ConstantBytes &bytes;
  ImportError &error;
  llvm::StringSet<> read;
  llvm::SmallVector<std::optional<Operand>, 1> outputs;
};

} // namespace attendc::importer

#endif // ATTEND_COMPILER_IMPORT_NODE_H
