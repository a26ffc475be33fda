// Passes.td: the passes of passes/lower, in the order in which the line runs them.

#ifndef ATTEND_PASSES_LOWER_PASSES_TD
#define ATTEND_PASSES_LOWER_PASSES_TD

include "mlir/Pass/PassBase.td"

def LowerToLoops : Pass<"attend-lower-to-loops", "::mlir::ModuleOp"> {
  let summary = "Turn scheduled ops into loops on buffers";
  let description = [{
    Purpose: each `q8` or `attend` op becomes a private function with the loops that
    compute it, its constants packed in the order in which they are read. The
    public function `@run` takes the inputs, the outputs and the arena, and
    calls them in order. Buffers in functions are flat, memref<Nxi8> or
    memref<Nxf32>; those of `@run`'s inputs and outputs keep their shape.
    Unsigned elements are stored signless and extended without sign; the
    argument then carries `attend.unsigned`. A bool takes a byte, 0 or 1, and
    `attend.bool`.

    Locations carry the wished C names of values and the ONNX names of
    functions; `attend.comment` says in a line what a function computes;
    `attend.float` marks functions of real numbers, `attend.noalias` buffers that
    no other argument overlaps.

    Precondition: attend-plan-arena; one function. Postcondition: no `q8`
    and no `attend` op is left.

    ```mlir
    %y = q8.table %x, %t {kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x4xi8>, tensor<256xi8>) -> tensor<1x4xi8> loc("gate")
    // ->
    func.func private @gate(%x: memref<4xi8>, %y: memref<4xi8>) {
      %table = memref.get_global @gate_table : memref<256xi8>
      scf.for %i = %c0 to %c4 step %c1 { .. memref.store %entry, %y[%i] }
      return
    }
    ```
  }];
  let options = [Option<"target", "target", "std::string", "\"portable\"",
                        "target that the C is for (attendc targets)">];
  let dependentDialects = [
    "::attendc::kernel::KernelDialect", "::mlir::arith::ArithDialect",
    "::mlir::func::FuncDialect", "::mlir::math::MathDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"
  ];
}

#endif // ATTEND_PASSES_LOWER_PASSES_TD
