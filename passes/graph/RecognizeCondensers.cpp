// RecognizeCondensers.cpp: finds V' = F(V, A) in its three forms and writes it
// as attend.condenser in canonical order.

#include "passes/graph/CondenserChain.h"
#include "passes/graph/Constants.h"
#include "passes/graph/Passes.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace attendc::graph {
#define GEN_PASS_DEF_RECOGNIZECONDENSERS
#include "passes/graph/Passes.h.inc"
} // namespace attendc::graph

using namespace attendc;
using namespace attendc::graph;

/// One summand of F in a sum: scale[c] * value.
namespace {
struct Term {
  Value value;
  Floats scale;
};

/// scale[c] * value for every term, plus offset[c].
struct LinearForm {
  SmallVector<Term> terms;
  Floats offset;
  /// The ops that compute the sum, its root first.
  SmallVector<Operation *> glue;
};
} // namespace

static int64_t channelsOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape().back();
}

/// The operand of `op` if it is a product or batch norm of constants, whose
/// factor and offset go into `scale` and `form`; else null.
static Value lookThrough(Operation *op, Floats &scale, LinearForm &form) {
  if (auto mul = dyn_cast<attend::MulOp>(op))
    for (auto [x, s] : {std::pair(mul.getLhs(), mul.getRhs()),
                        {mul.getRhs(), mul.getLhs()}}) {
      std::optional<Floats> constant = channelConstant(s, channelsOf(mul));
      if (!constant || x.getType() != mul.getType())
        continue;
      for (auto [a, b] : llvm::zip_equal(scale, *constant))
        a *= b;
      return x;
    }
  if (auto norm = dyn_cast<attend::BatchNormOp>(op))
    if (std::optional<ChannelAffine> affine = batchNormAffine(norm)) {
      for (auto [o, s, a] : llvm::zip_equal(form.offset, scale, affine->offset))
        o += s * a;
      for (auto [s, a] : llvm::zip_equal(scale, affine->scale))
        s *= a;
      return norm.getInput();
    }
  return {};
}

/// Adds scale[c] * value to `form`, looking through products and batch norms
/// of constants and, `depth` levels deep, through sums. Only ops whose result
/// has no other use are looked through; the root is always.
static void collectTerms(Value value, Floats scale, int depth, bool isRoot,
                         LinearForm &form) {
  // Products may stand in a row of any length, hence no recursion over them.
  for (;; isRoot = false) {
    Operation *op = value.getDefiningOp();
    if (!op || (!isRoot && !op->hasOneUse()))
      break;
    if (auto add = dyn_cast<attend::AddOp>(op);
        add && depth > 0 && add.getLhs().getType() == add.getType() &&
        add.getRhs().getType() == add.getType()) {
      form.glue.push_back(op);
      collectTerms(add.getLhs(), scale, depth - 1, false, form);
      collectTerms(add.getRhs(), scale, depth - 1, false, form);
      return;
    }
    Value behind = lookThrough(op, scale, form);
    if (!behind)
      break;
    form.glue.push_back(op);
    value = behind;
  }
  form.terms.push_back({value, scale});
}

namespace {
/// Copies chains into the region of a condenser in canonical order.
class RegionBuilder {
public:
  RegionBuilder(IRRewriter &rewriter, attend::CondenserOp op, Value v)
      : rewriter(rewriter) {
    Block *block =
        rewriter.createBlock(&op.getBody(), {}, v.getType(), {v.getLoc()});
    mapping.map(v, block->getArgument(0));
  }

  /// True if the resize of `chain` may move behind all ops after it.
  static bool resizeCanSink(const Chain &chain) {
    if (chain.expand < 0)
      return false;
    auto resize = dyn_cast<attend::ResizeOp>(chain.ops[chain.expand]);
    if (!resize)
      return false;
    // Interpolation commutes with what is affine, copying with everything
    // elementwise.
    bool isLinear = resize.getMode() == attend::ResizeMode::Linear;
    return llvm::all_of(
        ArrayRef(chain.ops).drop_front(chain.expand + 1), [&](Operation *op) {
          return isPointwise(op) ||
                 !(isLinear && isa<attend::UnaryOp, attend::PReluOp>(op));
        });
  }

  /// Copies the ops of `chain` except a resize that sinks.
  Value copy(const Chain &chain) {
    bool sinks = resizeCanSink(chain);
    Value last;
    for (auto [index, op] : llvm::enumerate(chain.ops)) {
      if (sinks && static_cast<int>(index) == chain.expand) {
        mapping.map(op->getResult(0),
                    last ? last : mapping.lookup(op->getOperand(0)));
        continue;
      }
      Value result = op->getResult(0);
      if (Value known = mapping.lookupOrNull(result)) {
        last = known;
        continue;
      }
      last = copyOp(op, sinks && static_cast<int>(index) > chain.expand);
    }
    return last;
  }

