// CondenserChain.cpp: decides whether ops between V and A are an embedding
// path (README of dialects/attend, "Condensers").

#include "passes/graph/CondenserChain.h"

#include "passes/graph/Constants.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::graph;

static bool allEqual(ArrayRef<int64_t> values, int64_t expected) {
  return llvm::all_of(values, [=](int64_t v) { return v == expected; });
}

bool graph::isPointwise(Operation *op) {
  auto conv = dyn_cast<attend::Conv2dOp>(op);
  if (!conv)
    return false;
  ArrayRef<int64_t> weight =
      cast<RankedTensorType>(conv.getWeight().getType()).getShape();
  return weight[1] == 1 && weight[2] == 1 && allEqual(conv.getStrides(), 1) &&
         allEqual(conv.getPads(), 0);
}

/// The only operand of `op` that is not constant, or null.
static Value pathOperand(Operation *op) {
  Value path;
  for (Value operand : op->getOperands()) {
    if (isConstant(operand))
      continue;
    if (path)
      return {};
    path = operand;
  }
  return path;
}

/// Scaling or shifting by a constant that broadcasts along H and W.
static bool isChannelAffine(Operation *op) {
  if (!isa<attend::AddOp, attend::MulOp, attend::SubOp>(op))
    return false;
  int64_t channels =
      cast<RankedTensorType>(op->getResult(0).getType()).getShape().back();
  return channelConstant(op->getOperand(1), channels).has_value();
}

static bool isElementwise(Operation *op) {
  return isa<attend::UnaryOp, attend::PReluOp, attend::BatchNormOp>(op) ||
         isChannelAffine(op);
}

static bool isPool(Operation *op) {
  return isa<attend::MaxPool2dOp, attend::AvgPool2dOp>(op);
}

static bool isExpansion(Operation *op) {
  return isa<attend::ResizeOp, attend::ConvTranspose2dOp>(op);
}

/// Checks D? C? E{1..3} with U and X behind in either order; activations may
/// follow every convolution. Sets `expand` and `condenses`.
static LogicalResult checkGrammar(Chain &chain, std::string &reason) {
  int convsBefore = 0, convsBetween = 0, convsAfter = 0;
  bool hasPool = false;
  for (auto [index, op] : llvm::enumerate(chain.ops)) {
    if (isElementwise(op))
      continue;
    if (isPool(op)) {
      if (hasPool || chain.expand >= 0 || convsBefore > 1)
        return reason = "a pool stands behind the condensing step", failure();
      hasPool = chain.condenses = true;
      continue;
    }
    if (isExpansion(op)) {
      if (chain.expand >= 0)
        return reason = "two ops expand", failure();
      chain.expand = static_cast<int>(index);
      continue;
    }
    auto conv = cast<attend::Conv2dOp>(op);
    bool isStrided = !allEqual(conv.getStrides(), 1);
    if (isStrided && (chain.condenses || chain.expand >= 0))
      return reason = "a second op lowers the resolution", failure();
    chain.condenses |= isStrided;
    if (chain.expand >= 0) {
      if (!isPointwise(op))
        return reason = "a kernel larger than 1x1 stands behind the expansion",
               failure();
      ++convsAfter;
    } else if (hasPool) {
      ++convsBetween;
    } else {
      ++convsBefore;
    }
  }
  int convs = convsBefore + convsBetween + convsAfter;
  if (convs == 0)
    return reason = "no convolution embeds V", failure();
  // D, three of E, U.
  if (convs > 5 || convsAfter > 2)
    return reason = "more convolutions than D, three of E and U", failure();
  return success();
}

FailureOr<Chain> graph::traceChain(Value a, Value v, std::string &reason) {
  Chain chain;
  for (Value current = a; current != v;) {
    Operation *op = current.getDefiningOp();
    bool isMember = op && (isElementwise(op) || isPool(op) || isExpansion(op) ||
                           isa<attend::Conv2dOp>(op));
    Value next = isMember ? pathOperand(op) : Value();
    if (!next)
      return failure();
    chain.ops.push_back(op);
    current = next;
  }
  std::reverse(chain.ops.begin(), chain.ops.end());
  if (failed(checkGrammar(chain, reason)))
    return failure();
  return chain;
}

bool graph::isClosed(const llvm::SetVector<Operation *> &chainOps,
                     ArrayRef<Operation *> consumers) {
  return llvm::all_of(chainOps, [&](Operation *op) {
    return llvm::all_of(op->getUsers(), [&](Operation *user) {
      return chainOps.contains(user) || llvm::is_contained(consumers, user);
    });
  });
}
