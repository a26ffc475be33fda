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

    The ops of a pipeline become functions that compute one row: their last
    argument `%row`. Their buffers are rings, R of the tensor's rows, row r at
    slot r modulo R. A table of bytes, `@rows_<pipeline>_steps`, says whose turn
    it is; the arena holds each op's next row as an i32. If the input comes in
    rows, the calls stand in `@push_rows(%rows, outputs, %arena, %first,
    %count)`, which runs the steps that rows %first to %first + %count - 1 make
    possible and, with the last row, the rest; its attribute
    `kernel.rows_taken` says where the arena holds how many rows have come, as
    an i32, and `@run` pushes all rows at once.

    Locations carry the wished C names of values and the ONNX names of
    functions; `attend.comment` says in a line what a function computes;
    `attend.float` marks functions of real numbers, `attend.noalias` buffers that
    no other argument overlaps.

    Precondition: attend-plan-arena; one function; a schedule as
    attend-verify-arena checks it. Postcondition: no `q8` and no `attend` op is
    left.

    ```mlir
    %y = q8.table %x, %t {kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x4xi8>, tensor<256xi8>) -> tensor<1x4xi8> loc("gate")
    // ->
    func.func private @gate(%x: memref<4xi8>, %y: memref<4xi8>) {
      %table = memref.get_global @gate_table : memref<256xi8>
      scf.for %i = %c0 to %c4 step %c1 { .. memref.store %entry, %y[%i] }
      return
    }

    %b = .. {kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, ..}
    // ->
    scf.for %step = %c0 to %c12 step %c1 {
      .. %layer = steps[%step]; %row = next_row[%layer], which is incremented
      scf.index_switch %layer
      case 0 { func.call @a(%x, %a, %row) }
      case 1 { func.call @b(%a, %b, %row) }
      default {}
    }
    ```
  }];
  let options = [Option<"target", "target", "std::string", "\"portable\"",
                        "target that the C is for (attendc targets)">,
                 Option<"arenaHooks", "arena-hooks", "bool", "false",
                        "announce each tick of the schedule by kernel.tick, "
                        "for tests of the plan">];
  let dependentDialects = [
    "::attendc::kernel::KernelDialect", "::mlir::arith::ArithDialect",
    "::mlir::func::FuncDialect", "::mlir::math::MathDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"
  ];
}

def VerifyLoops : Pass<"attend-verify-loops", "::mlir::ModuleOp"> {
  let summary = "Check that loops find in memory what they should";
  let description = [{
    Purpose: the proof of the plan on what is compiled: it knows the loops and
    nothing of the schedule. It runs the control of `@run`, steps and calls, and
    of `@push_rows` with one row a call, on an arena of which each byte knows
    what wrote it. Loops inside layers are walked as ranges: an index is a linear
    form of the turns, an access a strided box of bytes. Where an index has no
    such form over a range (a border, a remainder), the range is cut.

    Proven, if it passes: the network computes what it would if every view of
    the arena were a memory of its own, and every ring, whose slots are
    remainders `row % R`, held all rows. In detail:
    no access leaves its view, its part of a ring, the arena, or an argument;
    every byte that is read was written in this run, last through the same
    view, and, of a ring, as the same element of the tensor; what a call accesses
    through one argument it does not write through another (`restrict`); each
    reading op of a call finds what one and the same op wrote, so a row is not
    overwritten in place for one reader too early; every byte of an argument
    that is written to is written; the rows that are counted are those that came; the arena is as
    large as the last byte that is used, rounded up to its alignment.

    Not proven: that the values are right, that an op means the row that it
    names, and, where an op overwrites an operand as a whole, that no later one
    wanted the old value (attend-verify-arena does). Arrays on the stack are
    checked for their bounds only. A constant or a tensor at an index that depends
    on data counts as read wherever the index may lead.

    Precondition: attend-lower-to-loops. What cannot be followed is an error.

    ```mlir
    call @a(%x, %v1); call @b(%x, %v2); call @c(%v1, %y)
    // error, if @b writes bytes of the arena that @c reads as part of %v1
    ```
  }];
}

#endif // ATTEND_PASSES_LOWER_PASSES_TD
