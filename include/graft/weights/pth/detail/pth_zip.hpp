#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <graft/weights/pth/detail/pickle_reader.hpp>
#include <graft/weights/pth/detail/pth_contents.hpp>
#include <graft/weights/pth/detail/zip_reader.hpp>

namespace graft::detail {

/// Reads the zip format: one folder with data.pkl and a file for each storage in data/.
inline StateDict read_pth_zip(const InputFile& file) {
  const ZipReader zip(file);
  std::string folder;
  const ZipReader::Entry* pickled = nullptr;
  for (const ZipReader::Entry& entry : zip.entries()) {
    if (!entry.name.ends_with("/data.pkl")) continue;
    folder = entry.name.substr(0, entry.name.size() - std::string_view("data.pkl").size());
    pickled = &entry;
    break;
  }
  if (pickled == nullptr) file.fail("it is a zip file, but not one of torch.save (it has no data.pkl)");
  if (zip.find(folder + "constants.pkl") != nullptr)
    file.fail("it is a TorchScript program (save the model's state_dict() instead)");
  if (const ZipReader::Entry* order = zip.find(folder + "byteorder")) {
    const FileRange& range = zip.bytes(*order);
    ByteReader bytes(file, range.offset, range.offset + range.size);
    if (bytes.text(std::min<std::uint64_t>(range.size, 16)) != "little") file.fail("it was written on a big-endian machine");
  }

  const FileRange& instructions = zip.bytes(*pickled);
  check_range(file, instructions);
  ByteReader bytes(file, instructions.offset, instructions.offset + instructions.size);
  const Pickle pickle = PickleReader(bytes).read();

  StorageRanges ranges;
  const std::string prefix = folder + "data/";
  for (const ZipReader::Entry& entry : zip.entries())
    if (entry.name.starts_with(prefix)) ranges.emplace(entry.name.substr(prefix.size()), zip.bytes(entry));
  TensorBuilder tensors(file, pickle, std::move(ranges));
  return PthContents(file, pickle, tensors).state_dict();
}

}  // namespace graft::detail
