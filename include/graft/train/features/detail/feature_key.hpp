#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <type_traits>
#include <vector>

#include <sys/stat.h>

#include <graft/core/exact_text.hpp>
#include <graft/core/hash_of.hpp>
#include <graft/data/dataset/dataset.hpp>
#include <graft/engine/plan/plan.hpp>
#include <graft/graph/fields_text.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/train/features/detail/record_file.hpp>
#include <graft/version.hpp>

namespace graft::detail {

[[nodiscard]] inline std::string hash_text(const void* data, std::size_t size) {
  char text[24];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash_of(data, size)));
  return text;
}

/// Text of all but the images that the values of call `cut - 1` depend on: a line for each call with its operation, its inputs,
/// its parameters.
[[nodiscard]] inline std::string network_key(const Network& network, int cut, const ::torch::Device& device,
                                             ::torch::ScalarType kept) {
  const GraphView net = network.graph();
  std::string text = "graft " GRAFT_VERSION_STRING ", " + plan_backend(device) + ", LibTorch " TORCH_VERSION + ", on " +
                     device.str() + ", computed as " + std::string(to_string(available(network.compute_type(), device))) +
                     ", kept as " + ::torch::toString(kept);
  if (const std::vector<float> calibration = network.calibration(cut); !calibration.empty())
    text += ", calibrated " + hash_text(calibration.data(), calibration.size() * sizeof(float));
  text += "\n";
  for (CallId row{0}; row < cut; ++row) {
    const Call& call = net.call(row);
    text += fields_text(call.op) + " of";
    for (const CallId input : net.inputs(row)) text.append(" ").append(std::to_string(input));
    text += " gives";
    for (std::size_t axis = 0; axis < call.shape.rank(); ++axis) text.append(" ").append(std::to_string(call.shape[axis]));
    if (call.module.exists()) {
      text += " by " + fields_text(net.module(call.module).layer);
      const auto add = [&](const ::torch::Tensor& tensor) {
        const ::torch::Tensor packed = tensor.detach().cpu().contiguous();
        text += " " + hash_text(packed.data_ptr(), packed.nbytes());
      };
      for (ModuleId inner{call.module}, end{net.end_of(call.module)}; inner < end; ++inner) {
        for (const ::torch::Tensor& parameter : network.own_parameters(inner)) add(parameter);
        for (const ::torch::Tensor& buffer : network.own_buffers(inner)) add(buffer);
      }
    }
    text += "\n";
  }
  return text;
}

[[nodiscard]] inline std::string decoding_key(const DecodeOptions& options) {
  const bool turbo = options.jpeg == JpegDecoder::turbo || (options.jpeg == JpegDecoder::best && has_jpeg_turbo());
  return "images of up to " + std::to_string(options.max_pixels) + " pixels" + (options.draft ? ", draft" : "") + ", JPEG by " +
         (turbo ? "libjpeg-turbo" : "stb_image") + "\n";
}

/// Key of an image file as it is now and of what is drawn for it (`drawing`); nothing when there is no such file.
[[nodiscard]] inline std::optional<RecordFile::Key> image_key(const std::string& path, const std::string& drawing) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  std::error_code ignored;
  std::string text = drawing + " " + std::to_string(status.st_size) + " " + std::to_string(status.st_mtim.tv_sec) + " " +
                     std::to_string(status.st_mtim.tv_nsec) + " " + std::filesystem::absolute(path, ignored).string();
  const std::uint64_t first = hash_of(text.data(), text.size());
  text += "again";
  return RecordFile::Key{first, hash_of(text.data(), text.size())};
}

}  // namespace graft::detail
