#pragma once

#include <filesystem>
#include <map>
#include <string>

#include <graft/weights/state/state_dict.hpp>

namespace graft {

/// Reads the tensors of a safetensors file, in the order of its header; `metadata`, where given, becomes the texts by name
/// that the file carries beside them.
///
/// The file is mapped, not read: a tensor takes no memory until its pages are touched, and shares them with every process
/// that has the file open. Writing to a tensor changes this process's copy of a page, never the file. The map lives as long
/// as a tensor of it, and meanwhile the file must not be shortened or written over in place, which would end or confuse the
/// process; graft's own writers replace files and do no harm. Tensors that are not aligned in the file are copied.
///
/// Element types: F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL. Every tensor is on the CPU and has a storage of its own.
///
/// Errors: WeightsError if the file is missing, cut off, damaged (a header of more than 100 MB, repeated names, offsets that
/// overlap, leave holes or do not fit the shapes, bytes behind the last tensor), of another kind, or has another element
/// type.
/// Source: the format's README in huggingface/safetensors; refuses what its library refuses, and unknown fields and repeated
/// names, which the library accepts.
///
/// Example: `::torch::Tensor weight = read_safetensors("resnet50.safetensors").at("conv1.weight");`
StateDict read_safetensors(const std::filesystem::path& path, std::map<std::string, std::string>* metadata = nullptr);

}  // namespace graft
