// NetworkFunction.cpp: which arguments the public functions take, and what
// their attributes say.

#include "passes/lower/NetworkFunction.h"
#include "passes/schedule/Placement.h"
#include "passes/schedule/Rows.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

MemRefType lower::bufferType(Type tensor) {
  auto shaped = cast<ShapedType>(tensor);
  return MemRefType::get(shaped.getShape(),
                         schedule::storedElement(shaped.getElementType()));
}

MemRefType lower::bytesType(MLIRContext *context, int64_t bytes) {
  return MemRefType::get({bytes}, IntegerType::get(context, 8));
}

static NamedAttrList argumentAttributes(DictionaryAttr attributes, Type type) {
  NamedAttrList list(attributes);
  if (getElementTypeOrSelf(type).isUnsignedInteger())
    list.set("attend.unsigned", UnitAttr::get(type.getContext()));
  if (getElementTypeOrSelf(type).isInteger(1))
    list.set("attend.bool", UnitAttr::get(type.getContext()));
  return list;
}

func::FuncOp lower::createRun(OpBuilder &builder, func::FuncOp source) {
  SmallVector<Type> types;
  SmallVector<DictionaryAttr> attributes;
  SmallVector<Location> locations;
  MLIRContext *context = builder.getContext();
  auto add = [&](Type type, DictionaryAttr dictionary, StringRef fallback) {
    NamedAttrList list = argumentAttributes(dictionary, type);
    auto name = list.getNamed("attend.name");
    StringAttr label = name ? dyn_cast<StringAttr>(name->getValue()) : nullptr;
    types.push_back(bufferType(type));
    attributes.push_back(list.getDictionary(context));
    locations.push_back(
        NameLoc::get(label ? label : builder.getStringAttr(fallback)));
  };
  for (auto [number, type] : llvm::enumerate(source.getArgumentTypes()))
    add(type, source.getArgAttrDict(number), "input");
  for (auto [number, type] : llvm::enumerate(source.getResultTypes()))
    add(type, source.getResultAttrDict(number), "output");
  types.push_back(
      bytesType(context, schedule::integerOr(source, schedule::kArenaBytes)));
  attributes.push_back(builder.getDictionaryAttr({}));
  locations.push_back(NameLoc::get(builder.getStringAttr("arena")));

  auto run = func::FuncOp::create(builder, source.getLoc(), "run",
                                  builder.getFunctionType(types, {}));
  for (NamedAttribute attribute : source->getDiscardableAttrs())
    run->setAttr(attribute.getName(), attribute.getValue());
  // The loops say it.
  for (StringRef name :
       {schedule::kSteps, schedule::kStateOffsets, schedule::kPushRows})
    run->removeAttr(name);
  run.setAllArgAttrs(attributes);
  builder.createBlock(&run.getBody(), {}, types, locations);
  builder.setInsertionPoint(run);
  return run;
}

func::FuncOp lower::createPushRows(OpBuilder &builder, func::FuncOp run,
                                   int64_t rowsTakenOffset) {
  SmallVector<Type> types(run.getArgumentTypes());
  types.append(2, builder.getIndexType());
  SmallVector<Location> locations;
  for (BlockArgument argument : run.getArguments())
    locations.push_back(argument.getLoc());
  locations.front() = NameLoc::get(builder.getStringAttr("rows"));
  locations.back() = NameLoc::get(builder.getStringAttr("memory"));
  for (StringRef name : {"first", "count"})
    locations.push_back(NameLoc::get(builder.getStringAttr(name)));
  auto pushRows = func::FuncOp::create(builder, run.getLoc(), "push_rows",
                                       builder.getFunctionType(types, {}));
  pushRows->setAttr("kernel.rows_taken",
                    builder.getI64IntegerAttr(rowsTakenOffset));
  builder.createBlock(&pushRows.getBody(), {}, types, locations);
  builder.setInsertionPoint(pushRows);

  OpBuilder b = OpBuilder::atBlockEnd(&run.getBody().front());
  Location loc = b.getUnknownLoc();
  SmallVector<Value> arguments(run.getArguments());
  int64_t rows = schedule::rowCount(run.getArgument(0));
  for (int64_t value : {int64_t(0), rows})
    arguments.push_back(arith::ConstantIndexOp::create(b, loc, value));
  func::CallOp::create(b, loc, pushRows, arguments);
  func::ReturnOp::create(b, loc);
  return pushRows;
}
