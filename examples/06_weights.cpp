// Weights: the catalogue, saving and loading parameters, the whole model in one file, and load reports, each with Python's line
// beside it. Works offline: nothing is downloaded.
//   06_weights [WEIGHTS]     a .pth, .safetensors or TensorFlow.js file for ResNet-18; else random initial values
#include <filesystem>
#include <iostream>

#include <graft/graft.hpp>

using namespace graft;

int main(int argc, char** argv) try {
  constexpr const WeightsEntry& entry = ResNet50::weights::default_;  // ResNet50_Weights.DEFAULT
  std::cout << entry.name << ": " << entry.acc1 << " % top-1, " << entry.parameters << " parameters, class 281 is \""
            << entry.class_names[281] << "\", images are resized to " << entry.preprocessing.resize << "\n  " << entry.url
            << "\n  is kept in " << torch_hub_folder().string() << '\n';

  const Weights weights = argc > 1 ? Weights(argv[1]) : Weights(none);
  auto net = make_network<ResNet18>(weights);  // models.resnet18(weights=None)
  net->eval();

  write_pth("resnet18.pth", state_dict(*net));                  // torch.save(net.state_dict(), 'resnet18.pth')
  write_safetensors("resnet18.safetensors", state_dict(*net));  // safetensors.torch.save_file(...)
  const LoadReport report =
      load_state(state_dict(*net), read_weights("resnet18.pth").tensors);  // net.load_state_dict(torch.load('resnet18.pth'))
  std::cout << report.text() << '\n';

  // A file with another number of classes: the last layer keeps its initial values, as the report says.
  auto two = make_network<Replace<ResNet18, "fc", Linear{2}>>();
  std::cout << load_state(state_dict(*two), read_weights("resnet18.safetensors").tensors, {.skip_mismatched = true}).text()
            << '\n';
  try {
    load_state(state_dict(*two), read_weights("resnet18.pth").tensors);  // strict, as in Python
  } catch (const WeightsError& error) {
    std::cout << error.what() << '\n';
  }

  // Keys of a file saved from a module that wraps the network.
  const StateDict wrapped = rename_prefix(state_dict(*net), "", "module.");  // nn.DataParallel(net).state_dict()
  load_state(state_dict(*net), rename_prefix(wrapped, "module.", ""));

  // The whole model, architecture and weights, loaded without naming a type.
  save_model("model.safetensors", {.network = two, .class_names = {"cat", "dog"}});  // torch.save(net, 'model.pth')
  const Model model = load_model("model.safetensors");                               // net = torch.load('model.pth')
  const auto logits = model.network->forward(torch::zeros({1, 3, 224, 224}));
  std::cout << "the model's classes are " << model.class_names[0] << " and " << model.class_names[1] << ", its logits "
            << logits.sizes() << '\n';
  std::cout << load_model("resnet18.pth").architecture << " was recognised by its tensors\n";

  for (const char* file : {"resnet18.pth", "resnet18.safetensors", "model.safetensors"}) std::filesystem::remove(file);
} catch (const std::exception& error) {
  std::cerr << "06_weights: " << error.what() << '\n';
  return 1;
}
