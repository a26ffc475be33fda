// Graph.cpp: decides what becomes an argument, a constant, an op and a result
// of the function.

#include "compiler/import/Graph.h"
#include "compiler/import/Layout.h"
#include "compiler/import/Operators.h"
#include "compiler/import/Order.h"
#include "compiler/import/Signatures.h"

#include "llvm/ADT/StringExtras.h"

#include <onnx/onnx_pb.h>

using namespace mlir;
using namespace attendc;
using namespace attendc::importer;
using onnx::GraphProto;
using onnx::NodeProto;

namespace {

class GraphImporter {
public:
  GraphImporter(onnx::ModelProto &model, const Opsets &opsets,
                const ImportOptions &options, func::FuncOp function,
                ImportError &error)
      : model(model), graph(*model.mutable_graph()), opsets(opsets),
        opset(opsets.lookup("")), options(options), function(function),
        body(function.addEntryBlock()), builder(OpBuilder::atBlockEnd(body)),
        error(error) {}

  LogicalResult run();

private:
  LogicalResult importInitializer(const std::string &name);
  LogicalResult count(const Tensor &tensor, const Twine &label);
  LogicalResult importInput(const onnx::ValueInfoProto &input);
  FailureOr<Shape> inputShape(const onnx::ValueInfoProto &input);
  LogicalResult importNode(const NodeProto &proto);
  Value castTo(ElementType type, const Operand &operand, Location loc);
  const Operand *inSinglePrecision(const std::string &name,
                                   const Operand *operand);
  FailureOr<SmallVector<const Operand *>> operandsOf(const NodeProto &proto);
  FailureOr<const Operand *> lookUp(const NodeProto &user,
                                    const std::string &name);
  LogicalResult importOutputs();
  void setValueAttributes(SmallVectorImpl<DictionaryAttr> &attributes,
                          const std::string &name, int64_t rank);

  const onnx::ModelProto &model;
  GraphProto &graph;
  const Opsets &opsets;
  int64_t opset;
  const ImportOptions &options;
  func::FuncOp function;
  Block *body;
  OpBuilder builder;
  ImportError &error;
  llvm::StringMap<onnx::TensorProto *> initializers;
  ConstantBytes bytes;
  llvm::StringMap<Operand> values;
  /// The values of `values` that are float16 or float64, as float32.
  llvm::StringMap<Operand> singles;
  SmallVector<DictionaryAttr> inputAttributes, outputAttributes;
};

} // namespace

LogicalResult GraphImporter::run() {
  FailureOr<std::vector<int>> order = importOrder(graph, error);
  if (failed(order) || failed(validateNodes(model, *order, opsets, error)))
    return failure();
  for (onnx::TensorProto &initializer : *graph.mutable_initializer())
    initializers[initializer.name()] = &initializer;
  llvm::StringSet<> inputs;
  for (const onnx::ValueInfoProto &input : graph.input()) {
    if (initializers.contains(input.name()))
      continue;
    inputs.insert(input.name());
    if (failed(importInput(input)))
      return failure();
  }
  for (const auto &shape : options.shapes)
    if (!inputs.contains(shape.getKey()))
      return error.badInput("--shape names '" + shape.getKey() +
                            "', which is no input of the model");
  for (int index : *order)
    if (failed(importNode(graph.node(index))))
      return failure();
  return importOutputs();
}

