// Passes.td: the passes of passes/toc, in the order in which the line runs them.

#ifndef ATTEND_PASSES_TOC_PASSES_TD
#define ATTEND_PASSES_TOC_PASSES_TD

include "mlir/Pass/PassBase.td"

def LowerToEmitC : Pass<"attend-lower-to-emitc", "::mlir::ModuleOp"> {
  let summary = "Turn loops on buffers into three C files in emitc";
  let description = [{
    Purpose: decides everything about the C text but its spelling: files,
    order, names, types, comments.

    Precondition: one public function whose arguments are the inputs, the
    outputs and, last, the arena; if rows of the input can be pushed, a second
    one that takes two indices besides, the first row and their count, and has
    the attribute `kernel.rows_taken`: where in the arena (bytes) it counts the
    rows taken, an int32. The C around it checks their order. Private functions
    are defined before their callers and take buffers and numbers; bodies use
    func, scf, memref, arith, math and kernel ops on static, densely laid out
    buffers, which may be parts of others at dynamic offsets; `memref.global`s
    are constant and
    initialized. f16 is stored, chosen and converted only. The argument
    attributes `attend.unsigned` and `attend.bool` say how integers are meant;
    `attend.float` marks functions whose names the header of a network with
    integer kernels lists as float layers; `attend.comment` on functions and
    loops stands above them.

    Postcondition: the module holds three `emitc.file`s named `<prefix>.h`,
    `<prefix>.c` and `<prefix>_weights.c` and nothing else. `index` is int32_t
    and all arithmetic signed; a buffer is a pointer and its elements lie in
    row-major order; buffers that nobody writes are `const`. f16 is a uint16_t.
    Locations carry the wished names of local variables, which the printer makes
    unique. Constants of int8 are stored as little-endian 64-bit words, because
    C compilers read those five times faster than bytes.

    ```mlir
    func.func private @relu(%x: memref<4xi8>, %y: memref<4xi8>)
    // -> in model.c
    emitc.func @model_relu(%x: !emitc.opaque<"const int8_t *">, %y: !emitc.opaque<"int8_t *">)
    ```
  }];
  let options = [
    Option<"prefix", "prefix", "std::string", "\"model\"",
           "first part of the files' names and of every external symbol">,
    Option<"target", "target", "std::string", "\"portable\"",
           "target whose runtime text kernel.gemm calls">
  ];
  let dependentDialects = ["::mlir::emitc::EmitCDialect"];
}

#endif // ATTEND_PASSES_TOC_PASSES_TD
