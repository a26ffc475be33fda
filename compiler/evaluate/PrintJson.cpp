// PrintJson.cpp: an evaluation as JSON; README.md tells what the fields say.

#include "compiler/evaluate/Print.h"

#include "llvm/Support/JSON.h"

using namespace attendc;
using namespace attendc::evaluate;

static void print(const Score &score, llvm::json::OStream &json,
                  size_t classes) {
  json.attribute("form", score.form);
  json.attribute("top1", score.tally.top1());
  json.attribute("top5", score.tally.top5());
  if (score.seconds > 0)
    json.attribute("picturesPerSecond",
                   double(score.tally.total()) / score.seconds);
  json.attributeArray("confusion", [&] {
    for (size_t label = 0; label < classes; ++label)
      json.rawValue([&](llvm::raw_ostream &os) {
        os << "[";
        llvm::interleaveComma(score.tally.row(label), os);
        os << "]";
      });
  });
}

void evaluate::printJson(const Evaluation &evaluation, llvm::raw_ostream &os) {
  llvm::json::OStream json(os, /*IndentSize=*/2);
  json.object([&] {
    json.attribute("pictures", evaluation.pictures);
    json.attributeArray("classes", [&] {
      for (const std::string &name : evaluation.classes)
        json.value(llvm::json::fixUTF8(name));
    });
    json.attributeArray("forms", [&] {
      for (const Score &score : evaluation.scores)
        json.object([&] { print(score, json, evaluation.classes.size()); });
    });
    if (evaluation.agreement)
      json.attribute("floatAndInt8Agree", *evaluation.agreement);
    if (evaluation.difference) {
      json.attribute("picturesThatDifferInC", evaluation.difference->pictures);
      json.attribute("largestDifferenceInC", evaluation.difference->largest);
    }
  });
  os << "\n";
}
