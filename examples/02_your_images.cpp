// Your own images and number of classes: train, predict one image, save the weights.
//
//   02_your_images DIR WEIGHTS     DIR has train/<class>/ and val/<class>/, three classes; WEIGHTS is a ResNet-18 .pth
//   02_your_images                 synthetic images and random weights, in seconds
//
// The number of classes is part of the type: change LinearHead<3> to yours. A folder with another number is an error.
#include <graft/graft.hpp>
#include <iostream>
#include <optional>

#include "support/made_images.hpp"

using namespace graft;
using Classifier3 = FineTuner<ResNet18, LinearHead<3>, FreezeAllBut<Fc, Layer4>, AdamW>;

int main(int argc, char** argv) {
  if (argc != 1 && argc != 3) {
    std::cerr << "usage: " << argv[0] << " [DIR WEIGHTS]\n";
    return 2;
  }
  try {
    if (argc == 3) require_writable("your_images.pth");
    std::optional<MadeImages> made;
    const std::filesystem::path folder = argc == 3 ? std::filesystem::path(argv[1]) : made.emplace(3).root();

    // The preprocessing that the weights expect comes with them and is applied to the data, so that it cannot be forgotten.
    Classifier3 tuner{{.weights = argc == 3 ? Weights(argv[2]) : Weights(), .optimizer = {.lr = 1e-3}}};
    auto [train, val] = image_folders(folder, tuner.preprocessing());

    // By default an image that cannot be read stops the training; here it is skipped and counted.
    train.on_bad_image = BadImage::skip;
    tuner.fit(train, val, {.epochs = 3, .batch_size = 8, .on_epoch = [](const Epoch& e) {
                             std::cout << "epoch " << e.index << ": accuracy " << *e.accuracy << ", skipped " << e.skipped
                                       << '\n';
                           }});

    const Prediction prediction = tuner.predict(val.samples.front().path);
    std::cout << val.samples.front().path << " is " << prediction.label << " (" << 100 * prediction.probability << " %)\n";
    if (!made) tuner.save("your_images.pth");
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return 1;
  }
}
