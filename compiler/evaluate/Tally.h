// Tally.h: how often the right class is found among the best.
#ifndef ATTEND_COMPILER_EVALUATE_TALLY_H
#define ATTEND_COMPILER_EVALUATE_TALLY_H

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <vector>

namespace attendc::evaluate {

/// The class with the highest score; the first of equal ones.
size_t bestClass(llvm::ArrayRef<float> scores);

/// Counts of pictures. Scores are no NaN; of equal scores that of the first
/// class counts as higher.
class Tally {
public:
  explicit Tally(size_t classes)
      : confusion(classes, std::vector<int64_t>(classes)) {}

  /// A picture of class `label` has these scores, one for each class.
  void add(size_t label, llvm::ArrayRef<float> scores);

  /// Pictures; those whose class has the highest score, and one of the five
  /// highest.
  int64_t total() const { return count; }
  int64_t top1() const { return best; }
  int64_t top5() const { return amongFive; }

  /// How many pictures of class `label` were taken for each class.
  llvm::ArrayRef<int64_t> row(size_t label) const { return confusion[label]; }
  int64_t totalOf(size_t label) const;

private:
  int64_t count = 0, best = 0, amongFive = 0;
  std::vector<std::vector<int64_t>> confusion;
};

} // namespace attendc::evaluate

#endif // ATTEND_COMPILER_EVALUATE_TALLY_H
