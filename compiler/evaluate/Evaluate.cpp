// Evaluate.cpp: runs all forms picture by picture, the C in batches.

#include "compiler/evaluate/Evaluate.h"

#include "compiler/ProgressBar.h"
#include "compiler/quantize/Images.h"
#include "compiler/reference/FloatReference.h"
#include "compiler/reference/IntegerReference.h"
#include "compiler/reference/Stored.h"
#include "dialects/attend/AttendDialect.h"
#include "dialects/q8/Q8Dialect.h"

#include "llvm/Support/raw_ostream.h"

#include <cmath>
#include <ctime>

using namespace mlir;
using namespace attendc;
using namespace attendc::evaluate;
using namespace attendc::reference;

/// Pictures that one call of the C's program classifies.
static constexpr size_t kBatch = 32;

/// Every pair of classes has its count: 128 MB for each form.
static constexpr size_t kMostClasses = 4096;

static std::string spelled(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

/// True for what holds real values: floats, or integers with a scale.
static bool holdsReals(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && (tensor.getElementType().isF32() ||
                    q8::isActivation(tensor.getElementType()));
}

LogicalResult evaluate::verifyClassifier(func::FuncOp function, size_t classes,
                                         std::string &error) {
  FunctionType type = function.getFunctionType();
  if (classes > kMostClasses)
    error = "evaluation counts confusions of up to " +
            std::to_string(kMostClasses) + " classes; the data has " +
            std::to_string(classes);
  else if (type.getNumInputs() != 1)
    error = "evaluation needs a network with one input, a picture; this one "
            "has " +
            std::to_string(type.getNumInputs());
  else if (!holdsReals(type.getInput(0)))
    error = "evaluation needs an input of real numbers or bytes; the network's "
            "is " +
            spelled(type.getInput(0));
  else if (type.getNumResults() != 1)
    error = "evaluation needs a network with one output, a score for each "
            "class; this one has " +
            std::to_string(type.getNumResults());
  if (!error.empty())
    return failure();
  auto output = dyn_cast<RankedTensorType>(type.getResult(0));
  if (!holdsReals(type.getResult(0)) ||
      llvm::count_if(output.getShape(), [](int64_t n) { return n != 1; }) > 1)
    error = "evaluation needs one row of real scores, one for each class; the "
            "network's output is " +
            spelled(type.getResult(0));
  else if (output.getNumElements() != int64_t(classes))
    error = "the network gives " + std::to_string(output.getNumElements()) +
            " scores, but the data has " + std::to_string(classes) +
            " classes; --classes FILE names one for each score";
  return failure(!error.empty());
}

/// True if no op computes in floating point, where machines may differ.
static bool isExact(func::FuncOp function) {
  auto walk = function.walk([](Operation *op) {
    return isa_and_present<attend::AttendDialect>(op->getDialect()) &&
                   !isa<attend::ConstantOp>(op)
               ? WalkResult::interrupt()
               : WalkResult::advance();
  });
  return !walk.wasInterrupted();
}

namespace {
/// What the forms say about one picture.
struct Outcome {
  const Example *example;
  Tensor input;                // as the C takes it
  Tensor output;               // that the C should give, as it is stored
  std::vector<float> expected; // its real values
};

class Evaluator {
public:
  Evaluator(const Forms &forms, ArrayRef<std::string> classes,
            const Preprocessing &preprocessing, std::string &error)
      : forms(forms), preprocessing(preprocessing), error(error) {
    result.classes = classes.vec();
    if (forms.floats)
      result.scores.push_back({"float", Tally(classes.size())});
    if (forms.integers)
      result.scores.push_back({"int8", Tally(classes.size())});
    if (forms.program)
      result.scores.push_back({"C", Tally(classes.size())});
    if (forms.floats && forms.integers)
      result.agreement = 0;
    if (forms.program)
      result.difference = Difference();
  }

  LogicalResult prepare();
  FailureOr<Outcome> runReferences(const Example &example);
  LogicalResult runProgram(ArrayRef<Outcome> outcomes);

  Evaluation result;

private:
  func::FuncOp source() {
    return forms.integers ? forms.integers : forms.floats;
  }
  FailureOr<std::vector<float>>
  scoresOf(const Tensor &stored, func::FuncOp function, const Example &example);
  LogicalResult compare(const Tensor &output, ArrayRef<float> scores,
                        const Outcome &outcome);

  Forms forms;
  const Preprocessing &preprocessing;
  std::string &error;
  std::unique_ptr<FloatReference> floats;
  bool mustEqual = false;
};
} // namespace

LogicalResult Evaluator::prepare() {
  if (forms.floats) {
    auto reference = FloatReference::create(forms.floats);
    if (failed(reference))
      return failure();
    floats = std::move(*reference);
  }
  mustEqual = forms.integers && isExact(forms.integers);
  return success();
}

FailureOr<std::vector<float>> Evaluator::scoresOf(const Tensor &stored,
                                                  func::FuncOp function,
                                                  const Example &example) {
  Tensor real = toReal(stored, function.getResultAttrDict(0));
  std::vector<float> scores(real.data<float>(),
                            real.data<float>() + real.count());
  for (float score : scores)
    if (std::isnan(score)) {
      error = "the network gives NaN as a score of '" + example.path + "'";
      return failure();
    }
  return scores;
}

/// Runs what computes here on a picture, float before integers, and counts.
FailureOr<Outcome> Evaluator::runReferences(const Example &example) {
  auto type = cast<RankedTensorType>(source().getArgumentTypes()[0]);
  auto realType = RankedTensorType::get(type.getShape(),
                                        Float32Type::get(type.getContext()));
  FailureOr<Tensor> real =
      readInput(example.path, realType, preprocessing, error);
  if (failed(real))
    return failure();
  ++result.pictures;
  Outcome outcome{&example, *real, {}, {}};
  std::vector<size_t> found;
  auto count = [&](Tensor output, func::FuncOp function, std::clock_t begin) {
    Score &score = result.scores[found.size()];
    score.seconds += double(std::clock() - begin) / CLOCKS_PER_SEC;
    auto scores = scoresOf(output, function, example);
    if (failed(scores))
      return failure();
    score.tally.add(example.label, *scores);
    found.push_back(bestClass(*scores));
    outcome.output = std::move(output);
    outcome.expected = std::move(*scores);
    return success();
  };
  if (floats) {
    std::clock_t begin = std::clock();
    auto outputs = floats->run(*real);
    if (failed(outputs) || failed(count(outputs->front(), forms.floats, begin)))
      return failure();
  }
  if (forms.integers) {
    std::clock_t begin = std::clock();
    outcome.input =
        toStored(*real, Tensor(type).type, forms.integers.getArgAttrDict(0));
    auto outputs = runInteger(forms.integers, outcome.input);
    if (failed(outputs) ||
        failed(count(outputs->front(), forms.integers, begin)))
      return failure();
  }
  if (result.agreement)
    *result.agreement += found[0] == found[1];
  return outcome;
}

LogicalResult Evaluator::compare(const Tensor &output, ArrayRef<float> scores,
                                 const Outcome &outcome) {
  if (output.bytes == outcome.output.bytes)
    return success();
  ++result.difference->pictures;
  size_t bytes = output.bytes.size() / scores.size();
  for (size_t i = 0; i < scores.size(); ++i) {
    if (std::equal(&output.bytes[i * bytes], &output.bytes[i * bytes] + bytes,
                   &outcome.output.bytes[i * bytes]))
      continue;
    double difference = std::fabs(double(scores[i]) - outcome.expected[i]);
    result.difference->largest =
        std::max(result.difference->largest, difference);
    if (!mustEqual)
      continue;
    llvm::raw_string_ostream(error)
        << "the C for " << forms.program->target().name << " gives "
        << scores[i] << " as the score of class '" << result.classes[i]
        << "' for '" << outcome.example->path << "', the integer reference "
        << outcome.expected[i]
        << "; one of them is wrong: please report this network";
    return failure();
  }
  return success();
}

LogicalResult Evaluator::runProgram(ArrayRef<Outcome> outcomes) {
  std::vector<Tensor> inputs;
  for (const Outcome &outcome : outcomes)
    inputs.push_back(outcome.input);
  auto type = cast<RankedTensorType>(source().getResultTypes()[0]);
  auto outputs = forms.program->run(inputs, type, error);
  if (failed(outputs))
    return failure();
  for (auto [outcome, output] : llvm::zip(outcomes, *outputs)) {
    auto scores = scoresOf(output, source(), *outcome.example);
    if (failed(scores) || failed(compare(output, *scores, outcome)))
      return failure();
    result.scores.back().tally.add(outcome.example->label, *scores);
  }
  result.scores.back().seconds = forms.program->seconds();
  return success();
}

FailureOr<Evaluation> evaluate::evaluate(const Forms &forms,
                                         ArrayRef<std::string> classes,
                                         ArrayRef<Example> examples,
                                         const Preprocessing &preprocessing,
                                         std::string &error) {
  Evaluator evaluator(forms, classes, preprocessing, error);
  if (failed(evaluator.prepare()))
    return failure();
  ProgressBar progress("evaluating", examples.size());
  for (; !examples.empty();
       examples = examples.drop_front(std::min(kBatch, examples.size()))) {
    std::vector<Outcome> outcomes;
    for (const Example &example : examples.take_front(kBatch)) {
      FailureOr<Outcome> outcome = evaluator.runReferences(example);
      if (failed(outcome))
        return failure();
      outcomes.push_back(std::move(*outcome));
      progress.advance();
    }
    if (forms.program && failed(evaluator.runProgram(outcomes)))
      return failure();
  }
  return evaluator.result;
}
