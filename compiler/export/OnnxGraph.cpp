// OnnxGraph.cpp: decides the names and the byte order of exported tensors.

#include "compiler/export/OnnxGraph.h"

#include "dialects/attend/AttendDialect.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/Support/Endian.h"

using namespace mlir;

namespace attendc::onnxexport {

SmallVector<int64_t> toOnnxOrder(int64_t rank) {
  if (rank == 4)
    return {0, 3, 1, 2};
  return llvm::to_vector(llvm::seq<int64_t>(0, rank));
}

int64_t onnxDim(int64_t rank, int64_t dim) {
  SmallVector<int64_t> order = toOnnxOrder(rank);
  return llvm::find(order, dim) - order.begin();
}

SmallVector<int64_t> inOnnxOrder(ArrayRef<int64_t> values) {
  SmallVector<int64_t> result;
  for (int64_t source : toOnnxOrder(values.size()))
    result.push_back(values[source]);
  return result;
}

std::string nodeName(Operation *op) {
  if (auto name = dyn_cast<NameLoc>(op->getLoc()))
    return name.getName().str();
  return op->getName().stripDialect().str();
}

int onnxType(Type elementType) {
  if (elementType.isF32())
    return onnx::TensorProto::FLOAT;
  bool isUnsigned = elementType.isUnsignedInteger();
  if (elementType.isInteger(8))
    return isUnsigned ? onnx::TensorProto::UINT8 : onnx::TensorProto::INT8;
  if (elementType.isInteger(16))
    return isUnsigned ? onnx::TensorProto::UINT16 : onnx::TensorProto::INT16;
  return onnx::TensorProto::INT32;
}

std::string onnxBytes(DenseElementsAttr elements) {
  auto type = cast<RankedTensorType>(elements.getType());
  size_t width = type.getElementTypeBitWidth() / 8;
  ArrayRef<char> raw = elements.getRawData();
  SmallVector<int64_t> order = toOnnxOrder(type.getRank());
  SmallVector<int64_t> shape = inOnnxOrder(type.getShape());
  // Strides of the attend tensor, in ONNX's order of dimensions.
  SmallVector<int64_t> attendStrides(type.getRank(), 1), strides;
  for (int64_t i = type.getRank() - 1; i > 0; --i)
    attendStrides[i - 1] = attendStrides[i] * type.getDimSize(i);
  for (int64_t source : order)
    strides.push_back(attendStrides[source]);

  std::string bytes;
  bytes.reserve(type.getNumElements() * width);
  SmallVector<int64_t> index(shape.size(), 0);
  for (int64_t i = 0; i < type.getNumElements(); ++i) {
    int64_t at = 0;
    for (auto [position, stride] : llvm::zip_equal(index, strides))
      at += position * stride;
    bytes.append(raw.data() + (elements.isSplat() ? 0 : at * width), width);
    for (size_t d = shape.size(); d-- > 0;) {
      if (++index[d] < shape[d])
        break;
      index[d] = 0;
    }
  }
  return bytes;
}

static std::string unique(StringRef wanted, llvm::StringSet<> &taken) {
  std::string name = wanted.str();
  for (unsigned i = 1; !taken.insert(name).second; ++i)
    name = (wanted + "_" + Twine(i)).str();
  return name;
}

std::string OnnxGraph::uniqueName(StringRef wanted) {
  return unique(wanted, taken);
}

std::string OnnxGraph::uniqueNodeName(StringRef wanted) {
  return unique(wanted, takenByNodes);
}

static void declare(onnx::ValueInfoProto &info, StringRef name, Type type) {
  auto tensor = cast<RankedTensorType>(type);
  info.set_name(name.str());
  auto *proto = info.mutable_type()->mutable_tensor_type();
  proto->set_elem_type(onnxType(tensor.getElementType()));
  for (int64_t extent : inOnnxOrder(tensor.getShape()))
    proto->mutable_shape()->add_dim()->set_dim_value(extent);
}

void OnnxGraph::addInput(Value value, StringRef name) {
  valueNames[value] = uniqueName(name);
  declare(*proto.add_input(), valueNames[value], value.getType());
}

void OnnxGraph::addOutput(StringRef name, Type type) {
  taken.insert(name);
  declare(*proto.add_output(), name, type);
}

void OnnxGraph::reserve(Value value, StringRef name) {
  valueNames[value] = name.str();
}

std::string OnnxGraph::nameOf(OpOperand &operand, StringRef role) {
  Value value = operand.get();
  auto constant = value.getDefiningOp<attend::ConstantOp>();
  if (!constant)
    return valueNames.lookup(value);
  auto elements = cast<DenseElementsAttr>(constant.getValue());
  auto type = cast<RankedTensorType>(elements.getType());
  return addInitializer(operand.getOwner(), role.empty() ? "constant" : role,
                        onnxType(type.getElementType()),
                        inOnnxOrder(type.getShape()), onnxBytes(elements));
}

onnx::NodeProto &OnnxGraph::addNode(Operation *op, StringRef type,
                                    ArrayRef<std::string> inputs) {
  onnx::NodeProto &node = *proto.add_node();
  node.set_op_type(type.str());
  node.set_name(uniqueNodeName(nodeName(op)));
  for (const std::string &input : inputs)
    node.add_input(input);
  std::string &result = valueNames[op->getResult(0)];
  if (result.empty())
    result = uniqueName(nodeName(op) + "_output");
  node.add_output(result);
  return node;
}

std::string OnnxGraph::addStep(Operation *op, StringRef type, StringRef suffix,
                               ArrayRef<std::string> inputs,
                               onnx::NodeProto **node) {
  onnx::NodeProto &step = *proto.add_node();
  step.set_op_type(type.str());
  step.set_name(uniqueNodeName(nodeName(op) + "_" + suffix.str()));
  for (const std::string &input : inputs)
    step.add_input(input);
  step.add_output(uniqueName(step.name() + "_output"));
  if (node)
    *node = &step;
  return step.output(0);
}

std::string OnnxGraph::addInitializer(Operation *op, StringRef role,
                                      int onnxType, ArrayRef<int64_t> shape,
                                      std::string bytes) {
  onnx::TensorProto &tensor = *proto.add_initializer();
  tensor.set_name(uniqueName(nodeName(op) + "." + role.str()));
  tensor.set_data_type(onnxType);
  for (int64_t extent : shape)
    tensor.add_dims(extent);
  tensor.set_raw_data(std::move(bytes));
  return tensor.name();
}

template <typename T> static std::string littleEndian(ArrayRef<T> values) {
  std::string bytes;
  for (T value : values) {
    char raw[sizeof(T)];
    llvm::support::endian::write<T, llvm::endianness::little>(raw, value);
    bytes.append(raw, sizeof(T));
  }
  return bytes;
}

std::string OnnxGraph::addScalar(Operation *op, StringRef role, float value) {
  return addInitializer(op, role, onnx::TensorProto::FLOAT, {},
                        littleEndian(ArrayRef(value)));
}

std::string OnnxGraph::addIntegers(Operation *op, StringRef role,
                                   ArrayRef<int64_t> values) {
  return addInitializer(op, role, onnx::TensorProto::INT64,
                        {static_cast<int64_t>(values.size())},
                        littleEndian(values));
}

static onnx::AttributeProto &add(onnx::NodeProto &node, const char *name,
                                 onnx::AttributeProto::AttributeType type) {
  onnx::AttributeProto &attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(type);
  return attribute;
}

void setInt(onnx::NodeProto &node, const char *name, int64_t value) {
  add(node, name, onnx::AttributeProto::INT).set_i(value);
}

void setFloat(onnx::NodeProto &node, const char *name, float value) {
  add(node, name, onnx::AttributeProto::FLOAT).set_f(value);
}

void setString(onnx::NodeProto &node, const char *name, StringRef value) {
  add(node, name, onnx::AttributeProto::STRING).set_s(value.str());
}

void setInts(onnx::NodeProto &node, const char *name,
             ArrayRef<int64_t> values) {
  onnx::AttributeProto &attribute = add(node, name, onnx::AttributeProto::INTS);
  for (int64_t value : values)
    attribute.add_ints(value);
}

} // namespace attendc::onnxexport
