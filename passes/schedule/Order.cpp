// Order.cpp: orders ops by depth-first search under a falling limit of bytes.

#include "passes/schedule/Order.h"
#include "passes/schedule/Placement.h"

#include "dialects/kernel/KernelDialect.h"

#include "llvm/ADT/DenseMap.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <unordered_set>

using namespace mlir;
using namespace attendc;
using namespace attendc::schedule;

namespace {

/// Numbers of nodes, each after those whose results it reads.
using Order = std::vector<int64_t>;

/// What an op needs while it runs, and leaves more than there was before.
struct Need {
  int64_t bytes;
  int64_t growth;
};

class OrderSearch {
public:
  explicit OrderSearch(const std::vector<Node> &nodes);

  Order run();

private:
  std::vector<int64_t> waists() const;
  /// Orders nodes first <= n < end; all before them ran.
  void orderPiece(int64_t first, int64_t end);
  /// Completes `order` to all nodes first <= n < end such that none needs more
  /// than `limitBytes`.
  bool finish(int64_t first, int64_t end, int64_t limitBytes);
  Need needOf(int64_t node) const;
  void execute(int64_t node);
  void undo(int64_t node);

  const std::vector<Node> &nodes;
  /// By node: those it waits for and those that wait for it, and whose bytes it
  /// reads, each once.
  std::vector<SmallVector<int64_t, 2>> producers, users, operands;
  /// By node: bytes in the arena and beside them, producers that have not run,
  /// and readers.
  std::vector<int64_t> bytes, scratch, waitsFor, readersLeft;
  std::vector<bool> hasRun;
  int64_t aliveBytes = 0;
  Order order;
  /// Sets of nodes that ran and cannot be completed below the limit, as sums of
  /// random numbers, one a node.
  std::vector<uint64_t> marks;
  uint64_t ran = 0;
  std::unordered_set<uint64_t> dead;
  int64_t workLeft = 5'000'000; // nodes looked at
};

} // namespace

OrderSearch::OrderSearch(const std::vector<Node> &nodes)
    : nodes(nodes), producers(nodes.size()), users(nodes.size()),
      operands(nodes.size()), waitsFor(nodes.size(), 0),
      readersLeft(nodes.size(), 0), hasRun(nodes.size(), false) {
  std::mt19937_64 random;
  DenseMap<Operation *, int64_t> numbers;
  auto addOnce = [](SmallVector<int64_t, 2> &list, int64_t number) {
    if (!llvm::is_contained(list, number))
      list.push_back(number);
  };
  for (auto [number, node] : llvm::enumerate(nodes)) {
    numbers[node.op] = number;
    for (Value operand : node.op->getOperands())
      if (auto it = numbers.find(operand.getDefiningOp()); it != numbers.end())
        addOnce(producers[number], it->second);
    for (const NodeRead &read : node.reads)
      addOnce(operands[number], read.producer);
    for (int64_t producer : producers[number])
      users[producer].push_back(number);
    for (int64_t operand : operands[number])
      ++readersLeft[operand];
    waitsFor[number] = producers[number].size();
    // The caller's memory is not counted.
    bytes.push_back(node.isAlias || node.result >= 0 ? 0 : node.sizeBytes);
    scratch.push_back(scratchBytes(node.op));
    marks.push_back(random());
  }
}

/// Every node before a waist leads to it, and every later one comes from it.
std::vector<int64_t> OrderSearch::waists() const {
  int64_t count = nodes.size();
  std::vector<bool> gathersAll(count, false);
  // Open: nodes so far that no node so far uses.
  std::vector<bool> isUsed(count, false);
  int64_t open = 0;
  for (int64_t node = 0; node < count; ++node) {
    for (int64_t producer : producers[node])
      if (!isUsed[producer]) {
        isUsed[producer] = true;
        --open;
      }
    gathersAll[node] = ++open == 1;
  }
  // The same backwards: nodes that use none of those from here on.
  std::vector<bool> usesOne(count, false);
  std::vector<int64_t> found;
  open = 0;
  for (int64_t node = count - 1; node >= 0; --node) {
    for (int64_t user : users[node])
      if (!usesOne[user]) {
        usesOne[user] = true;
        --open;
      }
    bool isPushed = node == 0 && isa<kernel::PushedRowsOp>(nodes[node].op);
    if ((++open == 1 && gathersAll[node]) || isPushed)
      found.push_back(node);
  }
  std::reverse(found.begin(), found.end());
  return found;
}

