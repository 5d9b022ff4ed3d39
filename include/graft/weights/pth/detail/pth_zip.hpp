#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <graft/weights/io/detail/byte_reader.hpp>
#include <graft/weights/io/detail/file_range.hpp>
#include <graft/weights/io/detail/inflate.hpp>
#include <graft/weights/pth/detail/pickle_reader.hpp>
#include <graft/weights/pth/detail/pth_contents.hpp>
#include <graft/weights/pth/detail/zip_reader.hpp>

namespace graft::detail {

/// The pickle of an entry of a zip file.
inline Pickle read_pickle(const InputFile& file, const FileRange& range) {
  if (range.unpacked) {
    const GrowingBytes instructions = inflated(file, range);
    ByteReader bytes(file, instructions.bytes());
    return PickleReader(bytes).read();
  }
  check_range(file, range);
  ByteReader bytes(file, range.offset, range.offset + range.size);
  return PickleReader(bytes).read();
}

/// An entry of a zip file as text, which the file has been seen to hold.
inline std::string read_text(const InputFile& file, const FileRange& range) {
  if (range.unpacked) {
    const GrowingBytes unpacked = inflated(file, range);
    return {reinterpret_cast<const char*>(unpacked.bytes().data()), unpacked.bytes().size()};
  }
  ByteReader bytes(file, range.offset, range.offset + range.size);
  return bytes.text(range.size);
}

/// The texts that write_pth put among the zip file's extra files, by name.
inline std::map<std::string, std::string> read_metadata(const InputFile& file, const ZipReader& zip,
                                                        const std::string& folder) {
  constexpr std::string_view place = "extra/", own = "graft.";
  constexpr std::uint64_t longest = std::uint64_t{16} << 20;
  std::map<std::string, std::string> metadata;
  for (const ZipReader::Entry& entry : zip.entries()) {
    if (!entry.name.starts_with(folder + std::string(place) + std::string(own))) continue;
    const FileRange& range = zip.bytes(entry);
    if (range.holds() > longest) file.fail("its '" + entry.name + "' is longer than graft writes it");
    metadata.emplace(entry.name.substr(folder.size() + place.size()), read_text(file, range));
  }
  return metadata;
}

/// Throws for a zip file that holds none of torch.save's data.
[[noreturn]] inline void refuse_zip(const InputFile& file, const ZipReader& zip) {
  for (const ZipReader::Entry& entry : zip.entries())
    for (const char* ending : {".pth", ".pt", ".ckpt", ".bin", ".tar", ".safetensors", "model.json"})
      if (entry.name.ends_with(ending))
        file.fail("it is a zip file that holds '" + entry.name + "' (unzip it, and give that file)");
  file.fail("it is a zip file, but not one of torch.save (it has no data.pkl)");
}

/// Reads the zip format: one folder with data.pkl and a file for each storage in data/.
inline Checkpoint read_pth_zip(const InputFile& file, const std::string& chosen) {
  const ZipReader zip(file);
  const auto pickled = std::find_if(zip.entries().begin(), zip.entries().end(), [](const ZipReader::Entry& entry) {
    return entry.name == "data.pkl" || entry.name.ends_with("/data.pkl");
  });
  if (pickled == zip.entries().end()) refuse_zip(file, zip);
  const std::string folder = pickled->name.substr(0, pickled->name.size() - std::string_view("data.pkl").size());
  constexpr std::string_view little = "little";
  if (const ZipReader::Entry* order = zip.find(folder + "byteorder");
      order != nullptr && (zip.bytes(*order).holds() != little.size() || read_text(file, zip.bytes(*order)) != little))
    file.fail("it was written on a big-endian machine");
  const Pickle pickle = read_pickle(file, zip.bytes(*pickled));

  StorageRanges ranges;
  const std::string prefix = folder + "data/";
  for (const ZipReader::Entry& entry : zip.entries())
    if (entry.name.starts_with(prefix)) ranges.emplace(entry.name.substr(prefix.size()), zip.bytes(entry));
  TensorBuilder tensors(file, pickle, std::move(ranges));
  Checkpoint checkpoint = PthContents(file, pickle, tensors).checkpoint(chosen);
  checkpoint.metadata = read_metadata(file, zip, folder);
  return checkpoint;
}

}  // namespace graft::detail
