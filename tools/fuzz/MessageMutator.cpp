// MessageMutator.cpp: decides which values are worth trying in a field.

#include "tools/fuzz/MessageMutator.h"

#include <google/protobuf/descriptor.h>

#include <cmath>
#include <limits>

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

namespace attendc::fuzz {

/// `root` and every message inside it, in order and without recursion.
static std::vector<Message *> allMessages(Message &root) {
  std::vector<Message *> messages = {&root};
  for (size_t i = 0; i < messages.size(); ++i) {
    Message *message = messages[i];
    const Reflection *reflection = message->GetReflection();
    std::vector<const FieldDescriptor *> fields;
    reflection->ListFields(*message, &fields);
    for (const FieldDescriptor *field : fields) {
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE)
        continue;
      if (!field->is_repeated())
        messages.push_back(reflection->MutableMessage(message, field));
      else
        for (int k = 0; k < reflection->FieldSize(*message, field); ++k)
          messages.push_back(
              reflection->MutableRepeatedMessage(message, field, k));
    }
  }
  return messages;
}

/// The short strings of all messages.
static std::vector<std::string>
allTexts(const std::vector<Message *> &messages) {
  std::vector<std::string> texts = {"", "x", "ai.onnx", "com.microsoft"};
  auto add = [&](const std::string &text) {
    if (text.size() <= 40)
      texts.push_back(text);
  };
  for (Message *message : messages) {
    const Reflection *reflection = message->GetReflection();
    std::vector<const FieldDescriptor *> fields;
    reflection->ListFields(*message, &fields);
    for (const FieldDescriptor *field : fields) {
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING)
        continue;
      if (!field->is_repeated())
        add(reflection->GetString(*message, field));
      else
        for (int k = 0; k < reflection->FieldSize(*message, field); ++k)
          add(reflection->GetRepeatedString(*message, field, k));
    }
  }
  return texts;
}

int64_t MessageMutator::newInteger(int64_t old) {
  static const int64_t values[] = {
      0,         1,         2,         3,         4,         7,
      8,         10,        11,        13,        16,        17,
      21,        -1,        -2,        127,       128,       255,
      32767,     65536,     1 << 20,   1 << 24,   INT32_MAX, INT32_MIN,
      1LL << 32, 1LL << 40, 1LL << 62, INT64_MAX, INT64_MIN};
  switch (draw(4)) {
  case 0:
    return static_cast<int64_t>(static_cast<uint64_t>(old) + 1);
  case 1:
    return static_cast<int64_t>(static_cast<uint64_t>(old) - 1);
  default:
    return values[draw(std::size(values))];
  }
}

double MessageMutator::newNumber() {
  static const double values[] = {0.0,
                                  -0.0,
                                  1.0,
                                  -1.0,
                                  0.5,
                                  2.0,
                                  3.5,
                                  1e10,
                                  -1e10,
                                  1e-40,
                                  1e38,
                                  -1e38,
                                  0.0078125,
                                  1e-7,
                                  std::numeric_limits<double>::infinity(),
                                  -std::numeric_limits<double>::infinity(),
                                  std::numeric_limits<double>::quiet_NaN()};
  return values[draw(std::size(values))];
}

std::string MessageMutator::newText(const std::string &old, bool isBytes) {
  std::string text = old;
  switch (draw(isBytes ? 4 : 8)) {
  case 0:
    if (!text.empty())
      text[draw(text.size())] = static_cast<char>(draw(256));
    return text;
  case 1:
    text.resize(draw(text.size() + 1));
    return text;
  case 2:
    text.insert(draw(text.size() + 1), text.substr(0, 1 + draw(16)));
    return text;
  default:
    return isBytes ? text + std::string(1 + draw(8), '\0')
                   : texts[draw(texts.size())];
  }
}

void MessageMutator::setValue(Message &message, const FieldDescriptor *field,
                              int index) {
  const Reflection *reflection = message.GetReflection();
#define ATTEND_SET(NAME, VALUE)                                                \
  do {                                                                         \
    [[maybe_unused]] auto old =                                                \
        index < 0 ? reflection->Get##NAME(message, field)                      \
                  : reflection->GetRepeated##NAME(message, field, index);      \
    auto value = VALUE;                                                        \
    if (index < 0)                                                             \
      reflection->Set##NAME(&message, field, value);                           \
    else                                                                       \
      reflection->SetRepeated##NAME(&message, field, index, value);            \
    return;                                                                    \
  } while (false)
  switch (field->cpp_type()) {
  case FieldDescriptor::CPPTYPE_INT32:
    ATTEND_SET(Int32, static_cast<int32_t>(newInteger(old)));
  case FieldDescriptor::CPPTYPE_INT64:
    ATTEND_SET(Int64, newInteger(old));
  case FieldDescriptor::CPPTYPE_UINT32:
    ATTEND_SET(UInt32, static_cast<uint32_t>(newInteger(old)));
  case FieldDescriptor::CPPTYPE_UINT64:
    ATTEND_SET(UInt64, static_cast<uint64_t>(newInteger(old)));
  case FieldDescriptor::CPPTYPE_FLOAT:
    ATTEND_SET(Float, static_cast<float>(newNumber()));
  case FieldDescriptor::CPPTYPE_DOUBLE:
    ATTEND_SET(Double, newNumber());
  case FieldDescriptor::CPPTYPE_BOOL:
    ATTEND_SET(Bool, !old);
  case FieldDescriptor::CPPTYPE_ENUM: {
    const EnumDescriptor *values = field->enum_type();
    ATTEND_SET(Enum, values->value(draw(values->value_count())));
  }
  case FieldDescriptor::CPPTYPE_STRING:
    ATTEND_SET(String,
               newText(old, field->type() == FieldDescriptor::TYPE_BYTES));
  case FieldDescriptor::CPPTYPE_MESSAGE:
    return;
  }
#undef ATTEND_SET
}