  /// A resize of `value` as that of `like`.
  Value resized(Value value, attend::ResizeOp like) {
    auto shape = llvm::to_vector(like.getType().getShape());
    shape.back() = channelsOf(value);
    return attend::ResizeOp::create(
        rewriter, like.getLoc(),
        RankedTensorType::get(shape, rewriter.getF32Type()), like.getMode(),
        value, like.getCoordinate(), like.getNearest(), like.getScales());
  }

  /// scale[c] * value + offset[c], inside the last convolution if it can be.
  Value scaled(Value value, const ChannelAffine &affine, Location loc) {
    bool isIdentity =
        llvm::all_of(affine.scale, [](float s) { return s == 1.0f; }) &&
        llvm::all_of(affine.offset, [](float o) { return o == 0.0f; });
    if (isIdentity)
      return value;
    if (Operation *op = value.getDefiningOp();
        op && op->use_empty() &&
        succeeded(scaleOutputChannels(rewriter, op, affine)))
      return value;
    return makeChannelAffine(rewriter, loc, value, affine);
  }

private:
  /// Copies one op and the constants it reads; its H and W are those of its
  /// operand if a resize has moved behind it.
  Value copyOp(Operation *op, bool isResized) {
    for (Value operand : op->getOperands())
      if (isConstant(operand) && !mapping.contains(operand))
        rewriter.clone(*operand.getDefiningOp(), mapping);
    Operation *copied = rewriter.clone(*op, mapping);
    if (isResized) {
      // Every op behind a sinking resize keeps H and W.
      Value path;
      for (Value operand : copied->getOperands())
        if (!isConstant(operand))
          path = operand;
      auto shape =
          llvm::to_vector(cast<RankedTensorType>(path.getType()).getShape());
      shape.back() = channelsOf(copied->getResult(0));
      copied->getResult(0).setType(
          RankedTensorType::get(shape, rewriter.getF32Type()));
    }
    return copied->getResult(0);
  }

  IRRewriter &rewriter;
  IRMapping mapping;
};

class Recognizer {
public:
  Recognizer(IRRewriter &rewriter, bool printReasons)
      : rewriter(rewriter), printReasons(printReasons) {}

  /// Tries the three forms with `op` as the last op of F.
  void visit(Operation *op) {
    if (!isImage(op))
      return;
    reason.clear();
    bool found = false;
    if (auto add = dyn_cast<attend::AddOp>(op))
      found = matchAdditive(add, 1) || matchAdditive(add, 2);
    else if (auto mul = dyn_cast<attend::MulOp>(op))
      found = matchDouble(mul) || matchGated(mul);
    if (!found && printReasons && isa<attend::AddOp, attend::MulOp>(op))
      op->emitRemark("no condenser: ")
          << (reason.empty() ? "no path from A leads back to V" : reason);
  }

private:
  /// True if the op has one result [N, H, W, C].
  static bool isImage(Operation *op) {
    auto type = op->getNumResults() == 1
                    ? dyn_cast<RankedTensorType>(op->getResult(0).getType())
                    : RankedTensorType();
    return type && type.getRank() == 4;
  }

  /// Keeps the first reason for the remark.
  bool reject(StringRef why) {
    if (reason.empty())
      reason = why.str();
    return false;
  }

  /// The path from `a` back to `v`. That `v` is not V at all is no reason
  /// while another operand may be.
  FailureOr<Chain> trace(Value a, Value v) {
    std::string why;
    FailureOr<Chain> chain = traceChain(a, v, why);
    if (failed(chain) && !why.empty())
      reject(why);
    return chain;
  }

  /// V' = v_scale*V + A, perhaps as a sum of several A over one V.
  bool matchAdditive(attend::AddOp root, int depth) {
    Value end = root.getResult();
    int64_t channels = channelsOf(end);
    // A batch norm behind F is part of it.
    while (end.hasOneUse())
      if (auto norm = dyn_cast<attend::BatchNormOp>(*end.user_begin());
          norm && norm.getInput() == end && batchNormAffine(norm))
        end = norm.getResult();
      else
        break;
    LinearForm form;
    form.offset.assign(channels, 0.0f);
    collectTerms(end, Floats(channels, 1.0f), depth, true, form);
    if (form.terms.size() < 2)
      return reject("the sum has one term");
    for (const Term &v : form.terms)
      if (matchAdditiveTerms(root, end, form, v))
        return true;
    return false;
  }

