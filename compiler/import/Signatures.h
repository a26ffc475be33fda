// Signatures.h: what ONNX itself says about each op: operands, results and
// attributes, as a table that nodes are checked against before any handler
// sees them.
#ifndef ATTEND_COMPILER_IMPORT_SIGNATURES_H
#define ATTEND_COMPILER_IMPORT_SIGNATURES_H

#include "compiler/import/Node.h"

namespace attendc::importer {

/// One op from one opset on, in the words of a small language. Lists are
/// separated by blanks.
///
///   inputs      X:float[3+] B?:float[1] parts*:any
///     name, `?` if it may be absent, `*` if it may repeat; after the colon
///     the element types; in brackets the rank: exact, `3+` or `0-1`.
///     Types are a set (float: f16 f32 f64; wide: float, i32 i64 u32 u64;
///     ordered: wide, i8 u8; number: all but bool; signed: no unsigned;
///     byte: i8 u8; index: i32 i64; any) or a list such as f32|i32. Operands
///     with the same words have the same type: `byte#2` is the set byte, but a
///     type of its own; `each` is any type, each its own.
///   outputs     Y Indices?
///   attributes  axis!:int mode:{nearest,linear} pads:sizes
///     name, `!` if it must be given, and its kind: int, flag (0 or 1), size
///     (at least 0), count (at least 1), float, string, {a,b} (one of these
///     words), tensor, and ints, sizes, counts, floats, strings for lists.
///
/// Element types that no operand can have here (bfloat16, float8, int4,
/// strings, ..) are left out, so revisions that only add such are no rows.
struct Signature {
  /// The op's type, with its domain in front if that is not ai.onnx:
  /// "com.microsoft.QLinearAdd".
  const char *type;
  int64_t since;
  const char *inputs, *outputs;
  const char *attributes = "";
};

/// All rows, those of one type by rising opset (SignatureTable.cpp). Sources:
/// the operator changelog of ONNX, and ONNX Runtime's list of contrib ops.
llvm::ArrayRef<Signature> signatures();

/// The row of an op at an opset; null if there is none. `qualifiedType` is
/// written as in Signature::type.
const Signature *findSignature(llvm::StringRef qualifiedType, int64_t opset);

/// "Conv", "com.microsoft.QLinearAdd": the node's op with its domain.
std::string qualifiedType(const onnx::NodeProto &node);

/// Checks what a node says by itself: the numbers of its operands and
/// results, and the names, types and values of its attributes.
mlir::LogicalResult checkNode(const onnx::NodeProto &node,
                              const Signature &signature, int64_t opset,
                              ImportError &error);

/// Checks the element types and ranks of a node's operands; null where an
/// operand is absent.
mlir::LogicalResult checkOperands(const onnx::NodeProto &node,
                                  const Signature &signature,
                                  llvm::ArrayRef<const Operand *> operands,
                                  ImportError &error);

} // namespace attendc::importer

#endif // ATTEND_COMPILER_IMPORT_SIGNATURES_H
