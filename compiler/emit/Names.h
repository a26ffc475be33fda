// Names.h: unique names for the local variables of a function.
#ifndef ATTEND_COMPILER_EMIT_NAMES_H
#define ATTEND_COMPILER_EMIT_NAMES_H

#include "mlir/IR/Location.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringSet.h"

#include <string>
#include <vector>

namespace attendc::emit {

/// The names in scope. No name hides another one: a name is new in its own
/// scope and in all around it, and may be used again in the next block.
class Names {
public:
  /// `fileNames`: the functions and globals of the file.
  explicit Names(const llvm::StringSet<> &fileNames) : fileNames(fileNames) {}

  void openScope() { scopes.emplace_back(); }
  void closeScope() { scopes.pop_back(); }

  /// Gives `value` a name, close to the one its location wishes for.
  llvm::StringRef declare(mlir::Value value);
  /// The name that `value` was given.
  llvm::StringRef lookup(mlir::Value value) const { return names.at(value); }
  bool isDeclared(mlir::Value value) const { return names.contains(value); }

private:
  bool isTaken(llvm::StringRef name) const;

  const llvm::StringSet<> &fileNames;
  std::vector<llvm::StringSet<>> scopes;
  llvm::DenseMap<mlir::Value, std::string> names;
};

} // namespace attendc::emit

#endif // ATTEND_COMPILER_EMIT_NAMES_H