  bool matchAdditiveTerms(attend::AddOp root, Value end, const LinearForm &form,
                          const Term &v) {
    SmallVector<Chain> chains;
    SmallVector<Term> terms;
    llvm::SetVector<Operation *> ops;
    for (const Term &term : form.terms) {
      if (term.value == v.value)
        continue;
      FailureOr<Chain> chain = trace(term.value, v.value);
      if (failed(chain))
        return false;
      ops.insert(chain->ops.begin(), chain->ops.end());
      chains.push_back(*chain);
      terms.push_back(term);
    }
    if (terms.size() + 1 != form.terms.size())
      return reject("V is added twice");
    if (v.value.getType() != root.getType())
      return reject("V and A have other shapes");
    bool isScaled = llvm::any_of(
        form.glue, [](Operation *op) { return isa<attend::MulOp>(op); });
    bool condenses = llvm::all_of(
        chains, [](const Chain &c) { return c.condenses && c.expand >= 0; });
    if (!isScaled && !condenses)
      return reject("a plain residual: no S, and nothing condenses");
    if (!isClosed(ops, form.glue))
      return reject("a value inside the path has another use");

    rewriter.setInsertionPointAfterValue(end);
    auto condenser = attend::CondenserOp::create(
        rewriter, root.getLoc(), end.getType(), attend::CondenserForm::Additive,
        v.value, rewriter.getDenseF32ArrayAttr(v.scale));
    RegionBuilder region(rewriter, condenser, v.value);
    yieldSum(region, chains, terms, form.offset, root.getLoc());
    finish(end, condenser);
    return true;
  }

  /// Yields the sum of the scaled ends of `chains`; a resize that all share
  /// comes after the sum.
  void yieldSum(RegionBuilder &region, ArrayRef<Chain> chains,
                ArrayRef<Term> terms, const Floats &offset, Location loc) {
    auto resizeOf = [](const Chain &chain) {
      return RegionBuilder::resizeCanSink(chain)
                 ? cast<attend::ResizeOp>(chain.ops[chain.expand])
                 : attend::ResizeOp();
    };
    attend::ResizeOp first = resizeOf(chains[0]);
    bool isShared = llvm::all_of(chains, [&](const Chain &chain) {
      attend::ResizeOp resize = resizeOf(chain);
      auto hw = [](Value value) {
        return cast<RankedTensorType>(value.getType()).getShape().slice(1, 2);
      };
      return resize && resize->getAttrs() == first->getAttrs() &&
             hw(resize.getInput()) == hw(first.getInput());
    });
    Value sum;
    for (auto [chain, term] : llvm::zip_equal(chains, terms)) {
      Value end = region.copy(chain);
      bool isFirst = !sum;
      end = region.scaled(
          end, {term.scale, isFirst ? offset : Floats(offset.size(), 0.0f)},
          loc);
      if (attend::ResizeOp resize = resizeOf(chain); resize && !isShared)
        end = region.resized(end, resize);
      sum = isFirst
                ? end
                : attend::AddOp::create(rewriter, loc, end.getType(), sum, end)
                      .getResult();
    }
    if (isShared)
      sum = region.resized(sum, first);
    attend::YieldOp::create(rewriter, loc, sum);
  }

  /// V' = V * G, G = beta + alpha * gate(A).
  bool matchGated(attend::MulOp root) {
    for (auto [v, g] : {std::pair(root.getLhs(), root.getRhs()),
                        {root.getRhs(), root.getLhs()}}) {
      if (isConstant(v) || isConstant(g) || v.getType() != root.getType())
        continue;
      // V itself may be written V * S.
      if (matchGatedOf(root, v, g))
        return true;
    }
    return false;
  }

  bool matchGatedOf(attend::MulOp root, Value v, Value g) {
    FailureOr<Chain> chain = trace(g, v);
    if (failed(chain))
      return false;
    if (g.getType() != root.getType())
      return reject("V and the gate have other shapes");
    llvm::SetVector<Operation *> ops(chain->ops.begin(), chain->ops.end());
    if (!isClosed(ops, {root}))
      return reject("a value inside the path has another use");

    // V * G * S and V * G * S + V are V * (S * G) and V * (S * G + 1).
    int64_t channels = channelsOf(v);
    ChannelAffine tail{Floats(channels, 1.0f), Floats(channels, 0.0f)};
    Value end = root.getResult();
    while (end.hasOneUse()) {
      Operation *user = *end.user_begin();
      // A return has operands, too.
      if (user->getNumOperands() != 2 || user->getNumResults() != 1 ||
          user->getResult(0).getType() != end.getType())
        break;
      Value other = user->getOperand(user->getOperand(0) == end);
      if (auto constant = isa<attend::MulOp>(user)
                              ? channelConstant(other, channels)
                              : std::nullopt) {
        for (auto [s, o, c] :
             llvm::zip_equal(tail.scale, tail.offset, *constant)) {
          s *= c;
          o *= c;
        }
      } else if (isa<attend::AddOp>(user) && other == v) {
        for (float &o : tail.offset)
          o += 1.0f;
      } else {
        break;
      }
      end = user->getResult(0);
    }

    rewriter.setInsertionPointAfterValue(end);
    auto condenser = attend::CondenserOp::create(
        rewriter, root.getLoc(), end.getType(), attend::CondenserForm::Gated, v,
        DenseF32ArrayAttr());
    RegionBuilder region(rewriter, condenser, v);
    Value gate = gateTail(region.copy(*chain), tail, root.getLoc());
    if (RegionBuilder::resizeCanSink(*chain))
      gate = region.resized(gate,
                            cast<attend::ResizeOp>(chain->ops[chain->expand]));
    attend::YieldOp::create(rewriter, root.getLoc(), gate);
    finish(end, condenser);
    return true;
  }

