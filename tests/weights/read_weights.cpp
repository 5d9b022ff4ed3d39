#include "support/torch_doctest.hpp"

#include <cmath>
#include <limits>

#include <graft/weights/pth/write_pth.hpp>
#include <graft/weights/read_weights.hpp>
#include <graft/weights/safetensors/write_safetensors.hpp>
#include <graft/weights/state/detail/all_finite.hpp>
#include <graft/weights/state/load_state.hpp>

#include "weights/scratch.hpp"

namespace read_weights_tests {

using graft::Checkpoint;
using graft::read_weights;
using graft::WeightsError;

std::string complaint(const std::filesystem::path& path) {
  return scratch::complaint<WeightsError>([&] { read_weights(path); });
}

TEST_CASE("weights are told apart by what is in them and not by their name") {
  scratch::Folder folder;
  const Checkpoint checkpoint = read_weights(scratch::recorded("model_zip.pth"));
  CHECK(checkpoint.tensors.contains("fc.weight"));
  CHECK_FALSE(checkpoint.variant.has_value());
  CHECK(checkpoint.source == scratch::recorded("model_zip.pth").string());
  std::filesystem::copy(scratch::recorded("model_legacy.pth"), folder / "weights.json");
  CHECK(read_weights(folder / "weights.json").tensors.size() == checkpoint.tensors.size());
  std::filesystem::copy(scratch::recorded("state.safetensors"), folder / "weights.pth");
  CHECK(read_weights(folder / "weights.pth").tensors.at("conv.weight").numel() == 24);
  CHECK(read_weights(folder / "weights.pth").source == (folder / "weights.pth").string());
  std::filesystem::resize_file(folder / "weights.pth", 100);
  CHECK(complaint(folder / "weights.pth").find("longer than the rest of the file") != std::string::npos);
  scratch::write(folder / "model.pth", " {}");
  CHECK(complaint(folder / "model.pth").find("TensorFlow.js") != std::string::npos);
  CHECK(complaint(folder.path()).find("model.json") != std::string::npos);
  CHECK(complaint(folder / "none.pth").find("No such file") != std::string::npos);
}

TEST_CASE("a safetensors file is one whatever the length of its header, whose lowest byte comes first") {
  const scratch::Folder folder;
  for (const std::size_t length : {0x7BU, 0x80U, 0x3CU}) {  // '{' as JSON begins, a pickle's first opcode, '<' as a web page
    std::string header = R"({"t":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})";
    REQUIRE(header.size() < length);
    header.resize(length, ' ');
    scratch::write(folder / "x", static_cast<char>(length) + std::string(7, '\0') + header + '\x05');
    CHECK(read_weights(folder / "x").tensors.at("t").item<int>() == 5);
  }
}

TEST_CASE("an entry is chosen by the beginning of the names in every format, and names are changed by the user's rule") {
  const scratch::Folder folder;
  graft::StateDict tensors;
  tensors.set("student.conv.weight", torch::zeros({2}));
  tensors.set("teacher.conv.weight", torch::ones({2}));
  graft::write_safetensors(folder / "x", tensors);
  graft::write_pth(folder / "y", tensors);
  for (const char* name : {"x", "y"}) {
    const Checkpoint teacher = read_weights(folder / name, {.entry = "teacher"});
    CHECK(teacher.tensors.names() == std::vector<std::string>{"conv.weight"});
    CHECK(teacher.tensors.at("conv.weight").sum().item<float>() == 2);
    CHECK(teacher.entry == "teacher");
    CHECK(teacher.left_over == std::vector<std::string>{"student.conv.weight"});
    CHECK(read_weights(folder / name, {.rename =
                                           [](std::string_view given) {
                                             return given.starts_with("student") ? std::string() : "features.0.weight";
                                           }})
              .tensors.names() == std::vector<std::string>{"features.0.weight"});
    CHECK(scratch::complaint<WeightsError>([&] {
            (void)read_weights(folder / name, {.entry = "best"});
          }).ends_with("have no entry 'best'; their names begin with student, teacher"));
  }
}

TEST_CASE("weights with NaN or infinity are read, and refused by the tensor's name where they are to be loaded") {
  const Checkpoint broken = read_weights(scratch::recorded("nan.pth"));
  const auto said = [&](const graft::LoadOptions& options) {
    graft::StateDict network;
    for (const auto& [name, tensor] : broken.tensors) network.set(name, torch::zeros_like(tensor));
    return scratch::complaint<WeightsError>([&] { (void)graft::load_state(network, broken, options); });
  };
  CHECK(said({}).find("tensor 'broken' of weights '") != std::string::npos);
  CHECK(said({}).find("nan.pth") != std::string::npos);
  CHECK(said({.except = {"broken"}}) == "nothing");
  const double infinity = std::numeric_limits<double>::infinity();
  for (const auto type : {torch::kFloat, torch::kDouble, torch::kHalf, torch::kBFloat16}) {
    for (const double value : {infinity, -infinity, std::nan("")}) {
      torch::Tensor tensor = torch::full({5000}, -1.5, type);
      CHECK(graft::detail::all_finite(tensor));
      tensor[4999] = value;
      CHECK_FALSE(graft::detail::all_finite(tensor));
      CHECK(graft::detail::all_finite(tensor.slice(0, 0, 4999)));
    }
  }
  CHECK(graft::detail::all_finite(torch::full({3}, 65504.0, torch::kHalf)));
  CHECK(graft::detail::all_finite(torch::full({3}, -1, torch::kLong)));
}

}  // namespace read_weights_tests
