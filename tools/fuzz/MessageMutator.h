// MessageMutator.h: random changes of protobuf messages, field by field, so
// that a changed model is still a model.
#ifndef ATTEND_TOOLS_FUZZ_MESSAGEMUTATOR_H
#define ATTEND_TOOLS_FUZZ_MESSAGEMUTATOR_H

#include <google/protobuf/message.h>

#include <random>
#include <string>
#include <vector>

namespace attendc::fuzz {

/// Changes messages through protobuf's reflection. The same seed makes the
/// same changes.
class MessageMutator {
public:
  explicit MessageMutator(unsigned seed) : random(seed) {}

  /// A number in [0, bound).
  size_t draw(size_t bound) { return random() % bound; }
  /// Changes one to four fields of `root` or of messages inside it.
  void mutate(google::protobuf::Message &root);
  /// Replaces a message inside `into` by one of the same type from `from`, or
  /// adds it to a list.
  void transplant(const google::protobuf::Message &from,
                  google::protobuf::Message &into);

private:
  void mutateField(google::protobuf::Message &message,
                   const google::protobuf::FieldDescriptor *field);
  void mutateList(google::protobuf::Message &message,
                  const google::protobuf::FieldDescriptor *field);
  /// Sets a single field, or entry `index` of a list, to a new value.
  void setValue(google::protobuf::Message &message,
                const google::protobuf::FieldDescriptor *field, int index);
  int64_t newInteger(int64_t old);
  double newNumber();
  std::string newText(const std::string &old, bool isBytes);

  std::mt19937 random;
  /// Strings of the model: names that a new string may meet.
  std::vector<std::string> texts;
};

} // namespace attendc::fuzz

#endif // ATTEND_TOOLS_FUZZ_MESSAGEMUTATOR_H
