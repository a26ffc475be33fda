// Limits.h: how large a model may be, so that no file makes the compiler take
// more than 512 MiB or hang; README.md lists them.
#ifndef ATTEND_COMPILER_IMPORT_LIMITS_H
#define ATTEND_COMPILER_IMPORT_LIMITS_H

#include <cstddef>
#include <cstdint>

namespace attendc::importer {

/// Bytes of the file, and of the file with its external data.
inline constexpr int64_t maxModelBytes = int64_t(1) << 27;
/// Estimate of the bytes that the parsed messages take; see ModelFile.h.
inline constexpr int64_t maxMessageBytes = int64_t(3) << 26;
/// Bytes of all tensors that are read or computed, and again of all constants
/// that are written into the module.
inline constexpr int64_t maxConstantBytes = int64_t(3) << 26;

/// Largest number of elements of any tensor, so that byte offsets of float
/// tensors stay below 2^31.
inline constexpr int64_t maxElements = int64_t(1) << 29;
/// Largest number of elements of an initializer or attribute tensor.
inline constexpr int64_t maxConstantElements = int64_t(1) << 25;
/// Largest number of elements of a constant that the importer computes.
inline constexpr int64_t maxComputedElements = int64_t(1) << 22;
inline constexpr size_t maxRank = 8;

/// Versions of the file format; before 3 the default opset was fixed.
inline constexpr int64_t oldestIrVersion = 3;
inline constexpr int64_t newestIrVersion = 11;

/// Nodes, and operands or results of one node.
inline constexpr int maxNodes = 6000;
inline constexpr int maxOperands = 2048;
/// Bytes of a name, and entries of a list attribute or a list operand.
inline constexpr size_t maxNameBytes = 4096;
inline constexpr int64_t maxListEntries = 4096;

} // namespace attendc::importer

#endif // ATTEND_COMPILER_IMPORT_LIMITS_H