  /// tail applied to the gate: one unary where it is the same for all channels.
  Value gateTail(Value gate, const ChannelAffine &tail, Location loc) {
    float scale = tail.scale[0], offset = tail.offset[0];
    if (llvm::all_of(tail.scale, [=](float s) { return s == scale; }) &&
        llvm::all_of(tail.offset, [=](float o) { return o == offset; })) {
      if (scale == 1.0f && offset == 0.0f)
        return gate;
      return attend::UnaryOp::create(
          rewriter, loc, gate.getType(), attend::UnaryKind::Scale, gate,
          llvm::APFloat(scale), llvm::APFloat(offset));
    }
    return makeChannelAffine(rewriter, loc, gate, tail);
  }

  /// V' = softmax over channels (A) * B, A and B computed from one value.
  bool matchDouble(attend::MulOp root) {
    for (auto [a, b] : {std::pair(root.getLhs(), root.getRhs()),
                        {root.getRhs(), root.getLhs()}}) {
      auto softmax = a.getDefiningOp<attend::SoftmaxOp>();
      if (!softmax || softmax.getLog() || softmax.getAxis() != 3 ||
          !softmax->hasOneUse() ||
          cast<RankedTensorType>(a.getType()).getRank() != 4)
        continue;
      return matchDoubleOf(root, softmax, b);
    }
    return false;
  }

  bool matchDoubleOf(attend::MulOp root, attend::SoftmaxOp softmax, Value b) {
    if (softmax.getType() != root.getType() || b.getType() != root.getType())
      return reject("A and B have other shapes");
    auto conv = b.getDefiningOp<attend::Conv2dOp>();
    if (!conv)
      return reject("B is no convolution");
    // The pool that both paths read belongs to the condenser.
    Value v = conv.getInput();
    SmallVector<Operation *> shared;
    if (auto pool = v.getDefiningOp<attend::AvgPool2dOp>())
      if (llvm::hasNItems(v.getUses(), 2)) {
        shared.push_back(pool);
        v = pool.getInput();
      }
    FailureOr<Chain> pathA = trace(softmax.getInput(), v);
    FailureOr<Chain> pathB = trace(b, v);
    if (failed(pathA) || failed(pathB))
      return false;
    llvm::SetVector<Operation *> ops(pathA->ops.begin(), pathA->ops.end());
    ops.insert(pathB->ops.begin(), pathB->ops.end());
    ops.insert(softmax);
    if (!isClosed(ops, {root}))
      return reject("a value inside the path has another use");

    rewriter.setInsertionPoint(root);
    auto condenser = attend::CondenserOp::create(
        rewriter, root.getLoc(), root.getType(),
        attend::CondenserForm::DoubleCondensing, v, DenseF32ArrayAttr());
    RegionBuilder region(rewriter, condenser, v);
    Value copyA = region.copy(*pathA), copyB = region.copy(*pathB);
    attend::YieldOp::create(rewriter, root.getLoc(), ValueRange{copyA, copyB});
    finish(root.getResult(), condenser);
    return true;
  }

  /// Replaces `end` by the condenser and removes what nothing reads any more.
  void finish(Value end, attend::CondenserOp condenser) {
    rewriter.replaceAllUsesWith(end, condenser.getResult());
  }

  IRRewriter &rewriter;
  bool printReasons;
  std::string reason;
};

struct RecognizeCondensers
    : graph::impl::RecognizeCondensersBase<RecognizeCondensers> {
  using RecognizeCondensersBase::RecognizeCondensersBase;

  void runOnOperation() override {
    if (getOperation().isExternal())
      return;
    IRRewriter rewriter(&getContext());
    Recognizer recognizer(rewriter, printReasons);
    for (Operation *op : listOps())
      if (!op->use_empty())
        recognizer.visit(op);
    SmallVector<Operation *> ops = listOps();
    for (Operation *op : llvm::reverse(ops))
      if (isOpTriviallyDead(op))
        op->erase();
  }

  SmallVector<Operation *> listOps() {
    return llvm::map_to_vector(getOperation().front(),
                               [](Operation &op) { return &op; });
  }
};

} // namespace