Need OrderSearch::needOf(int64_t number) const {
  const Node &node = nodes[number];
  int64_t dying = 0;
  for (int64_t operand : operands[number])
    if (readersLeft[operand] == 1)
      dying += bytes[operand];
  bool inPlace = llvm::any_of(node.reads, [&](const NodeRead &read) {
    const Node &operand = nodes[read.producer];
    return read.isOverwritable && readersLeft[read.producer] == 1 &&
           operand.result < 0 && operand.sizeBytes == node.sizeBytes;
  });
  bool isRead = readersLeft[number] > 0;
  return {aliveBytes + scratch[number] + (inPlace ? 0 : bytes[number]),
          (isRead ? bytes[number] : 0) - dying};
}

void OrderSearch::execute(int64_t node) {
  aliveBytes += needOf(node).growth;
  for (int64_t operand : operands[node])
    --readersLeft[operand];
  for (int64_t user : users[node])
    --waitsFor[user];
  hasRun[node] = true;
  ran += marks[node];
  order.push_back(node);
}

void OrderSearch::undo(int64_t node) {
  order.pop_back();
  ran -= marks[node];
  hasRun[node] = false;
  for (int64_t user : users[node])
    ++waitsFor[user];
  for (int64_t operand : operands[node])
    ++readersLeft[operand];
  aliveBytes -= needOf(node).growth;
}

bool OrderSearch::finish(int64_t first, int64_t end, int64_t limitBytes) {
  if (int64_t(order.size()) == end)
    return true;
  workLeft -= end - first;
  if (workLeft < 0 || !dead.insert(ran).second)
    return false;
  SmallVector<std::pair<int64_t, int64_t>> ready; // growth, node
  for (int64_t node = first; node < end; ++node) {
    if (hasRun[node] || waitsFor[node] > 0)
      continue;
    Need need = needOf(node);
    if (need.bytes <= limitBytes)
      ready.push_back({need.growth, node});
  }
  llvm::sort(ready);
  // What leaves no more than there was may run at once: whenever else it ran,
  // everything until then would need as much or more.
  if (!ready.empty() && ready.front().first <= 0)
    ready.truncate(1);
  for (auto [growth, node] : ready) {
    execute(node);
    if (finish(first, end, limitBytes))
      return true;
    undo(node);
  }
  return false;
}

void OrderSearch::orderPiece(int64_t first, int64_t end) {
  constexpr int64_t kMostNodes = 1000;
  auto take = [&](const Order &piece) {
    int64_t peak = 0;
    for (int64_t node : piece) {
      peak = std::max(peak, needOf(node).bytes);
      execute(node);
    }
    return peak;
  };
  auto takeBack = [&] {
    while (int64_t(order.size()) > first)
      undo(order.back());
  };
  Order best(end - first);
  std::iota(best.begin(), best.end(), first);
  int64_t peak = take(best);
  takeBack();
  // Each order found lowers the limit for the next.
  bool isSmall = end - first > 1 && end - first <= kMostNodes;
  while (isSmall && finish(first, end, peak - 1)) {
    best.assign(order.begin() + first, order.end());
    takeBack();
    peak = take(best);
    takeBack();
    dead.clear();
  }
  dead.clear();
  take(best);
}

Order OrderSearch::run() {
  int64_t first = 0;
  for (int64_t waist : waists()) {
    orderPiece(first, waist + 1);
    first = waist + 1;
  }
  orderPiece(first, nodes.size());
  return std::move(order);
}

/// The nodes in that order, numbered anew.
static std::vector<Node> inOrder(const std::vector<Node> &nodes,
                                 const Order &order) {
  std::vector<int64_t> places(nodes.size());
  for (auto [place, number] : llvm::enumerate(order))
    places[number] = place;
  std::vector<Node> ordered;
  for (int64_t number : order) {
    ordered.push_back(nodes[number]);
    for (NodeRead &read : ordered.back().reads)
      read.producer = places[read.producer];
  }
  return ordered;
}

std::vector<std::vector<Node>>
schedule::ordersOf(const std::vector<Node> &nodes) {
  Order order = OrderSearch(nodes).run();
  std::vector<std::vector<Node>> orders = {nodes};
  if (!llvm::is_sorted(order))
    orders.push_back(inOrder(nodes, order));
  return orders;
}
