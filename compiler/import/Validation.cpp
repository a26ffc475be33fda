// Validation.cpp: decides whether a model keeps the rules that need no shapes:
// versions, names, sizes of lists, and each node's row in the tables.

#include "compiler/import/Validation.h"
#include "compiler/import/Limits.h"
#include "compiler/import/Operators.h"
#include "compiler/import/Signatures.h"

#include <onnx/onnx_pb.h>

using namespace mlir;
using onnx::AttributeProto;
using onnx::FunctionProto;
using onnx::GraphProto;
using onnx::ModelProto;
using onnx::NodeProto;

namespace attendc::importer {

//===----------------------------------------------------------------------===//
// Versions
//===----------------------------------------------------------------------===//

static StringRef domainOf(StringRef domain) {
  return domain == "ai.onnx" ? StringRef() : domain;
}

static FailureOr<Opsets> readOpsets(const ModelProto &model,
                                    ImportError &error) {
  if (model.ir_version() < oldestIrVersion ||
      model.ir_version() > newestIrVersion)
    return error.unsupported(
        "the model has IR version " + Twine(model.ir_version()) +
        "; expected " + Twine(oldestIrVersion) + " to " +
        Twine(newestIrVersion) + ", export it again for one of these");
  Opsets opsets;
  for (const auto &entry : model.opset_import())
    if (!opsets.try_emplace(domainOf(entry.domain()), entry.version()).second)
      return error.badInput("the model imports the opset of '" +
                            Twine(entry.domain()) +
                            "' twice; expected one version");
  auto opset = opsets.find("");
  if (opset == opsets.end())
    return error.badInput("the model does not say which opset it uses; "
                          "export it again with an opset_import");
  if (opset->second < oldestOpset || opset->second > newestOpset)
    return error.unsupported("the model uses opset " + Twine(opset->second) +
                             "; expected " + Twine(oldestOpset) + " to " +
                             Twine(newestOpset) +
                             ", export it again for one of these");
  return opsets;
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

static std::string functionKey(StringRef domain, StringRef name) {
  return (domainOf(domain) + "." + name).str();
}

/// Functions that call each other in a circle have no meaning. Kahn's
/// algorithm over the calls, without recursion.
static LogicalResult checkFunctions(const ModelProto &model,
                                    ImportError &error) {
  llvm::StringMap<int> indices;
  for (auto [i, function] : llvm::enumerate(model.functions()))
    indices.try_emplace(functionKey(function.domain(), function.name()), i);
  std::vector<std::vector<int>> callers(model.functions_size());
  std::vector<int> calls(model.functions_size()), ready;
  for (auto [i, function] : llvm::enumerate(model.functions())) {
    for (const NodeProto &node : function.node()) {
      auto callee = indices.find(functionKey(node.domain(), node.op_type()));
      if (callee == indices.end())
        continue;
      callers[callee->second].push_back(i);
      ++calls[i];
    }
    if (!calls[i])
      ready.push_back(i);
  }
  size_t resolved = 0;
  for (; resolved < ready.size(); ++resolved)
    for (int caller : callers[ready[resolved]])
      if (--calls[caller] == 0)
        ready.push_back(caller);
  if (resolved == calls.size())
    return success();
  auto first = llvm::find_if(calls, [](int open) { return open > 0; });
  return error.badInput("function '" +
                        Twine(model.functions(first - calls.begin()).name()) +
                        "' calls itself, perhaps through others; expected "
                        "functions without recursion");
}

//===----------------------------------------------------------------------===//
// Names and counts
//===----------------------------------------------------------------------===//

static LogicalResult checkName(const std::string &name, const Twine &what,
                               ImportError &error) {
  if (name.size() <= maxNameBytes)
    return success();
  return error.badInput(what + " has a name of " + Twine(name.size()) +
                        " bytes that starts with '" +
                        StringRef(name).take_front(40) +
                        "'; expected at most " + Twine(maxNameBytes));
}

static LogicalResult checkNodeSize(const NodeProto &node, ImportError &error) {
  if (failed(checkName(node.name(), "a node", error)) ||
      failed(checkName(node.op_type(), "an op", error)) ||
      failed(checkName(node.domain(), "a domain", error)))
    return failure();
  for (const auto *names : {&node.input(), &node.output()}) {
    if (names->size() > maxOperands)
      return error.badInput(Node::displayName(node) + ": " + node.op_type() +
                            ": has " + Twine(names->size()) +
                            " inputs or outputs; expected at most " +
                            Twine(maxOperands));
    for (const std::string &name : *names)
      if (failed(checkName(name, "a value", error)))
        return failure();
  }
  for (const AttributeProto &attribute : node.attribute())
    if (failed(checkName(attribute.name(), "an attribute", error)))
      return failure();
  return success();
}

static LogicalResult checkSizes(const GraphProto &graph, ImportError &error) {
  if (graph.node_size() > maxNodes)
    return error.badInput("the graph has " + Twine(graph.node_size()) +
                          " nodes; expected at most " + Twine(maxNodes));
  for (const auto *values : {&graph.input(), &graph.output()}) {
    if (values->size() > maxOperands)
      return error.badInput("the graph has " + Twine(values->size()) +
                            " inputs or outputs; expected at most " +
                            Twine(maxOperands));
    for (const onnx::ValueInfoProto &value : *values)
      if (failed(checkName(value.name(), "a graph input or output", error)))
        return failure();
  }
  for (const onnx::TensorProto &initializer : graph.initializer())
    if (failed(checkName(initializer.name(), "an initializer", error)))
      return failure();
  for (const NodeProto &node : graph.node())
    if (failed(checkNodeSize(node, error)))
      return failure();
  return success();
}

FailureOr<Opsets> validateModel(const ModelProto &model, ImportError &error) {
  FailureOr<Opsets> opsets = readOpsets(model, error);
  if (failed(opsets))
    return failure();
  if (model.training_info_size() > 0)
    return error.unsupported("the model holds training information; export it "
                             "for inference");
  if (model.graph().output_size() == 0)
    return error.badInput("the graph has no outputs");
  if (model.graph().sparse_initializer_size() > 0)
    return error.unsupported("the graph has sparse initializers; save them as "
                             "dense ones");
  if (failed(checkSizes(model.graph(), error)) ||
      failed(checkFunctions(model, error)))
    return failure();
  return opsets;
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

static bool holdsGraph(const AttributeProto &attribute) {
  return attribute.has_g() || attribute.graphs_size() > 0 ||
         attribute.type() == AttributeProto::GRAPH ||
         attribute.type() == AttributeProto::GRAPHS;
}

LogicalResult validateNodes(const ModelProto &model,
                            const std::vector<int> &order, const Opsets &opsets,
                            ImportError &error) {
  llvm::StringSet<> functions;
  for (const FunctionProto &function : model.functions())
    functions.insert(functionKey(function.domain(), function.name()));
  for (int index : order) {
    const NodeProto &node = model.graph().node(index);
    std::string label = Node::displayName(node) + ": " + node.op_type() + ": ";
    if (functions.contains(functionKey(node.domain(), node.op_type())))
      return error.unsupported(label +
                               "is a function of the model; inline it with "
                               "onnx.inliner.inline_local_functions");
    for (const AttributeProto &attribute : node.attribute())
      if (holdsGraph(attribute))
        return error.unsupported(label + "attribute '" + attribute.name() +
                                 "' is a graph; expected a model without "
                                 "control flow");
    auto opset = opsets.find(domainOf(node.domain()));
    if (opset == opsets.end())
      return error.badInput(label + "domain '" + node.domain() +
                            "' has no version; expected an opset_import for "
                            "it");
    std::string type = qualifiedType(node);
    bool known = false;
    if (!findOperator(type, opset->second, known))
      return error.unsupported(
          label + (known ? "this op is not known at opset " +
                               std::to_string(opset->second)
                   : opset->first().empty() || opset->first() == "com.microsoft"
                       ? "this op is not known; the README of "
                         "compiler/import lists the known ones"
                       : "domain '" + node.domain() + "' is not known"));
    if (const Signature *signature = findSignature(type, opset->second))
      if (failed(checkNode(node, *signature, opset->second, error)))
        return failure();
  }
  return success();
}

} // namespace attendc::importer
