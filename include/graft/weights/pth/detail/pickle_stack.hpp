#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <graft/weights/io/detail/byte_reader.hpp>
#include <graft/weights/pth/detail/pickle_node.hpp>

namespace graft::detail {

/// The machine that a pickle's opcodes work on: its stack with the marks, its memo, and the values made so far.
///
/// Every limit is far above what real models need, and keeps memory within a small multiple of the bytes read.
class PickleStack {
 protected:
  explicit PickleStack(ByteReader& bytes) : bytes_(&bytes), start_(bytes.position()) {}

  static constexpr std::size_t max_nodes = 2'000'000;
  static constexpr std::size_t max_marks = 10'000;

  PickleNode& node(PickleId id) { return pickle_.nodes[id]; }

  PickleId make(PickleKind kind) {
    if (pickle_.nodes.size() == max_nodes) bytes_->fail("the pickle has more than " + std::to_string(max_nodes) + " values");
    pickle_.nodes.add().kind = kind;
    return static_cast<PickleId>(pickle_.nodes.size() - 1);
  }

  void push(PickleId id) {
    if (stack_.size() == max_nodes) bytes_->fail("the pickle's stack is too high");
    stack_.push_back(id);
  }

  void mark() {
    if (marks_.size() == max_marks) bytes_->fail("the pickle is nested too deeply");
    marks_.push_back(stack_.size());
  }

  // Values below the last mark cannot be reached, as in Python.
  void need(std::size_t count) const {
    if (stack_.size() - (marks_.empty() ? 0 : marks_.back()) < count)
      bytes_->fail("the pickle takes more values from its stack than are there");
  }

  PickleId top() const {
    need(1);
    return stack_.back();
  }

  PickleId pop() {
    const PickleId id = top();
    stack_.pop_back();
    return id;
  }

  std::vector<PickleId> pop_last(std::size_t count) {
    need(count);
    std::vector<PickleId> values(stack_.end() - static_cast<std::ptrdiff_t>(count), stack_.end());
    stack_.resize(stack_.size() - count);
    return values;
  }

  std::vector<PickleId> pop_marked() {
    if (marks_.empty()) bytes_->fail("the pickle pops to a mark that it has not set");
    std::vector<PickleId> values = pop_last(stack_.size() - marks_.back());
    marks_.pop_back();
    return values;
  }

  // One value each, however often it is pushed.
  PickleId none() { return shared(none_, PickleKind::none, 0); }
  PickleId boolean(bool value) { return shared(value ? true_ : false_, PickleKind::boolean, value ? 1 : 0); }

  void push_integer(std::int64_t value) {
    const PickleId id = make(PickleKind::integer);
    node(id).integer = value;
    push(id);
  }

  void push_long(std::uint64_t length) {
    const std::string digits = bytes_->text(length);
    if (digits.size() > 8) {
      const PickleId id = make(PickleKind::big_integer);
      node(id).text = digits;
      push(id);
      return;
    }
    std::uint64_t value = !digits.empty() && static_cast<unsigned char>(digits.back()) >= 0x80 ? ~std::uint64_t{0} : 0;
    for (std::size_t i = digits.size(); i-- > 0;) value = (value << 8) | static_cast<unsigned char>(digits[i]);
    push_integer(static_cast<std::int64_t>(value));
  }

  void push_real() {
    std::uint64_t bits = 0;
    for (int i = 0; i < 8; ++i) bits = (bits << 8) | bytes_->byte();
    const PickleId id = make(PickleKind::real);
    node(id).real = little_endian<double>(&bits);
    push(id);
  }

  void push_text(PickleKind kind, std::uint64_t length) {
    std::string text = bytes_->text(length);
    const PickleId id = make(kind);
    node(id).text = std::move(text);
    push(id);
  }

  void push_items(PickleKind kind, std::vector<PickleId> items) {
    if (kind == PickleKind::dict && items.size() % 2 != 0) bytes_->fail("the pickle has a key without a value");
    const PickleId id = make(kind);
    node(id).items = std::move(items);
    push(id);
  }

  /// Adds items to a container, or to the contents of an object whose class derives from one; of a class that is a list and a
  /// dict at once, what comes first counts.
  void append(PickleKind kind, const std::vector<PickleId>& items) {
    PickleId target = top();
    if (node(target).kind == PickleKind::object) {
      if (node(node(target).items[PickleNode::contents]).kind == PickleKind::none)
        node(target).items[PickleNode::contents] = make(kind);
      target = node(target).items[PickleNode::contents];
      if (node(target).kind != kind) return;
    }
    if (node(target).kind != kind) bytes_->fail("the pickle adds items to a value that has none");
    if (kind == PickleKind::dict && items.size() % 2 != 0) bytes_->fail("the pickle has a key without a value");
    node(target).items.insert(node(target).items.end(), items.begin(), items.end());
  }

  void memoize(std::uint32_t place) {
    if (memo_.size() == max_nodes) bytes_->fail("the pickle's memo is too large");
    memo_[place] = top();
  }

  void memoize_next() { memoize(static_cast<std::uint32_t>(memo_.size())); }

  void recall(std::uint32_t place) {
    const auto found = memo_.find(place);
    if (found == memo_.end()) bytes_->fail("the pickle gets a memo that it has not put");
    push(found->second);
  }

  // Copies are the only way in which a pickle could make more values than it has bytes, so they are counted.
  std::vector<PickleId> copied(const std::vector<PickleId>& items) {
    copied_ += items.size();
    if (copied_ > bytes_->position() - start_) bytes_->fail("the pickle copies the same values again and again");
    return items;
  }

  ByteReader* bytes_;
  std::uint64_t start_;
  Pickle pickle_;

 private:
  static constexpr PickleId not_made = 0xFFFFFFFFU;

  PickleId shared(PickleId& value, PickleKind kind, std::int64_t integer) {
    if (value == not_made) {
      value = make(kind);
      node(value).integer = integer;
    }
    return value;
  }

  PickleId none_ = not_made;
  PickleId true_ = not_made;
  PickleId false_ = not_made;
  std::vector<PickleId> stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::uint32_t, PickleId> memo_;
  std::size_t copied_ = 0;
};

}  // namespace graft::detail
