// FunctionWriter.cpp: decides the parameters of each C function, and what the
// functions that users call do besides computing.

#include "passes/toc/FunctionWriter.h"

#include "passes/toc/BufferWrites.h"
#include "passes/toc/CText.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::toc;

/// The wished name of `argument`, or `fallback`.
static Location argumentName(OpBuilder &builder, BlockArgument argument,
                             StringRef fallback) {
  auto name = dyn_cast<NameLoc>(argument.getLoc());
  bool isOwn =
      name && argument.getLoc() != argument.getOwner()->getParentOp()->getLoc();
  return NameLoc::get(builder.getStringAttr(isOwn ? cIdentifier(name.getName())
                                                  : fallback.str()));
}

/// `(void)x;` for every argument of `function` that its body does not use.
static void acknowledgeUnused(OpBuilder &builder, func::FuncOp function,
                              emitc::FuncOp lowered) {
  for (auto [source, argument] :
       llvm::zip_equal(function.getArguments(), lowered.getArguments()))
    if (!isUsed(source))
      emitc::VerbatimOp::create(builder, builder.getUnknownLoc(),
                                builder.getStringAttr("(void){};"),
                                ValueRange{argument});
}

LogicalResult FunctionWriter::writeLayer(func::FuncOp layer) {
  if (layer.getNumResults())
    return layer.emitError("a function on buffers has no results");
  SymbolTableCollection symbols;
  SmallVector<Type> types;
  for (BlockArgument argument : layer.getArguments()) {
    auto type = dyn_cast<MemRefType>(argument.getType());
    Type scalar =
        type ? cScalar(type.getElementType()) : cScalar(argument.getType());
    if (!scalar || (type && !isRowMajor(type)))
      return layer.emitError("C has no parameter of type ")
             << argument.getType();
    if (!type) {
      types.push_back(scalar);
      continue;
    }
    bool isRestrict =
        layer.getArgAttr(argument.getArgNumber(), "attend.noalias") != nullptr;
    types.push_back(model.pointer(type.getElementType(),
                                  !isWritten(argument, symbols), isRestrict));
  }
  std::string comment;
  if (auto text = layer->getAttrOfType<StringAttr>("attend.comment"))
    comment = text.getValue().str();
  else if (layer->hasAttr(kRowsTaken))
    comment = "The rows from `first` on, and all that needs no later ones.";
  else if (auto name = dyn_cast<NameLoc>(layer.getLoc()))
    comment = name.getName().str();
  if (!comment.empty())
    comment = "\n/* " + cComment(comment) + " */";
  emitc::VerbatimOp::create(builder, builder.getUnknownLoc(), comment);

  NamedAttribute isStatic(builder.getStringAttr("specifiers"),
                          builder.getStrArrayAttr({"static"}));
  auto lowered = emitc::FuncOp::create(
      builder, layer.getLoc(), model.symbols[layer.getSymName()],
      builder.getFunctionType(types, {}), ArrayRef<NamedAttribute>(isStatic));
  OpBuilder::InsertionGuard guard(builder);
  Block *body = lowered.addEntryBlock();
  builder.setInsertionPointToStart(body);
  acknowledgeUnused(builder, layer, lowered);
  BodyLowering lowering(builder, layer, model);
  for (auto [source, argument] :
       llvm::zip_equal(layer.getArguments(), lowered.getArguments())) {
    argument.setLoc(argumentName(
        builder, source, "argument" + std::to_string(source.getArgNumber())));
    lowering.map(source, argument);
  }
  if (failed(lowering.lowerBlock(layer.getBody().front())))
    return failure();
  emitc::ReturnOp::create(builder, builder.getUnknownLoc(), Value());
  return success();
}

Location FunctionWriter::named(StringRef name) {
  return NameLoc::get(builder.getStringAttr(name));
}

FunctionWriter::Parameter FunctionWriter::portParameter(const ModelPort &port) {
  std::string element = (port.isOutput ? "" : "const ") + port.cType;
  return {port.name, emitc::PointerType::get(emitc::OpaqueType::get(
                         builder.getContext(), element))};
}

FunctionWriter::Parameter FunctionWriter::arenaParameter() {
  return {"arena", emitc::PointerType::get(
                       emitc::OpaqueType::get(builder.getContext(), "void"))};
}

Value FunctionWriter::memory(Value arena) {
  return emitc::CastOp::create(
      builder, named("memory"),
      model.pointer(builder.getI8Type(), /*isConst=*/false), arena);
}

Value FunctionWriter::buffer(Value argument, const ModelPort &port, Type type) {
  if (!port.isUnsigned)
    return argument;
  Type element = cast<MemRefType>(type).getElementType();
  return emitc::CastOp::create(builder, builder.getUnknownLoc(),
                               model.pointer(element, !port.isOutput),
                               argument);
}

emitc::FuncOp FunctionWriter::beginPublic(func::FuncOp source, StringRef name,
                                          ArrayRef<Parameter> parameters,
                                          Type result) {
  emitc::VerbatimOp::create(builder, builder.getUnknownLoc(), "");
  SmallVector<Type> types;
  for (const Parameter &parameter : parameters)
    types.push_back(parameter.type);
  auto lowered = emitc::FuncOp::create(
      builder, source.getLoc(), interface.prefix + "_" + name.str(),
      builder.getFunctionType(types, {result}));
  builder.setInsertionPointToStart(lowered.addEntryBlock());
  for (auto [argument, parameter] :
       llvm::zip_equal(lowered.getArguments(), parameters))
    argument.setLoc(named(parameter.name));
  return lowered;
}