void GraphImporter::setValueAttributes(
    SmallVectorImpl<DictionaryAttr> &attributes, const std::string &name,
    int64_t rank) {
  SmallVector<NamedAttribute> entries = {
      builder.getNamedAttr("attend.name", builder.getStringAttr(name))};
  if (rank == 4)
    entries.push_back(
        builder.getNamedAttr("attend.layout", builder.getStringAttr("nhwc")));
  attributes.push_back(builder.getDictionaryAttr(entries));
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

/// The shape that the file gives, with open dimensions from --shape.
FailureOr<Shape> GraphImporter::inputShape(const onnx::ValueInfoProto &input) {
  std::string name = "graph input '" + input.name() + "'";
  const onnx::TypeProto_Tensor &type = input.type().tensor_type();
  auto given = options.shapes.find(input.name());
  bool isGiven = given != options.shapes.end();
  if (!type.has_shape()) {
    if (isGiven)
      return Shape(given->second.begin(), given->second.end());
    return error.badInput(name + " has no shape; give one with --shape " +
                          input.name() + "=1x3x224x224");
  }
  if (isGiven &&
      static_cast<int>(given->second.size()) != type.shape().dim_size())
    return error.badInput(
        "--shape gives " + name + " " + Twine(given->second.size()) +
        " dimensions, the model " + Twine(type.shape().dim_size()));
  // Some writers put -1 where ONNX wants a name or nothing.
  auto fixed = [](const onnx::TensorShapeProto::Dimension &dim) {
    return dim.has_dim_value() && dim.dim_value() >= 0;
  };
  Shape shape;
  for (const auto &dim : type.shape().dim()) {
    int64_t index = shape.size();
    bool isFixed = fixed(dim);
    if (!isFixed && !isGiven) {
      std::string pattern = llvm::join(
          llvm::map_range(type.shape().dim(),
                          [&](const auto &each) {
                            return fixed(each)
                                       ? std::to_string(each.dim_value())
                                       : std::string("?");
                          }),
          "x");
      return error.badInput(
          name + " has an open dimension " + Twine(index) +
          (dim.dim_param().empty() ? "" : " ('" + dim.dim_param() + "')") +
          "; give --shape " + input.name() + "=" + pattern +
          " with a number for each '?'");
    }
    if (isFixed && isGiven && dim.dim_value() != given->second[index])
      return error.badInput("--shape gives " + name + " dimension " +
                            Twine(index) + " as " +
                            Twine(given->second[index]) + ", the model as " +
                            Twine(dim.dim_value()));
    shape.push_back(isFixed ? dim.dim_value() : given->second[index]);
  }
  return shape;
}

/// What a type is that is no tensor.
static StringRef typeKind(const onnx::TypeProto &type) {
  switch (type.value_case()) {
  case onnx::TypeProto::kSequenceType:
    return "a sequence";
  case onnx::TypeProto::kMapType:
    return "a map";
  case onnx::TypeProto::kOptionalType:
    return "optional";
  case onnx::TypeProto::kSparseTensorType:
    return "a sparse tensor";
  default:
    return "of no type";
  }
}

LogicalResult GraphImporter::importInput(const onnx::ValueInfoProto &input) {
  std::string name = "graph input '" + input.name() + "'";
  if (!input.type().has_tensor_type())
    return error.unsupported(name + " is " + typeKind(input.type()) +
                             "; expected a tensor");
  int32_t onnxType = input.type().tensor_type().elem_type();
  std::optional<ElementType> type = elementTypeOf(onnxType, false);
  if (!type)
    return error.unsupported(name + " is " + onnxTypeName(onnxType) +
                             "; expected a float of 16, 32 or 64 bits, an "
                             "integer of 8 to 64 bits, or bool");
  FailureOr<Shape> shape = inputShape(input);
  if (failed(shape))
    return failure();
  // A node of no file carries the checks that inputs share with results.
  NodeProto proto;
  proto.set_name(input.name());
  proto.set_op_type("graph input");
  Node node(proto, opset, {}, builder, bytes, error);
  FailureOr<RankedTensorType> tensorType = node.type(*shape, *type);
  if (failed(tensorType))
    return failure();
  Operand operand;
  operand.shape = *shape;
  operand.type = *type;
  operand.value = body->addArgument(*tensorType, node.loc());
  values[input.name()] = operand;
  setValueAttributes(inputAttributes, input.name(), shape->size());
  return success();
}

LogicalResult GraphImporter::count(const Tensor &tensor, const Twine &label) {
  bytes.known += tensor.data().size();
  if (bytes.known <= maxConstantBytes)
    return success();
  return error.badInput(label + ": the constants up to here take " +
                        Twine(bytes.known) + " bytes; expected at most " +
                        Twine(maxConstantBytes));
}

LogicalResult GraphImporter::importInitializer(const std::string &name) {
  std::string label = "initializer '" + name + "'";
  // The message is of no use once it is read: its memory is freed here.
  onnx::TensorProto message;
  message.Swap(initializers.lookup(name));
  FailureOr<TensorRef> tensor = readTensor(message, label, error);
  if (failed(tensor) || failed(count(**tensor, label)))
    return failure();
  values[name] = Operand(Constant{*tensor, nullptr});
  return success();
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

FailureOr<const Operand *> GraphImporter::lookUp(const NodeProto &user,
                                                 const std::string &name) {
  if (initializers.contains(name) && !values.contains(name) &&
      failed(importInitializer(name)))
    return failure();
  auto found = values.find(name);
  if (found == values.end())
    return error.unsupported(Node::displayName(user) + ": " + user.op_type() +
                             ": '" + name +
                             "' is an optional result of its node that is not "
                             "computed");
  return &found->second;
}

const Operator *attendc::importer::findOperator(StringRef type, int64_t opset,
                                                bool &known) {
  for (ArrayRef<Operator> table :
       {convolutionOperators(), matrixProductOperators(), poolingOperators(),
        elementwiseOperators(), arithmeticOperators(), reductionOperators(),
        normalizationOperators(), resizeOperators(), shapeOperators(),
        movementOperators(), indexingOperators(), shapeArithmeticOperators(),
        quantizationOperators(), quantizedOperators(), integerOperators()})
    for (const Operator &row : table) {
      if (type != row.type)
        continue;
      known = true;
      if (row.since <= opset && opset <= row.until)
        return &row;
    }
  return nullptr;
}

Value GraphImporter::castTo(ElementType type, const Operand &operand,
                            Location loc) {
  auto from = cast<RankedTensorType>(operand.value.getType());
  Type elements = type == ElementType::F16   ? Type(builder.getF16Type())
                  : type == ElementType::F64 ? Type(builder.getF64Type())
                                             : builder.getF32Type();
  return attend::CastOp::create(builder, loc, from.clone(elements),
                                operand.value);
}

/// Nearly all arithmetic is in float32: a value of another float type is cast
/// before its first use.
const Operand *GraphImporter::inSinglePrecision(const std::string &name,
                                                const Operand *operand) {
  if (operand->type != ElementType::F16 && operand->type != ElementType::F64)
    return operand;
  auto [entry, isNew] = singles.try_emplace(name, *operand);
  if (!isNew)
    return &entry->second;
  Operand &single = entry->second;
  single.type = ElementType::F32;
  if (operand->constant) {
    const Tensor &from = *operand->constant->tensor;
    auto to = std::make_shared<Tensor>(ElementType::F32, from.shape());
    for (int64_t i = 0; i < from.size(); ++i)
      to->setNumber(i, from.number(i));
    single.constant = Constant{to, nullptr};
  } else {
    single.value = castTo(ElementType::F32, *operand, operand->value.getLoc());
  }
  return &single;
}

/// The ops that are computed in float64 where all their operands are.
static bool keepsDouble(StringRef type) {
  static constexpr StringLiteral types[] = {
      "Add",     "Sub",    "Mul",      "Div",       "Max",     "Min",
      "Sum",     "Abs",    "Neg",      "Identity",  "Concat",  "Slice",
      "Split",   "Gather", "Expand",   "Transpose", "Reshape", "Flatten",
      "Squeeze", "Pad",    "Unsqueeze"};
  return llvm::is_contained(types, type);
}

/// What the node reads, in the precision that it computes in.
FailureOr<SmallVector<const Operand *>>
GraphImporter::operandsOf(const NodeProto &proto) {
  SmallVector<const Operand *> operands;
  bool isDouble = keepsDouble(proto.op_type());
  for (const std::string &input : proto.input()) {
    operands.push_back(nullptr);
    if (input.empty())
      continue;
    FailureOr<const Operand *> operand = lookUp(proto, input);
    if (failed(operand))
      return failure();
    operands.back() = *operand;
    isDouble &=
        !isFloat((*operand)->type) || (*operand)->type == ElementType::F64;
  }
  if (proto.op_type() != "Cast" && !isDouble)
    for (auto [i, operand] : llvm::enumerate(operands))
      if (operand)
        operand = inSinglePrecision(proto.input(i), operand);
  while (!operands.empty() && !operands.back())
    operands.pop_back();
  return operands;
}

LogicalResult GraphImporter::importNode(const NodeProto &proto) {
  FailureOr<SmallVector<const Operand *>> found = operandsOf(proto);
  if (failed(found))
    return failure();
  SmallVector<const Operand *> operands = std::move(*found);

  // validateNodes() has found the domain, the op and the signature.
  StringRef domain = proto.domain();
  int64_t version = opsets.lookup(domain == "ai.onnx" ? "" : domain);
  std::string type = qualifiedType(proto);
  bool known = false;
  const Operator *op = findOperator(type, version, known);
  const Signature *signature = findSignature(type, version);
  if (signature && failed(checkOperands(proto, *signature, operands, error)))
    return failure();
  Node node(proto, version, operands, builder, bytes, error);
  if (operands.size() < op->minInputs || operands.size() > op->maxInputs)
    return node.badInput("expected " + Twine(op->minInputs) + " to " +
                         Twine(op->maxInputs) + " inputs, found " +
                         Twine(operands.size()));
  for (size_t i = 0; i < op->minInputs; ++i)
    if (!operands[i])
      return node.badInput("input " + Twine(i) + " is missing");
  if (failed(op->import(node)) || error.any() || failed(node.checkAllRead()))
    return failure();
  for (auto [name, result] : llvm::zip(proto.output(), node.results())) {
    if (name.empty() || !result)
      continue;
    const Tensor *tensor =
        result->constant ? result->constant->tensor.get() : nullptr;
    auto hasTensor = [&](const Operand *operand) {
      return operand && operand->constant &&
             operand->constant->tensor.get() == tensor;
    };
    if (tensor && llvm::none_of(operands, hasTensor) &&
        failed(count(*tensor, Node::displayName(proto))))
      return failure();
    values[name] = *result;
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Outputs
//===----------------------------------------------------------------------===//

LogicalResult GraphImporter::importOutputs() {
  SmallVector<Value> results;
  llvm::StringSet<> names;
  for (const onnx::ValueInfoProto &output : graph.output()) {
    if (!names.insert(output.name()).second)
      return error.badInput("graph output '" + Twine(output.name()) +
                            "' is listed twice");
    NodeProto proto;
    proto.set_name(output.name());
    proto.set_op_type("graph output");
    FailureOr<const Operand *> operand = lookUp(proto, output.name());
    if (failed(operand))
      return failure();
    Node node(proto, opset, *operand, builder, bytes, error);
    if (failed(node.type((*operand)->shape, (*operand)->type)))
      return failure();
    Operand result = **operand;
    if (result.constant)
      result.value = materialize(node, *result.constant);
    std::optional<ElementType> wanted =
        elementTypeOf(output.type().tensor_type().elem_type(), false);
    if (result.type == ElementType::F32 &&
        (wanted == ElementType::F16 || wanted == ElementType::F64))
      result.value = castTo(*wanted, result, node.loc());
    else if (wanted && *wanted != result.type)
      return node.badInput("is declared as " + elementTypeName(*wanted) +
                           ", the graph computes " +
                           elementTypeName(result.type));
    results.push_back(result.value);
    setValueAttributes(outputAttributes, output.name(), (*operand)->rank());
  }
  func::ReturnOp::create(builder, function.getLoc(), results);
  function.setType(builder.getFunctionType(body->getArgumentTypes(),
                                           ValueRange(results).getTypes()));
  function.setAllArgAttrs(inputAttributes);
  function.setAllResultAttrs(outputAttributes);
  return success();
}

LogicalResult attendc::importer::importGraph(onnx::ModelProto &model,
                                             const Opsets &opsets,
                                             const ImportOptions &options,
                                             func::FuncOp function,
                                             ImportError &error) {
  return GraphImporter(model, opsets, options, function, error).run();
}
