// Order.cpp: finds the nodes that matter and an order in which every value is
// defined before it is used; ONNX asks for that order, some writers do not
// keep it.

#include "compiler/import/Order.h"
#include "compiler/import/Node.h"

#include <onnx/onnx_pb.h>

#include <functional>
#include <queue>

using namespace mlir;
using onnx::GraphProto;

namespace attendc::importer {

/// A graph's values have no maker among the nodes.
static constexpr int graphValue = -1;

/// The node that makes each value.
static FailureOr<llvm::StringMap<int>> findMakers(const GraphProto &graph,
                                                  ImportError &error) {
  llvm::StringMap<int> makers;
  for (const auto &initializer : graph.initializer()) {
    if (initializer.name().empty())
      return error.badInput("an initializer has no name");
    if (!makers.try_emplace(initializer.name(), graphValue).second)
      return error.badInput("initializer '" + Twine(initializer.name()) +
                            "' is defined twice");
  }
  llvm::StringSet<> inputs;
  for (const auto &input : graph.input()) {
    // An initializer that is listed as an input is that input's default.
    if (input.name().empty() || !inputs.insert(input.name()).second)
      return error.badInput("graph input '" + Twine(input.name()) +
                            "' has no name or is listed twice");
    makers.try_emplace(input.name(), graphValue);
  }
  for (int i = 0; i < graph.node_size(); ++i)
    for (const std::string &output : graph.node(i).output())
      if (!output.empty() && !makers.try_emplace(output, i).second)
        return error.badInput(Node::displayName(graph.node(i)) + ": output '" +
                              output +
                              "' is defined twice; expected one definition of "
                              "each value");
  return makers;
}

/// Which nodes the graph's outputs depend on.
static FailureOr<std::vector<bool>> findLive(const GraphProto &graph,
                                             const llvm::StringMap<int> &makers,
                                             ImportError &error) {
  std::vector<bool> live(graph.node_size());
  std::vector<int> pending;
  auto require = [&](const std::string &value, const Twine &user) {
    auto maker = makers.find(value);
    if (maker == makers.end())
      return error.badInput(user + "'" + value +
                            "' is not defined by any node, initializer or "
                            "graph input");
    if (maker->second != graphValue && !live[maker->second]) {
      live[maker->second] = true;
      pending.push_back(maker->second);
    }
    return success();
  };
  for (const auto &output : graph.output())
    if (failed(require(output.name(), "graph output ")))
      return failure();
  while (!pending.empty()) {
    const onnx::NodeProto &node = graph.node(pending.back());
    pending.pop_back();
    for (const std::string &input : node.input())
      if (!input.empty() &&
          failed(require(input, Node::displayName(node) + ": input ")))
        return failure();
  }
  return live;
}

FailureOr<std::vector<int>> importOrder(const GraphProto &graph,
                                        ImportError &error) {
  FailureOr<llvm::StringMap<int>> makers = findMakers(graph, error);
  if (failed(makers))
    return failure();
  FailureOr<std::vector<bool>> live = findLive(graph, *makers, error);
  if (failed(live))
    return failure();

  // Kahn's algorithm; the heap hands out the first ready node of the file.
  std::vector<std::vector<int>> users(graph.node_size());
  std::vector<int> missing(graph.node_size());
  std::priority_queue<int, std::vector<int>, std::greater<int>> ready;
  int liveCount = 0;
  for (int i = 0; i < graph.node_size(); ++i) {
    if (!(*live)[i])
      continue;
    ++liveCount;
    for (const std::string &input : graph.node(i).input()) {
      auto maker = makers->find(input);
      if (input.empty() || maker->second == graphValue)
        continue;
      users[maker->second].push_back(i);
      ++missing[i];
    }
    if (!missing[i])
      ready.push(i);
  }
  std::vector<int> order;
  while (!ready.empty()) {
    int next = ready.top();
    ready.pop();
    order.push_back(next);
    for (int user : users[next])
      if (--missing[user] == 0)
        ready.push(user);
  }
  if (static_cast<int>(order.size()) == liveCount)
    return order;
  // Going back through what a node waits for leads into a cycle and around it.
  auto back = [&](int node) {
    for (const std::string &input : graph.node(node).input()) {
      auto maker = makers->find(input);
      if (!input.empty() && maker->second != graphValue &&
          missing[maker->second])
        return maker->second;
    }
    return node;
  };
  int node = llvm::find_if(missing, [](int count) { return count > 0; }) -
             missing.begin();
  for (int i = 0; i < liveCount; ++i)
    node = back(node);
  for (int next = back(node), end = node; next != end; next = back(next))
    node = std::min(node, next);
  return error.badInput(Node::displayName(graph.node(node)) +
                        ": depends on its own result; expected a graph "
                        "without cycles");
}

} // namespace attendc::importer
