#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/json/json.hpp>
#include <graft/core/json/utf8.hpp>
#include <graft/core/printable.hpp>
#include <graft/weights/io/detail/byte_reader.hpp>
#include <graft/weights/state/detail/byte_count.hpp>
#include <graft/weights/state/detail/checked_state.hpp>
#include <graft/weights/state/detail/storage_types.hpp>

namespace graft::detail {

inline constexpr std::uint64_t safetensors_max_header = 100'000'000;
inline constexpr std::string_view safetensors_metadata_name = "__metadata__";

/// A tensor in the header of a safetensors file.
struct SafetensorsEntry {
  std::string name;
  ::torch::ScalarType type = ::torch::ScalarType::Float;
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0;  // of its bytes, from the end of the header on
  std::uint64_t end = 0;
};

/// The header of a safetensors file. The order of `entries` is the header's, which need not be that of the bytes.
struct SafetensorsHeader {
  std::vector<SafetensorsEntry> entries;
  std::map<std::string, std::string> metadata;
};

/// Reads the JSON of a header member by member: a tree of all its values would take many times the memory.
class SafetensorsHeaderReader : JsonReader<WeightsError> {
 public:
  using JsonReader::JsonReader;

  SafetensorsHeader read() {
    open('{', "the header");
    read_members([&](std::string name) {
      if (name == safetensors_metadata_name)
        read_metadata();
      else
        header_.entries.push_back(read_entry(std::move(name)));
    });
    finish();
    return std::move(header_);
  }

 private:
  void open(char bracket, const std::string& what) {
    skip_space();
    if (peek() != bracket) fail(what + " does not begin with '" + bracket + "'");
  }

  void read_metadata() {
    open('{', "the metadata");
    read_members([&](std::string name) {
      open('"', "the metadata '" + printable(name) + "', which must be a text,");
      header_.metadata.emplace(std::move(name), read_text());
    });
  }

  SafetensorsEntry read_entry(std::string name) {
    SafetensorsEntry entry;
    entry.name = std::move(name);
    const std::string what = "tensor '" + printable(entry.name) + "'";
    open('{', what);
    int fields = 0;
    read_members([&](const std::string& field) {
      ++fields;
      if (field == "dtype")
        entry.type = read_type(what);
      else if (field == "shape")
        entry.shape = read_sizes(what + ": the shape");
      else if (field == "data_offsets")
        read_offsets(what, entry);
      else
        fail(what + " has an unknown field '" + field + "'");
    });
    if (fields != 3) fail(what + " lacks its dtype, shape or data_offsets");
    return entry;
  }

  ::torch::ScalarType read_type(const std::string& what) {
    open('"', what + ": the dtype");
    const std::string name = read_text();
    const std::optional<::torch::ScalarType> type = safetensors_type(name);
    if (type) return *type;
    std::string known;
    for (const StorageType& one : storage_types) known += (known.empty() ? "" : ", ") + std::string(one.safetensors);
    throw WeightsError(what + " of weights '" + where_ + "' has elements of type '" + printable(name) + "', expected one of " +
                       known + " (convert it in Python first)");
  }

  std::vector<std::int64_t> read_sizes(const std::string& what) {
    open('[', what);
    std::vector<std::int64_t> sizes;
    read_items([&] {
      skip_space();
      const Json number = read_number();
      if (!number.is(Json::Kind::integer) || number.integer < 0) fail(what + " has an item that is not a size");
      if (sizes.size() == max_dimensions) fail(what + " has more than " + std::to_string(max_dimensions) + " sizes");
      sizes.push_back(number.integer);
    });
    return sizes;
  }

  void read_offsets(const std::string& what, SafetensorsEntry& entry) {
    const std::vector<std::int64_t> offsets = read_sizes(what + ": data_offsets");
    if (offsets.size() != 2) fail(what + " has no begin and end in its data_offsets");
    entry.begin = static_cast<std::uint64_t>(offsets[0]);
    entry.end = static_cast<std::uint64_t>(offsets[1]);
  }

  SafetensorsHeader header_;
};

/// Throws unless the tensors lie one behind the other from `data` to the end of the file, without holes, each as long as
/// its shape needs.
inline void check_layout(const InputFile& file, const SafetensorsHeader& header, std::uint64_t data,
                         const CheckedState& rules) {
  std::vector<const SafetensorsEntry*> order;
  for (const SafetensorsEntry& entry : header.entries) order.push_back(&entry);
  std::sort(order.begin(), order.end(), [](const SafetensorsEntry* a, const SafetensorsEntry* b) {
    return std::pair(a->begin, a->end) < std::pair(b->begin, b->end);
  });
  std::uint64_t next = 0;
  for (const SafetensorsEntry* entry : order) {
    const std::string what = "tensor '" + printable(entry->name) + "'";
    if (entry->begin != next || entry->end < entry->begin)
      file.fail(what + " has the offsets " + std::to_string(entry->begin) + " and " + std::to_string(entry->end) +
                    ", but the one before it ends at " + std::to_string(next),
                data);
    const std::uint64_t needed = rules.bytes_of(entry->name, entry->shape, c10::elementSize(entry->type));
    if (needed != entry->end - entry->begin)
      file.fail(
          what + " has " + std::to_string(entry->end - entry->begin) + " bytes, but its shape needs " + std::to_string(needed),
          data);
    next = entry->end;
  }
  const std::uint64_t there = file.size() - data;
  if (next > there)
    file.fail("its tensors need " + std::to_string(next) + " bytes, but " + std::to_string(there) + " are there", file.size());
  if (next < there) file.fail("there is something behind its last tensor", data + next);
}

/// Reads and checks the header; `data` becomes the place in the file where the tensors' bytes begin.
inline SafetensorsHeader read_safetensors_header(const InputFile& file, std::uint64_t& data, const CheckedState& rules) {
  ByteReader bytes(file, 0, file.size());
  const auto length = bytes.number<std::uint64_t>();
  if (length > safetensors_max_header)
    file.fail("a header of " + std::to_string(length) + " bytes, which is more than any has", 0);
  const std::string text = bytes.text(length);
  if (!is_utf8(text)) file.fail("its header is not UTF-8", sizeof(length));
  data = bytes.position();
  SafetensorsHeader header = SafetensorsHeaderReader(text, file.name()).read();
  check_layout(file, header, data, rules);
  return header;
}

}  // namespace graft::detail
