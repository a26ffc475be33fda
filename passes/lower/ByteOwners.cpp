// ByteOwners.cpp: ranges of bytes that have one owner, cut and joined.

#include "passes/lower/ByteOwners.h"

#include <algorithm>

using namespace attendc::lower;

/// Makes a piece begin at `at`, if one reaches over it.
void ByteOwners::cut(int64_t at) {
  auto piece = pieces.lower_bound(at);
  if (piece == pieces.begin())
    return;
  --piece;
  if (piece->second.end <= at)
    return;
  pieces[at] = piece->second;
  piece->second.end = at;
}

void ByteOwners::write(int64_t begin, int64_t end, const Owner &owner) {
  cut(begin);
  cut(end);
  auto next = pieces.lower_bound(end);
  pieces.erase(pieces.lower_bound(begin), next);
  if (next != pieces.end() && next->first == end &&
      next->second.owner == owner) {
    end = next->second.end;
    next = pieces.erase(next);
  }
  if (next != pieces.begin()) {
    auto before = std::prev(next);
    if (before->second.end == begin && before->second.owner == owner) {
      before->second.end = end;
      return;
    }
  }
  pieces.emplace_hint(next, begin, Piece{end, owner});
}

bool ByteOwners::all(
    int64_t begin, int64_t end,
    llvm::function_ref<bool(int64_t, int64_t, const Owner *)> look) const {
  auto piece = pieces.upper_bound(begin);
  if (piece != pieces.begin())
    --piece;
  int64_t at = begin;
  for (; piece != pieces.end() && piece->first < end; ++piece) {
    if (piece->second.end <= at)
      continue;
    if (piece->first > at && !look(at, piece->first, nullptr))
      return false;
    int64_t from = std::max(at, piece->first);
    at = std::min(end, piece->second.end);
    if (!look(from, at, &piece->second.owner))
      return false;
  }
  return at >= end || look(at, end, nullptr);
}
