// Graph.cpp: decides what becomes an argument, a constant, an op and a result
// of the function.

#include "compiler/import/Graph.h"
#include "compiler/import/Layout.h"
#include "compiler/import/Operators.h"
#include "compiler/import/Order.h"

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
  GraphImporter(const GraphProto &graph, int64_t opset,
                const ImportOptions &options, func::FuncOp function,
                ImportError &error)
      : graph(graph), opset(opset), options(options), function(function),
        body(function.addEntryBlock()), builder(OpBuilder::atBlockEnd(body)),
        error(error) {}

  LogicalResult run();

private:
  LogicalResult importInitializer(const std::string &name);
  LogicalResult importInput(const onnx::ValueInfoProto &input);
  FailureOr<Shape> inputShape(const onnx::ValueInfoProto &input);
  LogicalResult importNode(const NodeProto &proto);
  Value castTo(ElementType type, const Operand &operand, Location loc);
  const Operand *inSinglePrecision(const std::string &name,
                                   const Operand *operand);
  FailureOr<const Operand *> lookUp(const NodeProto &user,
                                    const std::string &name);
  LogicalResult importOutputs();
  void setValueAttributes(SmallVectorImpl<DictionaryAttr> &attributes,
                          const std::string &name, int64_t rank);

  const GraphProto &graph;
  int64_t opset;
  const ImportOptions &options;
  func::FuncOp function;
  Block *body;
  OpBuilder builder;
  ImportError &error;
  llvm::StringMap<const onnx::TensorProto *> initializers;
  llvm::StringMap<Operand> values;
  /// The values of `values` that are float16 or float64, as float32.
  llvm::StringMap<Operand> singles;
  SmallVector<DictionaryAttr> inputAttributes, outputAttributes;
};

} // namespace

LogicalResult GraphImporter::run() {
  if (graph.output_size() == 0)
    return error.badInput("the graph has no outputs");
  if (graph.sparse_initializer_size() > 0)
    return error.unsupported("the graph has sparse initializers");
  FailureOr<std::vector<int>> order = importOrder(graph, error);
  if (failed(order))
    return failure();
  for (const onnx::TensorProto &initializer : graph.initializer())
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

LogicalResult GraphImporter::importInput(const onnx::ValueInfoProto &input) {
  std::string name = "graph input '" + input.name() + "'";
  if (!input.type().has_tensor_type())
    return error.unsupported(name + " is no tensor");
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
  Node node(proto, opset, {}, builder, error);
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

LogicalResult GraphImporter::importInitializer(const std::string &name) {
  FailureOr<TensorRef> tensor = readTensor(*initializers.lookup(name),
                                           "initializer '" + name + "'", error);
  if (failed(tensor))
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

/// The row of an op at an opset; null if there is none. `known` says whether
/// another opset has one.
static const Operator *findOperator(StringRef type, int64_t opset,
                                    bool &known) {
  for (ArrayRef<Operator> table :
       {convolutionOperators(), matrixProductOperators(), poolingOperators(),
        elementwiseOperators(), arithmeticOperators(), reductionOperators(),
        normalizationOperators(), resizeOperators(), shapeOperators(),
        movementOperators(), indexingOperators(), shapeArithmeticOperators(),
        quantizationOperators()})
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

/// All arithmetic is in float32: a value of another float type is cast before
/// its first use.
const Operand *GraphImporter::inSinglePrecision(const std::string &name,
                                                const Operand *operand) {
  if (operand->type != ElementType::F16 && operand->type != ElementType::F64)
    return operand;
  auto [entry, isNew] = singles.try_emplace(name, *operand);
  if (isNew) {
    entry->second.type = ElementType::F32;
    entry->second.value =
        castTo(ElementType::F32, *operand, operand->value.getLoc());
  }
  return &entry->second;
}

LogicalResult GraphImporter::importNode(const NodeProto &proto) {
  SmallVector<const Operand *> operands;
  for (const std::string &input : proto.input()) {
    if (input.empty()) {
      operands.push_back(nullptr);
      continue;
    }
    FailureOr<const Operand *> operand = lookUp(proto, input);
    if (failed(operand))
      return failure();
    operands.push_back(proto.op_type() == "Cast"
                           ? *operand
                           : inSinglePrecision(input, *operand));
  }
  while (!operands.empty() && !operands.back())
    operands.pop_back();

  Node node(proto, opset, operands, builder, error);
  if (!proto.domain().empty() && proto.domain() != "ai.onnx")
    return node.unsupported("domain '" + Twine(proto.domain()) +
                            "' is not known");
  bool known = false;
  const Operator *op = findOperator(proto.op_type(), opset, known);
  if (!op)
    return node.unsupported(
        known ? "this op is not known at opset " + Twine(opset)
              : Twine("this op is not known; the README of compiler/import "
                      "lists the known ones"));
  if (operands.size() < op->minInputs || operands.size() > op->maxInputs)
    return node.badInput("expected " + Twine(op->minInputs) + " to " +
                         Twine(op->maxInputs) + " inputs, found " +
                         Twine(operands.size()));
  for (size_t i = 0; i < op->minInputs; ++i)
    if (!operands[i])
      return node.badInput("input " + Twine(i) + " is missing");
  if (failed(op->import(node)) || error.any() || failed(node.checkAllRead()))
    return failure();
  for (auto [name, result] : llvm::zip(proto.output(), node.results()))
    if (!name.empty() && result)
      values[name] = *result;
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
    Node node(proto, opset, *operand, builder, error);
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

LogicalResult attendc::importer::importGraph(const GraphProto &graph,
                                             int64_t opset,
                                             const ImportOptions &options,
                                             func::FuncOp function,
                                             ImportError &error) {
  return GraphImporter(graph, opset, options, function, error).run();
}
