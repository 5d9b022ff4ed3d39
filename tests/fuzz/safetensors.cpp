// read_safetensors on any bytes: loads, so that it can be written and read again, or throws an error of graft's.
#include <cstdlib>
#include <map>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/weights/io/impl/atomic_file.hpp>
#include <graft/weights/safetensors/impl/read_safetensors.hpp>
#include <graft/weights/safetensors/impl/write_safetensors.hpp>
#include <graft/weights/state/impl/state_dict.hpp>

#include "input_as_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const InputAsFile file(data, size);
  std::map<std::string, std::string> metadata;
  graft::StateDict tensors;
  try {
    tensors = graft::read_safetensors(file.path(), &metadata);
  } catch (const graft::Error&) {
    return 0;
  }
  for (const auto& entry : tensors) static_cast<void>(entry.second.clone());
  const std::string header = graft::detail::safetensors_json(tensors, graft::detail::safetensors_order(tensors), metadata);
  const graft::detail::SafetensorsHeader again = graft::detail::SafetensorsHeaderReader(header, "again").read();
  if (again.entries.size() != tensors.size() || again.metadata != metadata) std::abort();
  return 0;
}
