#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <graft/weights/pth/detail/pickle_reader.hpp>
#include <graft/weights/pth/detail/pth_contents.hpp>
#include <graft/weights/state/checkpoint.hpp>
#include <graft/weights/state/detail/storage_types.hpp>

namespace graft::detail {

/// Reads the format of PyTorch before 1.6: five pickles (a magic number, the version, facts about the machine, the
/// object, the keys of its storages), then the storages in the order of their keys, each with its length in front.
inline Checkpoint read_pth_legacy(const InputFile& file, const std::string& entry) {
  constexpr std::string_view magic("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 10);
  ByteReader bytes(file, 0, file.size());
  const auto next = [&] { return PickleReader(bytes).read(); };

  const Pickle magic_number = next();
  if (magic_number[magic_number.root].text != magic) file.fail("it is a pickle, but not one of torch.save");
  const Pickle version = next();
  if (version[version.root].integer != 1001) file.fail("its legacy format has another version than 1001");
  const Pickle machine = next();
  const PickleNode* little = machine.find(machine[machine.root], "little_endian");
  if (little == nullptr || little->integer != 1) file.fail("it was written on a big-endian machine");
  const Pickle pickle = next();
  const Pickle keys = next();

  std::unordered_map<std::string, std::size_t> element_sizes;
  for (const PickleId id : pickle.persistents) {
    const StorageReference reference = storage_reference(file, pickle, pickle[id]);
    const std::optional<std::size_t> size = storage_element_size(reference.type);
    if (!size) file.fail("it has a storage of an unknown type, '" + reference.type + "'");
    element_sizes[reference.key] = *size;
  }
  StorageRanges ranges;
  std::uint64_t at = bytes.position();
  for (const PickleId id : keys[keys.root].items) {
    const std::string& key = keys[id].text;
    const auto known = element_sizes.find(key);
    if (known == element_sizes.end()) file.fail("it lists a storage that nothing uses", at);
    std::uint64_t count = 0;
    file.read(at, &count, sizeof(count));
    at += sizeof(count);
    std::uint64_t size = 0;
    if (__builtin_mul_overflow(count, known->second, &size) || size > file.size() - at) file.fail("a storage is cut off", at);
    if (!ranges.emplace(key, FileRange{at, size, std::nullopt}).second) file.fail("it lists a storage twice", at);
    at += size;
  }
  TensorBuilder tensors(file, pickle, std::move(ranges));
  return PthContents(file, pickle, tensors).checkpoint(entry);
}

}  // namespace graft::detail
