// FunctionWriter.h: the functions of a model in emitc, layers and those that
// users call.
#ifndef ATTEND_PASSES_TOC_FUNCTIONWRITER_H
#define ATTEND_PASSES_TOC_FUNCTIONWRITER_H

#include "passes/toc/BodyLowering.h"
#include "passes/toc/ModelInterface.h"

namespace attendc::toc {

/// Writes functions on buffers at the builder's place, one after the other.
class FunctionWriter {
public:
  FunctionWriter(mlir::OpBuilder &builder, ModelLowering &model,
                 const ModelInterface &interface)
      : builder(builder), model(model), interface(interface) {}

  /// A static function of the buffers and numbers that `layer` takes.
  llvm::LogicalResult writeLayer(mlir::func::FuncOp layer);

  /// `int <prefix>_run(inputs.., outputs.., arena)`, which returns 0.
  llvm::LogicalResult writeRun(mlir::func::FuncOp run);

  /// `int32_t <prefix>_push_rows(rows, first, count, outputs.., arena)`: checks
  /// that the rows follow those taken so far and calls the layer `pushRows`.
  void writePushRows(mlir::func::FuncOp pushRows);

private:
  /// A parameter of a public function.
  struct Parameter {
    std::string name;
    mlir::Type type;
  };

  /// An empty function in whose body the builder stands.
  mlir::emitc::FuncOp beginPublic(mlir::func::FuncOp source,
                                  llvm::StringRef name,
                                  llvm::ArrayRef<Parameter> parameters,
                                  mlir::Type result);
  Parameter portParameter(const ModelPort &port);
  Parameter arenaParameter();
  mlir::Location named(llvm::StringRef name);
  /// The arena as bytes.
  mlir::Value memory(mlir::Value arena);
  /// The buffer behind the argument that `port` is, which has the elements of
  /// `type`: C's unsigned integers are signless here.
  mlir::Value buffer(mlir::Value argument, const ModelPort &port,
                     mlir::Type type);

  mlir::OpBuilder &builder;
  ModelLowering &model;
  const ModelInterface &interface;
};

} // namespace attendc::toc

#endif // ATTEND_PASSES_TOC_FUNCTIONWRITER_H
