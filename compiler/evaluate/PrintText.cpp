// PrintText.cpp: an evaluation as a page of text.

#include "compiler/evaluate/Print.h"

#include "compiler/report/Text.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <cmath>
#include <tuple>

using namespace attendc;
using namespace attendc::evaluate;
using llvm::left_justify;
using llvm::right_justify;

/// The most classes of which a matrix is printed, and how many lines there are
/// for each list otherwise.
static constexpr size_t kMostInMatrix = 20;
static constexpr size_t kListed = 10;

/// `87.12 %`; a share of none is a dash.
static std::string percent(int64_t part, int64_t whole) {
  if (whole == 0)
    return "-";
  std::string text;
  llvm::raw_string_ostream(text)
      << llvm::format("%.2f %%", 100.0 * double(part) / double(whole));
  return text;
}

static std::string counted(int64_t part, int64_t whole) {
  return percent(part, whole) + " (" + report::grouped(part) + ")";
}

/// Pictures a second, if that was measured.
static std::string rate(const Score &score) {
  if (score.seconds <= 0)
    return "-";
  double rate = double(score.tally.total()) / score.seconds;
  if (rate >= 100)
    return report::grouped(std::llround(rate));
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.2f", rate);
  return text;
}

static void printForms(const Evaluation &evaluation, llvm::raw_ostream &os) {
  bool hasTop5 = evaluation.classes.size() > 5;
  os << "form    " << left_justify("top-1", 20);
  if (hasTop5)
    os << left_justify("top-5", 20);
  os << "pictures a second\n";
  for (const Score &score : evaluation.scores) {
    const Tally &tally = score.tally;
    os << left_justify(score.form, 8)
       << left_justify(counted(tally.top1(), tally.total()), 20);
    if (hasTop5)
      os << left_justify(counted(tally.top5(), tally.total()), 20);
    os << rate(score) << "\n";
  }
}

static void printAgreement(const Evaluation &evaluation,
                           llvm::raw_ostream &os) {
  if (evaluation.agreement)
    os << "float and int8 name the same class for "
       << counted(*evaluation.agreement, evaluation.pictures)
       << " of the pictures\n";
  if (!evaluation.difference)
    return;
  const Difference &difference = *evaluation.difference;
  const std::string &source =
      evaluation.scores[evaluation.scores.size() - 2].form;
  if (difference.pictures == 0)
    os << "the C gives the same bits as the " << source
       << " reference for every picture\n";
  else
    os << "the C differs from the " << source << " reference for "
       << counted(difference.pictures, evaluation.pictures)
       << " of the pictures, by at most "
       << llvm::format("%.3g", difference.largest) << "\n";
}

static std::string className(const Evaluation &evaluation, size_t label) {
  return std::to_string(label) + " " +
         report::printable(evaluation.classes[label]);
}

/// A row for each class, a column for each that its pictures were taken for,
/// then the share that each form has right.
static void printMatrix(const Evaluation &evaluation, llvm::raw_ostream &os) {
  const Tally &last = evaluation.scores.back().tally;
  size_t classes = evaluation.classes.size(), nameWidth = 0, width = 3;
  for (size_t label = 0; label < classes; ++label) {
    nameWidth = std::max(nameWidth, className(evaluation, label).size());
    for (int64_t count : last.row(label))
      width = std::max(width, std::to_string(count).size() + 1);
  }
  os << "\nrows: classes; columns: what " << evaluation.scores.back().form
     << " takes their pictures for; then top-1 of each form\n"
     << std::string(nameWidth, ' ');
  for (size_t column = 0; column < classes; ++column)
    os << right_justify(std::to_string(column), width);
  for (const Score &score : evaluation.scores)
    os << right_justify(score.form, 10);
  os << "\n";
  for (size_t label = 0; label < classes; ++label) {
    os << left_justify(className(evaluation, label), nameWidth);
    for (int64_t count : last.row(label))
      os << right_justify(count ? std::to_string(count) : ".", width);
    for (const Score &score : evaluation.scores)
      os << right_justify(
          percent(score.tally.row(label)[label], score.tally.totalOf(label)),
          10);
    os << "\n";
  }
}

static void printConfusions(const Evaluation &evaluation,
                            llvm::raw_ostream &os) {
  const Score &last = evaluation.scores.back();
  struct Confusion {
    int64_t count;
    size_t label, taken;
  };
  std::vector<Confusion> confusions;
  size_t classes = evaluation.classes.size();
  for (size_t label = 0; label < classes; ++label)
    for (size_t taken = 0; taken < classes; ++taken)
      if (int64_t count = last.tally.row(label)[taken]; taken != label && count)
        confusions.push_back({count, label, taken});
  llvm::sort(confusions, [](const Confusion &a, const Confusion &b) {
    return std::tuple(-a.count, a.label, a.taken) <
           std::tuple(-b.count, b.label, b.taken);
  });
  confusions.resize(std::min(confusions.size(), kListed));
  os << "\nthe most frequent confusions by " << last.form << "\n";
  for (const Confusion &confusion : confusions)
    os << right_justify(std::to_string(confusion.count), 6) << "  "
       << className(evaluation, confusion.label) << " taken for "
       << className(evaluation, confusion.taken) << "\n";
}

static void printWorstClasses(const Evaluation &evaluation,
                              llvm::raw_ostream &os) {
  const Tally &last = evaluation.scores.back().tally;
  std::vector<size_t> order;
  for (size_t label = 0; label < evaluation.classes.size(); ++label)
    if (last.totalOf(label))
      order.push_back(label);
  llvm::sort(order, [&](size_t a, size_t b) {
    int64_t left = last.row(a)[a] * last.totalOf(b),
            right = last.row(b)[b] * last.totalOf(a);
    return std::tuple(left, a) < std::tuple(right, b);
  });
  order.resize(std::min(order.size(), kListed));
  os << "\ntop-1 of the classes that are recognized worst\n";
  for (const Score &score : evaluation.scores)
    os << right_justify(score.form, 10);
  os << "\n";
  for (size_t label : order) {
    for (const Score &score : evaluation.scores)
      os << right_justify(
          percent(score.tally.row(label)[label], score.tally.totalOf(label)),
          10);
    os << "  " << className(evaluation, label) << "\n";
  }
}

void evaluate::printText(const Evaluation &evaluation, llvm::raw_ostream &os) {
  os << report::grouped(evaluation.pictures) << " pictures of "
     << evaluation.classes.size() << " classes\n\n";
  printForms(evaluation, os);
  os << "\n";
  printAgreement(evaluation, os);
  if (evaluation.classes.size() <= kMostInMatrix)
    return printMatrix(evaluation, os);
  printConfusions(evaluation, os);
  printWorstClasses(evaluation, os);
}
