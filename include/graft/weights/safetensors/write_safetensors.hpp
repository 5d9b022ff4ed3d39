#pragma once

#include <filesystem>
#include <map>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/weights/state/state_dict.hpp>

namespace graft {

/// Writes tensors as a safetensors file, which Python reads with `safetensors.torch.load_file`, and `metadata`, texts by
/// name, beside them.
///
/// The header keeps the tensors' order. Their bytes follow by falling size of the element, without holes, so that each is
/// aligned and read_safetensors maps it. Tensors are copied to the CPU one at a time; those that share a storage are written
/// once each, since the format shares nothing. The file is complete or not there: see AtomicFile. Equal tensors give equal
/// files.
///
/// Errors: WeightsError if a tensor has no place in the format (sparse, quantized, complex), a name or a text is not UTF-8, a
/// tensor is called "__metadata__", or the file cannot be written.
/// Source: the format's README in huggingface/safetensors.
///
/// Example: `write_safetensors("head.safetensors", tensors, {{"format", "pt"}});   // as Hugging Face's transformers wants it`
void write_safetensors(const std::filesystem::path& path, const StateDict& tensors,
                       const std::map<std::string, std::string>& metadata = {});

}  // namespace graft
