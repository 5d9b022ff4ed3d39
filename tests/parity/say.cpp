/// What graft says of its networks, for compare.py to hold against torchvision: the texts of zoo/recorded/record_printed.py
/// under the same headings.
#include <iostream>
#include <string>

#include <graft/policy/append.hpp>
#include <graft/policy/body.hpp>
#include <graft/policy/features.hpp>
#include <graft/policy/input_channels.hpp>
#include <graft/policy/layers.hpp>
#include <graft/policy/look.hpp>
#include <graft/policy/replace.hpp>
#include <graft/policy/slice.hpp>
#include <graft/policy/without.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

template <class Net>
void say(const std::string& name) {
  std::cout << "=== " << name << '\n' << to_string<Net>() << '\n';
}

int main() {
  say<ResNet18>("resnet18");
  say<ResNet34>("resnet34");
  say<ResNet50>("resnet50");
  say<ResNet101>("resnet101");
  say<ResNet152>("resnet152");
  say<ResNeXt50_32x4d>("resnext50_32x4d");
  say<WideResNet50_2>("wide_resnet50_2");
  say<AlexNet>("alexnet");
  say<Without<AlexNet, "classifier">>("del alexnet.classifier");
  say<Without<AlexNet, "classifier.6">>("del alexnet.classifier[6]");
  say<Without<AlexNet, "classifier.3">>("del alexnet.classifier[3]");
  say<Slice<AlexNet, "classifier", 0, -2>>("alexnet.classifier[:-2]");
  say<Replace<AlexNet, "classifier.6", Linear{3}>>("alexnet.classifier[6] = Linear");
  say<Append<AlexNet, "classifier", Named{"7", ReLU{}}, Named{"8", Linear{20}}>>("alexnet.classifier.add_module");
  say<Append<AlexNet, "", Named{"block", sequential(ReLU{}, Linear{20})}>>("alexnet.add_module");
  say<InputChannels<AlexNet, 4>>("alexnet for 4 channels");
  say<Body<AlexNet>>("body of alexnet");
  say<Body<ResNet50>>("body of resnet50");
  say<Features<ResNet50, Layer3>>("resnet50 up to layer3");
}