/// Adds an entry to a list and returns its index.
static int addEntry(Message &message, const FieldDescriptor *field) {
  const Reflection *reflection = message.GetReflection();
  switch (field->cpp_type()) {
  case FieldDescriptor::CPPTYPE_INT32:
    reflection->AddInt32(&message, field, 1);
    break;
  case FieldDescriptor::CPPTYPE_INT64:
    reflection->AddInt64(&message, field, 1);
    break;
  case FieldDescriptor::CPPTYPE_UINT32:
    reflection->AddUInt32(&message, field, 1);
    break;
  case FieldDescriptor::CPPTYPE_UINT64:
    reflection->AddUInt64(&message, field, 1);
    break;
  case FieldDescriptor::CPPTYPE_FLOAT:
    reflection->AddFloat(&message, field, 1);
    break;
  case FieldDescriptor::CPPTYPE_DOUBLE:
    reflection->AddDouble(&message, field, 1);
    break;
  case FieldDescriptor::CPPTYPE_BOOL:
    reflection->AddBool(&message, field, true);
    break;
  case FieldDescriptor::CPPTYPE_ENUM:
    reflection->AddEnum(&message, field, field->enum_type()->value(0));
    break;
  case FieldDescriptor::CPPTYPE_STRING:
    reflection->AddString(&message, field, "");
    break;
  case FieldDescriptor::CPPTYPE_MESSAGE:
    reflection->AddMessage(&message, field);
    break;
  }
  return reflection->FieldSize(message, field) - 1;
}

void MessageMutator::mutateList(Message &message,
                                const FieldDescriptor *field) {
  const Reflection *reflection = message.GetReflection();
  int size = reflection->FieldSize(message, field);
  bool isMessage = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  size_t kind = size ? draw(5) : 0;
  if (kind == 0) {
    int added = addEntry(message, field);
    if (isMessage && size)
      reflection->MutableRepeatedMessage(&message, field, added)
          ->CopyFrom(
              reflection->GetRepeatedMessage(message, field, draw(size)));
    setValue(message, field, added);
  } else if (kind == 1) {
    reflection->SwapElements(&message, field, draw(size), size - 1);
    reflection->RemoveLast(&message, field);
  } else if (kind == 2 || isMessage) {
    reflection->SwapElements(&message, field, draw(size), draw(size));
  } else {
    setValue(message, field, draw(size));
  }
}

void MessageMutator::mutateField(Message &message,
                                 const FieldDescriptor *field) {
  const Reflection *reflection = message.GetReflection();
  if (field->is_repeated())
    return mutateList(message, field);
  if (reflection->HasField(message, field) && draw(8) == 0)
    return reflection->ClearField(&message, field);
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE)
    reflection->MutableMessage(&message, field);
  else
    setValue(message, field, -1);
}

void MessageMutator::mutate(Message &root) {
  for (size_t i = 0, e = 1 + draw(4); i < e; ++i) {
    std::vector<Message *> messages = allMessages(root);
    texts = allTexts(messages);
    Message &message = *messages[draw(messages.size())];
    // Fields that are set matter more than those that are not.
    std::vector<const FieldDescriptor *> fields;
    message.GetReflection()->ListFields(message, &fields);
    const auto *descriptor = message.GetDescriptor();
    if (fields.empty() || draw(8) == 0)
      mutateField(message, descriptor->field(draw(descriptor->field_count())));
    else
      mutateField(message, fields[draw(fields.size())]);
  }
}

void MessageMutator::transplant(const Message &from, Message &into) {
  // The list of messages is of changeable ones: a copy gives them.
  std::unique_ptr<Message> copy(from.New());
  copy->CopyFrom(from);
  std::vector<Message *> givers = allMessages(*copy);
  std::vector<Message *> takers = allMessages(into);
  const Message *giver = givers[draw(givers.size())];
  std::vector<Message *> fitting;
  for (Message *taker : takers)
    if (taker->GetDescriptor() == giver->GetDescriptor())
      fitting.push_back(taker);
  if (!fitting.empty())
    fitting[draw(fitting.size())]->CopyFrom(*giver);
}

} // namespace attendc::fuzz
