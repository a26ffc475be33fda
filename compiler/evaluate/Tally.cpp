// Tally.cpp: ranks scores.

#include "compiler/evaluate/Tally.h"

#include <algorithm>
#include <numeric>

using namespace attendc;
using namespace attendc::evaluate;

size_t evaluate::bestClass(llvm::ArrayRef<float> scores) {
  return std::max_element(scores.begin(), scores.end()) - scores.begin();
}

void Tally::add(size_t label, llvm::ArrayRef<float> scores) {
  int64_t higher = 0;
  for (size_t i = 0; i < scores.size(); ++i)
    higher +=
        scores[i] > scores[label] || (scores[i] == scores[label] && i < label);
  ++count;
  best += higher < 1;
  amongFive += higher < 5;
  ++confusion[label][bestClass(scores)];
}

int64_t Tally::totalOf(size_t label) const {
  return std::accumulate(confusion[label].begin(), confusion[label].end(),
                         int64_t(0));
}
