// Edits of a network, as types and at run time, each with Python's line beside it.
#include <iostream>

#include <graft/graft.hpp>

using namespace graft;

// As types: shapes are checked at compile time.
using NoClassifier = Without<AlexNet, "classifier">;               // del alexnet.classifier
using NoLastLayer = Without<AlexNet, "classifier.6">;              // del alexnet.classifier[6]
using Shorter = Slice<AlexNet, "classifier", 0, -2>;               // alexnet.classifier = alexnet.classifier[:-2]
using ThreeClasses = Replace<AlexNet, "classifier.6", Linear{3}>;  // alexnet.classifier[6] = nn.Linear(4096, 3)
using Longer = Append<AlexNet, "classifier", Named{"7", ReLU{}},
                      Named{"8", Linear{20}}>;  // alexnet.classifier.add_module('7', nn.ReLU(inplace=True)) ...
using WithBlock =
    Append<AlexNet, "", Named{"block", sequential(ReLU{}, Linear{20})}>;  // alexnet.add_module('block', nn.Sequential(...))
using FourChannels = InputChannels<AlexNet, 4>;                           // timm.create_model('alexnet', in_chans=4)
using Maps = Features<ResNet50, Layer2, Layer3, Layer4>;                  // IntermediateLayerGetter(resnet50, ...)

static_assert(GraphView(NoClassifier::graph).output_shape() == Shape{9216});
static_assert(GraphView(Shorter::graph).output_shape() == Shape{4096});
static_assert(GraphView(WithBlock::graph).output_shape() == Shape{20});
static_assert(GraphView(FourChannels::graph).input_shape() == Shape{4, 224, 224});
static_assert(GraphView(Body<ResNet50>::graph).output_shape() == Shape{2048, 7, 7});
static_assert(Maps::shapes()[0] == Shape{512, 28, 28});

int main() try {
  std::cout << to_string<NoLastLayer>() << "\n\n" << to_string<ThreeClasses>() << "\n\n" << to_string<Longer>() << "\n\n";

  // An edited type is a backbone like any other. It loads the original's weights for the modules that remain.
  using Tuner = FineTuner<NoLastLayer, LinearHead<3>, FreezeAllBut<Classifier>, SGD>;
  std::cout << "a head for 3 classes after it trains " << trainable_parameters<Tuner> << " parameters\n\n";

  // At run time, on a network that has weights.
  const auto net = make_network<AlexNet>();             // alexnet = models.alexnet()
  slice(*net, "classifier", 0, -2);                     // alexnet.classifier = alexnet.classifier[:-2]
  append(*net, "classifier", Named{"out", Linear{3}});  // alexnet.classifier.add_module('out', nn.Linear(4096, 3))
  std::cout << *net << "\n\n";                          // print(alexnet)
  std::cout << net->forward(torch::zeros({1, 3, 224, 224})).sizes() << "\n\n";

  try {
    remove(*net, "clasifier.out");  // AttributeError in Python
  } catch (const UsageError& error) {
    std::cout << error.what() << '\n';
  }
  try {
    append(*net, "classifier", Linear{.out = 2, .in = 4096});  // in Python an error at the first forward
  } catch (const ShapeError& error) {
    std::cout << error.what() << '\n';
  }
} catch (const std::exception& error) {
  std::cerr << "07_surgery: " << error.what() << '\n';
  return 1;
}
