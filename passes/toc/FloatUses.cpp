// FloatUses.cpp: decides what the C says of floats: whether results may differ
// between targets, what to link, and which types may alias.

#include "passes/toc/FloatUses.h"

#include "dialects/kernel/KernelDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace attendc;

/// Arithmetic whose result C leaves some freedom: products and sums may be
/// rounded once, functions of <math.h> to a neighbour. Comparisons and
/// conversions are exact everywhere.
static bool isFloatArithmetic(Operation *op) {
  return isa<arith::AddFOp, arith::SubFOp, arith::MulFOp, arith::DivFOp>(op) ||
         (isa<math::MathDialect>(op->getDialect()) &&
          isa<FloatType>(op->getResult(0).getType()));
}

/// An op whose text in runtime/ gives the same integers everywhere.
static bool isQuantized(Operation *op) {
  return isa<kernel::KernelDialect>(op->getDialect()) &&
         !isa<kernel::CopyOp, kernel::FillOp, kernel::TickOp>(op);
}

void toc::describeFloats(func::FuncOp run, ArrayRef<func::FuncOp> layers,
                         ModelInterface &model) {
  bool hasQuantized = false;
  SmallVector<func::FuncOp> functions(layers);
  functions.push_back(run);
  for (func::FuncOp function : functions) {
    bool hasArithmetic = false;
    function.walk([&](Operation *op) {
      hasArithmetic |= isFloatArithmetic(op);
      model.usesLibm |=
          isa<math::MathDialect>(op->getDialect()) && !isa<math::AbsIOp>(op);
      hasQuantized |= isQuantized(op);
    });
    model.hasFloatArithmetic |= hasArithmetic;
    if (!hasArithmetic || !function->hasAttr("attend.float"))
      continue;
    auto name = dyn_cast<NameLoc>(function.getLoc());
    model.floatLayers.push_back(name ? name.getName().str()
                                     : function.getSymName().str());
  }
  if (!hasQuantized)
    model.floatLayers.clear();
}

llvm::SetVector<Type> toc::retypedElements(ModuleOp module) {
  llvm::SetVector<Type> elements;
  module.walk([&](memref::ViewOp view) {
    Type element = view.getType().getElementType();
    if (element.isIntOrFloat() && element.getIntOrFloatBitWidth() > 8)
      elements.insert(element);
  });
  return elements;
}

std::string toc::aliasedTypesText(ArrayRef<StringRef> names) {
  std::string text =
      "\n/* Bytes of the arena hold numbers of one type after the other. */\n"
      "#ifdef __GNUC__\n"
      "#define ATTEND_MAY_ALIAS __attribute__((may_alias))\n"
      "#else\n"
      "#define ATTEND_MAY_ALIAS\n"
      "#endif";
  for (StringRef name : names)
    text +=
        ("\ntypedef " + name + " attend_" + name + " ATTEND_MAY_ALIAS;").str();
  return text;
}

bool toc::isPartlyInfinite(memref::GlobalOp global) {
  auto value = dyn_cast<DenseElementsAttr>(*global.getInitialValue());
  Type element = global.getType().getElementType();
  return value && (element.isF32() || element.isF64()) &&
         llvm::any_of(value.getValues<APFloat>(),
                      [](const APFloat &number) { return !number.isFinite(); });
}
