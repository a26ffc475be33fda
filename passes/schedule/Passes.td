// Passes.td: the passes of passes/schedule, in the order in which the line runs them.

#ifndef ATTEND_PASSES_SCHEDULE_PASSES_TD
#define ATTEND_PASSES_SCHEDULE_PASSES_TD

include "mlir/Pass/PassBase.td"

def ChooseKernels : Pass<"attend-choose-kernels", "::mlir::func::FuncOp"> {
  let summary = "Choose loops or the target's matrix product for each weighted op";
  let description = [{
    Purpose: sets `kernel.choice` on every `q8.conv2d` and
    `q8.fully_connected`: "gemm" if the target has a matrix product, the op is
    not grouped and its weights less their zero points fit in int8, which is
    what the product reads; else "loops".

    Weights that less their zero points all lie in [-8, 7] are stored two in a
    byte, `kernel.nibbles`, where that makes the C smaller: by loops, if an op
    saves more than its code grows; by the matrix product, if all such ops save
    more than the kernel's half for them takes. Depthwise convolutions have few
    weights and keep bytes. What is computed does not change.

    Precondition: weights are `q8.constant`. Postcondition: as the purpose says.

    ```mlir
    %y = q8.fully_connected %x, %w, %b {..}
    // ->
    %y = q8.fully_connected %x, %w, %b {.., kernel.choice = "gemm"}
    ```
  }];
  let options = [Option<"target", "target", "std::string", "\"portable\"",
                        "target that the C is for (attendc targets)">];
  let dependentDialects = ["::attendc::kernel::KernelDialect"];
}

def ScheduleRows : Pass<"attend-schedule-rows", "::mlir::func::FuncOp"> {
  let summary = "Choose which ops run row by row";
  let description = [{
    Purpose: cuts the line of ops into whole ops and pipelines, whose ops
    compute one row at a time so that what lies between them is a ring of a few
    rows. Of the schedules that fit in `ram` bytes the one with the shortest
    estimated time is taken, or with "min" the one with the smallest arena. Sets
    `kernel.pipeline` on the ops and `kernel.steps` on the function.

    Ops stay in the order given, unless the schedule of the order in which whole
    ops need the least memory fits where the other does not, or is faster, or
    as fast in a smaller arena (with "min": smaller).

    With `push-rows` the one input, [1, H, W, C], comes in rows: the first op is
    then `kernel.pushed_rows`, in the first pipeline.

    Precondition: attend-choose-kernels. Postcondition: attend-plan-arena can
    read the schedule. Fails if nothing fits, with the least that would.

    Source: the segments are a shortest path problem, for what crosses a cut
    lies whole in memory, whatever the other segments do. The order is found by
    depth-first search over sets of ops that have run; what shrinks the memory
    in use runs at once, for no later place could be better.

    ```mlir
    %a = q8.conv2d %x, %w, %b {..}
    %y = q8.max_pool2d %a {..}
    // -> with attributes on the function {kernel.steps = [array<i32: 0, 0, 1, ..>]}
    %a = q8.conv2d %x, %w, %b {.., kernel.pipeline = 0 : i64}
    %y = q8.max_pool2d %a {.., kernel.pipeline = 0 : i64}
    ```
  }];
  let options = [Option<"target", "target", "std::string", "\"portable\"",
                        "target that the C is for (attendc targets)">,
                 Option<"ram", "ram", "std::string", "\"\"",
                        "bytes that the arena may take, min or time; the target's goal">,
                 Option<"pushRows", "push-rows", "bool", "false",
                        "take the input in rows">];
  let dependentDialects = ["::attendc::kernel::KernelDialect"];
}

def PlanArena : Pass<"attend-plan-arena", "::mlir::func::FuncOp"> {
  let summary = "Give every result a place: arena, caller's buffer or alias";
  let description = [{
    Purpose: every buffer is alive from the op that writes it to the last op
    that reads it (through reshapes too); buffers that are alive at the same
    time get disjoint bytes. Sets on each `q8` and `attend` op but constants:

    * `kernel.place` = "arena" with `kernel.offset` (bytes, a multiple of 16),
      "result" with `kernel.index` (the function's result whose buffer the
      caller owns), or "alias" (a reshape: the operand's bytes);
    * `kernel.in_place` = the operand whose bytes the result overwrites, if
      there is one: tables and elementwise ops on a dying operand of the same
      size. A function's inputs are never overwritten;
    * `kernel.scratch_offset`, `kernel.scratch_bytes` for the rows that a
      convolution by matrix product gathers.

    In a pipeline (attend-schedule-rows) every row is alive from the step that
    computes it to the last step that reads it, and a buffer is a ring of as
    many rows as are alive at a time: `kernel.rows`. What a later op or the
    caller reads is whole. The function gets `kernel.state_offsets`, where the
    pipelines count rows, `kernel.arena_bytes`, and `kernel.arena_lower_bound`,
    the most bytes alive at one op or step, below which no plan can go.

    Precondition: attend-choose-kernels; attend-schedule-rows may have run.
    Postcondition: attend-verify-arena.
    Source: greedy by size, Pisarchyk and Lee, "Efficient Memory Management for
    Deep Neural Net Inference" (2020), section 5, and other orders; the best of
    them is improved by placing buffers earlier that are drawn by chance.

    ```mlir
    %y = q8.table %x, %t : ..
    // ->
    %y = q8.table %x, %t {kernel.place = "arena", kernel.offset = 0 : i64, kernel.in_place = 0 : i64} : ..
    ```
  }];
  let options = [Option<"target", "target", "std::string", "\"portable\"",
                        "target that the C is for (attendc targets)">];
  let dependentDialects = ["::attendc::kernel::KernelDialect"];
}

def VerifyArena : Pass<"attend-verify-arena", "::mlir::func::FuncOp"> {
  let summary = "Check that no buffer is overwritten while it is alive";
  let description = [{
    Purpose: recomputes from the attributes alone which bytes each op writes,
    and fails if a value that this op or a later one reads lies in them, if
    they leave the arena, or if a place is missing. The one exception is the
    operand that `kernel.in_place` names, if nothing reads it later.

    Changes nothing.
  }];
}

#endif // ATTEND_PASSES_SCHEDULE_PASSES_TD
