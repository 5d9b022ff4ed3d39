// Inspects a network: modules, children, parameters, state_dict, the printed text, a summary and a drawing, each with Python's
// line beside it.
//   05_look_inside [DOT_FILE]     the file of the drawing, alexnet.dot by default; render it with `dot -Tsvg alexnet.dot`
#include <fstream>
#include <iostream>
#include <sstream>

#include <graft/graft.hpp>

using namespace graft;

std::string shape(const torch::Tensor& tensor) {
  std::ostringstream text;
  text << tensor.sizes();
  return text.str();
}

int main(int argc, char** argv) try {
  const auto net = make_network<ResNet18>();  // net = models.resnet18(weights=None)

  std::cout << "modules: " << modules(*net).size() << '\n';  // len(list(net.modules()))

  for (const auto& [name, layer] : named_modules(*net))  // for name, layer in net.named_modules():
    if (name.starts_with("layer1.0")) std::cout << name << "  " << to_string(*layer) << '\n';  //     print(name, layer)

  std::cout << children(*net).size() << " children: ";    // len(list(net.children()))
  for (const auto& [name, layer] : named_children(*net))  // for name, layer in net.named_children():
    std::cout << name << ' ';                             //     print(name)
  std::cout << '\n';

  std::int64_t count = 0;
  for (const torch::Tensor& parameter : parameters(*net))
    count += parameter.numel();  // sum(p.numel() for p in net.parameters())
  std::cout << count << " parameters\n";

  for (const auto& [name, parameter] : named_parameters(*net))  // for name, param in net.named_parameters():
    if (name.starts_with("fc")) std::cout << name << ' ' << shape(parameter) << '\n';  //     print(name, param.shape)

  for (const auto& [key, value] : state_dict(*net))                               // for key, value in net.state_dict().items():
    if (key.starts_with("bn1")) std::cout << key << ' ' << shape(value) << '\n';  //     print(key, value.shape)

  std::cout << to_string<AlexNet>() << '\n';                      // print(models.alexnet())
  static_assert(AlexNet::graph.parameter_count() == 61'100'840);  // known to the compiler, without weights
  std::cout << summary<AlexNet>().text();                         // torchsummary.summary(net, (3, 224, 224))
  std::cout << summary(*net, {3, 64, 64}).forward_backward_mib << " MiB for an image of 64 x 64\n";

  const std::string file = argc > 1 ? argv[1] : "alexnet.dot";
  if (!(std::ofstream(file) << to_dot<AlexNet>()).flush())
    throw Error("cannot write '" + file + "'; name a file in a folder that you may write to");
  std::cout << "wrote " << file << "; draw it with dot -Tsvg\n";
} catch (const std::exception& error) {
  std::cerr << "05_look_inside: " << error.what() << '\n';
  return 1;
}
