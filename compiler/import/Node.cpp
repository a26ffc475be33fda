// Node.cpp: checks attributes and operands of one ONNX node and turns known
// tensors into attend constants.

#include "compiler/import/Node.h"
#include "compiler/import/Layout.h"

#include "llvm/ADT/StringExtras.h"

#include <onnx/onnx_pb.h>

#include <cmath>

using namespace mlir;
using onnx::AttributeProto;

namespace attendc::importer {

std::string Node::displayName(const onnx::NodeProto &proto) {
  if (!proto.name().empty())
    return proto.name();
  if (proto.output_size() && !proto.output(0).empty())
    return proto.output(0);
  return proto.op_type().empty() ? "node without name" : proto.op_type();
}

Node::Node(const onnx::NodeProto &proto, int64_t opset,
           ArrayRef<const Operand *> operands, OpBuilder &builder,
           ConstantBytes &bytes, ImportError &error)
    : proto(proto), version(opset), inputs(operands), opBuilder(builder),
      location(NameLoc::get(builder.getStringAttr(displayName(proto)))),
      bytes(bytes), error(error), outputs(std::max(proto.output_size(), 1)) {}

Node Node::withOperands(ArrayRef<const Operand *> operands,
                        int64_t opset) const {
  Node other(proto, opset, operands, opBuilder, bytes, error);
  other.read = read;
  return other;
}

void Node::adoptRead(const Node &other) { read = other.read; }

StringRef Node::opType() const { return proto.op_type(); }

LogicalResult Node::badInput(const Twine &text) {
  return error.badInput(displayName(proto) + ": " + opType() + ": " + text);
}

LogicalResult Node::unsupported(const Twine &text) {
  return error.unsupported(displayName(proto) + ": " + opType() + ": " + text);
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

const AttributeProto *Node::attribute(StringRef name) {
  for (const AttributeProto &candidate : proto.attribute())
    if (candidate.name() == name) {
      read.insert(name);
      return &candidate;
    }
  return nullptr;
}

bool Node::hasAttribute(StringRef name) const {
  return llvm::any_of(proto.attribute(), [&](const AttributeProto &candidate) {
    return candidate.name() == name;
  });
}

StringRef attributeTypeName(int type) {
  switch (type) {
  case AttributeProto::INT:
    return "an integer";
  case AttributeProto::FLOAT:
    return "a float";
  case AttributeProto::STRING:
    return "a string";
  case AttributeProto::INTS:
    return "a list of integers";
  case AttributeProto::FLOATS:
    return "a list of floats";
  case AttributeProto::STRINGS:
    return "a list of strings";
  case AttributeProto::TENSOR:
    return "a tensor";
  default:
    return "another type";
  }
}

const AttributeProto *Node::find(StringRef name, int type) {
  const AttributeProto *found = attribute(name);
  if (!found || found->type() == type)
    return found;
  (void)badInput("attribute '" + name + "' is " +
                 attributeTypeName(found->type()) + ", expected " +
                 attributeTypeName(type));
  return nullptr;
}

int64_t Node::integer(StringRef name, int64_t absent) {
  const AttributeProto *found = find(name, AttributeProto::INT);
  return found ? found->i() : absent;
}

float Node::real(StringRef name, float absent) {
  const AttributeProto *found = find(name, AttributeProto::FLOAT);
  if (!found)
    return absent;
  if (!std::isfinite(found->f())) {
    (void)badInput("attribute '" + name + "' is not finite");
    return absent;
  }
  return found->f();
}

std::string Node::string(StringRef name, StringRef absent) {
  const AttributeProto *found = find(name, AttributeProto::STRING);
  return found ? found->s() : absent.str();
}

std::vector<int64_t> Node::integers(StringRef name) {
  const AttributeProto *found = find(name, AttributeProto::INTS);
  if (!found)
    return {};
  return {found->ints().begin(), found->ints().end()};
}

std::vector<float> Node::reals(StringRef name) {
  const AttributeProto *found = find(name, AttributeProto::FLOATS);
  if (!found)
    return {};
  return {found->floats().begin(), found->floats().end()};
}

void Node::ignore(std::initializer_list<StringRef> names) {
  for (StringRef name : names)
    read.insert(name);
}

LogicalResult Node::checkAllRead() {
  for (const AttributeProto &candidate : proto.attribute())
    if (!read.contains(candidate.name()))
      return unsupported("attribute '" + Twine(candidate.name()) +
                         "' is not known for this op at opset " +
                         Twine(version));
  return success();
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

bool Node::allConstant() const {
  return llvm::all_of(inputs, [](const Operand *operand) {
    return !operand || operand->constant;
  });
}

FailureOr<Value> Node::activation(size_t i, StringRef what) {
  if (!has(i))
    return badInput(what + " is missing");
  const Operand &input = operand(i);
  if (input.type != ElementType::F32)
    return unsupported(what + " is " + elementTypeName(input.type) +
                       ", expected float32");
  if (failed(type(input.shape)))
    return failure();
  return input.constant ? materialize(*this, *input.constant) : input.value;
}

FailureOr<Value> Node::numbers(size_t i, StringRef what) {
  if (!has(i))
    return badInput(what + " is missing");
  const Operand &input = operand(i);
  if (failed(type(input.shape, input.type)))
    return failure();
  return input.constant ? materialize(*this, *input.constant) : input.value;
}

FailureOr<Constant> Node::weights(size_t i, StringRef what) {
  if (!has(i))
    return badInput(what + " is missing");
  if (!isConstant(i))
    return unsupported(what + " is computed by the graph; expected an "
                              "initializer or constant");
  if (operand(i).type != ElementType::F32)
    return unsupported(what + " is " + elementTypeName(operand(i).type) +
                       ", expected float32");
  if (failed(type(operand(i).shape)))
    return failure();
  if (!operand(i).constant->tensor->allFinite())
    return badInput(what + " holds values that are not finite");
  return *operand(i).constant;
}

FailureOr<std::vector<int64_t>> Node::integerList(size_t i, StringRef what) {
  if (!has(i))
    return badInput(what + " is missing");
  if (!isConstant(i))
    return unsupported(what + " is computed by the graph; expected a constant");
  const Tensor &tensor = *operand(i).constant->tensor;
  if (tensor.type() != ElementType::I64 && tensor.type() != ElementType::I32)
    return badInput(what + " is " + elementTypeName(tensor.type()) +
                    ", expected int64");
  if (tensor.rank() > 1)
    return badInput(what + " has shape " + shapeText(tensor.shape()) +
                    ", expected one dimension");
  if (tensor.size() > maxListEntries)
    return badInput(what + " has " + Twine(tensor.size()) +
                    " entries, expected at most " + Twine(maxListEntries));
  return tensor.integers();
}

//===----------------------------------------------------------------------===//
// Emitting
//===----------------------------------------------------------------------===//

static Type attendElementType(OpBuilder &builder, ElementType type) {
  switch (type) {
  case ElementType::F32:
    return builder.getF32Type();
  case ElementType::I8:
    return builder.getI8Type();
  case ElementType::U8:
    return builder.getIntegerType(8, /*isSigned=*/false);
  case ElementType::I16:
    return builder.getIntegerType(16);
  case ElementType::U16:
    return builder.getIntegerType(16, /*isSigned=*/false);
  case ElementType::I32:
    return builder.getI32Type();
  case ElementType::U32:
    return builder.getIntegerType(32, /*isSigned=*/false);
  case ElementType::I64:
    return builder.getI64Type();
  case ElementType::U64:
    return builder.getIntegerType(64, /*isSigned=*/false);
  case ElementType::Bool:
    return builder.getI1Type();
  case ElementType::F16:
    return builder.getF16Type();
  case ElementType::F64:
    return builder.getF64Type();
  }
  llvm_unreachable("all element types are listed");
}

FailureOr<RankedTensorType> Node::type(ArrayRef<int64_t> shape,
                                       ElementType type) {
  Type elements = attendElementType(opBuilder, type);
  std::optional<int64_t> count = elementCount(shape);
  if (count == 0)
    return unsupported("a tensor has shape " + shapeText(shape) +
                       "; expected positive dimensions");
  if (!count)
    return badInput("a tensor has shape " + shapeText(shape) +
                    "; expected at most " + Twine(maxRank) +
                    " dimensions, all positive, and at most " +
                    Twine(maxElements) + " elements");
  return RankedTensorType::get(toAttendOrder(shape), elements);
}

LogicalResult Node::charge(int64_t count) {
  bytes.written += count;
  if (bytes.written <= maxConstantBytes)
    return success();
  return badInput("the constants of the module up to here take " +
                  Twine(bytes.written) + " bytes; expected at most " +
                  Twine(maxConstantBytes));
}

Value Node::constant(const Constant &constant) {
  const Tensor &tensor = *constant.tensor;
  // An error ends the import when the handler returns.
  (void)charge(tensor.data().size());
  auto type = RankedTensorType::get(
      tensor.shape(), attendElementType(opBuilder, tensor.type()));
  DenseElementsAttr elements;
  if (tensor.type() == ElementType::Bool) {
    SmallVector<bool> bits;
    for (char byte : tensor.data())
      bits.push_back(byte != 0);
    elements = DenseElementsAttr::get(type, bits);
  } else {
    elements = DenseElementsAttr::getFromRawBuffer(type, tensor.data());
  }
  Value value = attend::ConstantOp::create(opBuilder, loc(), type, elements);
  if (!constant.quantization)
    return value;
  const Quantization &q = *constant.quantization;
  return attend::DequantizeOp::create(opBuilder, loc(),
                                      type.clone(opBuilder.getF32Type()), value,
                                      q.scales, q.zeroPoints, q.axis);
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

LogicalResult Node::result(Value value, ArrayRef<int64_t> shape,
                           ElementType type, size_t i) {
  Operand output;
  output.shape.assign(shape.begin(), shape.end());
  output.type = type;
  output.value = value;
  if (i < outputs.size())
    outputs[i] = std::move(output);
  return success();
}

LogicalResult Node::result(Constant constant, size_t i) {
  if (i < outputs.size())
    outputs[i] = Operand(std::move(constant));
  return success();
}

LogicalResult Node::result(Tensor tensor, size_t i) {
  return result(Constant{std::make_shared<Tensor>(std::move(tensor)), nullptr},
                i);
}

LogicalResult Node::forward(const Operand &operand, size_t i) {
  if (i < outputs.size())
    outputs[i] = operand;
  return success();
}

} // namespace attendc::importer
