// A class for each pixel: a pretrained backbone with DeepLab's head, trained on folders of masks.
//
//   11_segment_streets [--data FOLDER --classes 11 --ignore 11] [--weights FILE] [--epochs N] [--out PICTURE.png]
//
// FOLDER: train/images, train/masks, val/images, val/masks, as CamVid in SegNet's split; masks are PNGs whose palette indices
// or greys are classes. Without it, small scenes with two kinds of rectangles are made.
#include <CLI/CLI.hpp>
#include <graft/graft.hpp>
#include <iostream>

#include "support/made_scenes.hpp"

using namespace graft;

// The head's classes are in its type: 11 are CamVid's, 3 those of the scenes that are made.
using Streets = FineTuner<ResNet50, DeepLabHead<11>, FreezeUpTo<Layer3>, SGD>;
using Scenes = FineTuner<ResNet18, FpnSegmentationHead<3>, FreezeNone, Adam>;

template <class Tuner>
void run(Tuner& tuner, const std::filesystem::path& folder, const MaskFolderOptions& options, int epochs, std::int64_t batch,
         const std::string& picture) {
  const auto data = mask_folders(folder, tuner.preprocessing(), options);
  const FitReport report = tuner.fit(data.train, data.val, {.epochs = epochs, .batch_size = batch});
  for (const Score& score : report.best.scores) std::cout << score.name << ": " << 100 * score.value << " %\n";

  const std::string photo = data.val[0].path;
  const SegmentationPrediction prediction = tuner.predict(photo);
  std::cout << photo << ": the middle is of class " << int{prediction(prediction.width / 2, prediction.height / 2)} << '\n';
  if (!picture.empty()) write_png(picture, draw(decode_image(photo), prediction));
}

int main(int argc, char** argv) try {
  std::string folder, weights, picture;
  int epochs = 10;
  std::int64_t ignore = 11;
  CLI::App app{"Segments images"};
  app.add_option("--data", folder, "folder with train and val, images and masks in each");
  app.add_option("--weights", weights, "weights of a ResNet-50 for ImageNet");
  app.add_option("--ignore", ignore, "the value in masks that is no class");
  app.add_option("--epochs", epochs, "passes over the images");
  app.add_option("--out", picture, "writes a predicted picture there");
  CLI11_PARSE(app, argc, argv);

  if (!folder.empty()) {
    Streets tuner{{.weights = weights.empty() ? Weights(none) : Weights(weights),
                   .optimizer = {.lr = 0.01, .momentum = 0.9, .weight_decay = 1e-4}}};
    run(tuner, folder, {.ignore = ignore}, epochs, 8, picture);
  } else {
    const MadeScenes made;
    Scenes tuner{{.optimizer = {.lr = 1e-3}}};
    run(tuner, made.root(), {.ignore = 3, .classes = {"nothing", "lying", "standing"}, .scale = {0.8, 1.25}}, epochs, 4,
        picture);
  }
} catch (const std::exception& error) {
  std::cerr << "error: " << error.what() << '\n';
  return 1;
}
