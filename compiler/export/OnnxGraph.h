// OnnxGraph.h: builds an ONNX graph whose rank-4 tensors were NHWC.
#ifndef ATTEND_COMPILER_EXPORT_ONNXGRAPH_H
#define ATTEND_COMPILER_EXPORT_ONNXGRAPH_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringSet.h"

#include <onnx/onnx_pb.h>

namespace attendc::onnxexport {

/// ONNX dimension i is attend dimension toOnnxOrder(rank)[i]: [0, 3, 1, 2] for
/// rank 4, the identity otherwise.
llvm::SmallVector<int64_t> toOnnxOrder(int64_t rank);

/// The ONNX dimension that holds attend dimension `dim`.
int64_t onnxDim(int64_t rank, int64_t dim);

/// Numbers for each attend dimension in ONNX's order.
llvm::SmallVector<int64_t> inOnnxOrder(llvm::ArrayRef<int64_t> values);

/// Names are those of locations, with a number behind them where they repeat:
/// ONNX Runtime rejects nodes of one name.
class OnnxGraph {
public:
  explicit OnnxGraph(onnx::GraphProto &proto) : proto(proto) {}

  /// Declares a graph input or output of the attend type `type`.
  void addInput(mlir::Value value, llvm::StringRef name);
  void addOutput(llvm::StringRef name, mlir::Type type);
  /// Results of ops that must have the name of a graph output.
  void reserve(mlir::Value value, llvm::StringRef name);

  /// The name of `value`; a constant becomes an initializer of its own at each
  /// use, named after its reader and `role`: ONNX Runtime's x64quantprecision
  /// cannot rewrite one that two convolutions share.
  std::string nameOf(mlir::OpOperand &operand, llvm::StringRef role = "");
  std::string nameOf(mlir::Value value) { return valueNames.lookup(value); }

  /// A node that computes result 0 of `op` and bears its name.
  onnx::NodeProto &addNode(mlir::Operation *op, llvm::StringRef type,
                           llvm::ArrayRef<std::string> inputs);
  /// A node before that one, named `<name of op>_<suffix>`; the name of its
  /// result is returned.
  std::string addStep(mlir::Operation *op, llvm::StringRef type,
                      llvm::StringRef suffix,
                      llvm::ArrayRef<std::string> inputs,
                      onnx::NodeProto **node = nullptr);

  /// Initializers named after `op`.
  std::string addScalar(mlir::Operation *op, llvm::StringRef role, float value);
  std::string addIntegers(mlir::Operation *op, llvm::StringRef role,
                          llvm::ArrayRef<int64_t> values);
  /// Raw little-endian elements of `onnxType` in ONNX's order and shape.
  std::string addInitializer(mlir::Operation *op, llvm::StringRef role,
                             int onnxType, llvm::ArrayRef<int64_t> shape,
                             std::string bytes);

private:
  std::string uniqueName(llvm::StringRef wanted);
  std::string uniqueNodeName(llvm::StringRef wanted);

  onnx::GraphProto &proto;
  llvm::StringSet<> taken, takenByNodes;
  llvm::DenseMap<mlir::Value, std::string> valueNames;
};

/// The domain of QuantizeLinear and DequantizeLinear of 16 bits, which ONNX's
/// own lack before opset 21; what ONNX Runtime's quantizer writes.
inline constexpr llvm::StringLiteral kMicrosoftDomain = "com.microsoft";

/// What an op's node is called.
std::string nodeName(mlir::Operation *op);

/// The onnx::TensorProto_DataType of an attend element type.
int onnxType(mlir::Type elementType);

/// The bytes of `elements`, permuted to ONNX's order if of rank 4.
std::string onnxBytes(mlir::DenseElementsAttr elements);

// Attributes.
void setInt(onnx::NodeProto &node, const char *name, int64_t value);
void setFloat(onnx::NodeProto &node, const char *name, float value);
void setString(onnx::NodeProto &node, const char *name, llvm::StringRef value);
void setInts(onnx::NodeProto &node, const char *name,
             llvm::ArrayRef<int64_t> values);

} // namespace attendc::onnxexport

#endif // ATTEND_COMPILER_EXPORT_ONNXGRAPH_H