LogicalResult FunctionWriter::writeRun(func::FuncOp run) {
  SmallVector<Parameter> parameters;
  for (const ModelPort &port : interface.ports)
    parameters.push_back(portParameter(port));
  parameters.push_back(arenaParameter());
  OpBuilder::InsertionGuard guard(builder);
  Type intType = emitc::OpaqueType::get(builder.getContext(), "int");
  emitc::FuncOp lowered = beginPublic(run, "run", parameters, intType);
  acknowledgeUnused(builder, run, lowered);
  BodyLowering lowering(builder, run, model);
  for (auto [port, source, argument] : llvm::zip_first(
           interface.ports, run.getArguments(), lowered.getArguments()))
    lowering.map(source, buffer(argument, port, source.getType()));
  BlockArgument arena = run.getArguments().back();
  Value bytes = lowered.getArguments().back();
  lowering.map(arena, isUsed(arena) ? memory(bytes) : bytes);
  if (failed(lowering.lowerBlock(run.getBody().front())))
    return failure();
  Location unnamed = builder.getUnknownLoc();
  Value zero = emitc::ConstantOp::create(
      builder, unnamed, intType,
      emitc::OpaqueAttr::get(builder.getContext(), "0"));
  emitc::ReturnOp::create(builder, unnamed, zero);
  return success();
}

// if (first < 0 || count < 1 || count > H - first ||
//     (first > 0 && first != rows taken))
//   return -1;
// take_rows(rows, outputs.., memory, first, count);
// return H - (first + count);
void FunctionWriter::writePushRows(func::FuncOp pushRows) {
  Type i32 = builder.getI32Type();
  const ModelPort &input = interface.ports.front();
  ArrayRef<ModelPort> outputs = ArrayRef(interface.ports).drop_front();
  SmallVector<Parameter> parameters = {
      {"rows", portParameter(input).type}, {"first", i32}, {"count", i32}};
  for (const ModelPort &port : outputs)
    parameters.push_back(portParameter(port));
  parameters.push_back(arenaParameter());
  OpBuilder::InsertionGuard guard(builder);
  emitc::FuncOp lowered = beginPublic(pushRows, "push_rows", parameters, i32);

  Location unnamed = builder.getUnknownLoc();
  Value first = lowered.getArgument(1), count = lowered.getArgument(2);
  Value arena = memory(lowered.getArguments().back());
  auto constant = [&](int64_t value) -> Value {
    return emitc::ConstantOp::create(builder, unnamed, i32,
                                     builder.getI32IntegerAttr(value));
  };
  auto compare = [&](Value a, emitc::CmpPredicate predicate, Value b) {
    return emitc::CmpOp::create(builder, unnamed, builder.getI1Type(),
                                predicate, a, b);
  };
  auto either = [&](Value a, Value b) -> Value {
    return emitc::LogicalOrOp::create(builder, unnamed, builder.getI1Type(), a,
                                      b);
  };
  emitc::VerbatimOp::create(builder, unnamed,
                            "/* memory + " +
                                std::to_string(*interface.rowsTaken) +
                                " counts the rows taken. */");
  using Predicate = emitc::CmpPredicate;
  Value height = constant(input.shape[1]);
  Value zero = constant(0);
  Value isWrong = either(compare(first, Predicate::lt, zero),
                         compare(count, Predicate::lt, constant(1)));
  isWrong = either(isWrong, compare(count, Predicate::gt,
                                    emitc::SubOp::create(builder, unnamed, i32,
                                                         height, first)));
  // The rows taken, which only a frame that has begun has counted.
  Value address = emitc::AddOp::create(builder, unnamed, arena.getType(), arena,
                                       constant(*interface.rowsTaken));
  address =
      emitc::CastOp::create(builder, unnamed, arenaParameter().type, address);
  Type pointer = model.pointer(i32, /*isConst=*/true);
  Type element = cast<emitc::PointerType>(pointer).getPointee();
  address = emitc::CastOp::create(builder, unnamed, pointer, address);
  Value taken = emitc::SubscriptOp::create(
      builder, unnamed, emitc::LValueType::get(element), address, zero);
  taken = emitc::LoadOp::create(builder, unnamed, element, taken);
  taken = emitc::CastOp::create(builder, unnamed, i32, taken);
  isWrong =
      either(isWrong,
             emitc::LogicalAndOp::create(builder, unnamed, builder.getI1Type(),
                                         compare(first, Predicate::gt, zero),
                                         compare(first, Predicate::ne, taken)));
  auto refuse = emitc::IfOp::create(builder, unnamed, isWrong,
                                    /*addThenBlock=*/true,
                                    /*addElseBlock=*/false);
  {
    OpBuilder::InsertionGuard inner(builder);
    builder.setInsertionPointToStart(&refuse.getThenRegion().front());
    emitc::VerbatimOp::create(builder, unnamed, "return -1;");
    emitc::YieldOp::create(builder, unnamed);
  }

  TypeRange types = pushRows.getArgumentTypes();
  SmallVector<Value> operands = {
      buffer(lowered.getArgument(0), input, types.front())};
  for (auto [port, argument, type] : llvm::zip_first(
           outputs, lowered.getArguments().drop_front(3), types.drop_front()))
    operands.push_back(buffer(argument, port, type));
  operands.append({arena, first, count});
  emitc::CallOpaqueOp::create(builder, unnamed, TypeRange(),
                              model.symbols[pushRows.getSymName()], operands);
  Value end = emitc::AddOp::create(builder, unnamed, i32, first, count);
  emitc::ReturnOp::create(
      builder, unnamed,
      emitc::SubOp::create(builder, unnamed, i32, height, end));
}
