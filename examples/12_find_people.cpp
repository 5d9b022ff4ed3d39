// Boxes around objects: a pretrained backbone with FCOS's head, trained on a table of boxes or on COCO's JSON.
//
//   12_find_people [--coco FILE.json --images FOLDER] [--weights FILE] [--epochs N] [--out PICTURE.png]
//
// A fifth of the images is kept for validation. Without a file, small scenes with two kinds of rectangles are made.
#include <CLI/CLI.hpp>
#include <graft/graft.hpp>
#include <iostream>

#include "support/made_scenes.hpp"

using namespace graft;

using People = FineTuner<ResNet50, FcosHead<1>, FreezeUpTo<Layer2>, SGD>;
using Scenes = FineTuner<ResNet18, FcosHead<2>, FreezeNone, Adam>;

template <class Tuner>
void run(Tuner& tuner, Dataset train, Dataset val, std::int64_t size, int epochs, const std::string& picture) {
  // Images of any size fit into a square; boxes move with their images.
  train.transform = Letterbox{size} | RandomHorizontalFlip{} | Normalize{tuner.preprocessing().normalization};
  val.transform = Letterbox{size} | Normalize{tuner.preprocessing().normalization};
  const FitReport report = tuner.fit(train, val, {.epochs = epochs, .batch_size = 4});
  for (const Score& score : report.best.scores) std::cout << score.name << ": " << 100 * score.value << " %\n";

  const std::string photo = val[0].path;
  const DetectionPrediction found = tuner.predict(photo);
  std::cout << found.size() << " found in " << photo << '\n';
  for (const DetectedObject& object : found)
    std::cout << "  " << object.label << ", " << 100 * object.score << " %: " << object.box.x1 << ' ' << object.box.y1 << ' '
              << object.box.x2 << ' ' << object.box.y2 << '\n';
  if (!picture.empty()) write_png(picture, draw(decode_image(photo), found));
}

int main(int argc, char** argv) try {
  std::string json, images, weights, picture;
  int epochs = 3;
  CLI::App app{"Finds objects"};
  app.add_option("--coco", json, "annotations in COCO's format, of one class");
  app.add_option("--images", images, "the folder of their images");
  app.add_option("--weights", weights, "weights of a ResNet-50 for ImageNet");
  app.add_option("--epochs", epochs, "passes over the images");
  app.add_option("--out", picture, "writes a predicted picture there");
  CLI11_PARSE(app, argc, argv);

  if (!json.empty()) {
    People tuner{{.weights = weights.empty() ? Weights(none) : Weights(weights),
                  .optimizer = {.lr = 0.005, .momentum = 0.9, .weight_decay = 1e-4},
                  .task = {.size = 416}}};
    auto [train, val] = split(boxes_from_coco(json, images), 0.8, {.seed = 1});
    run(tuner, train, val, 416, epochs, picture);
  } else {
    const MadeScenes made;
    Scenes tuner{{.optimizer = {.lr = 1e-3}, .task = {.size = 128}}};
    run(tuner, boxes_from_csv(made.root() / "train/boxes.csv"), boxes_from_csv(made.root() / "val/boxes.csv"), 128, epochs,
        picture);
  }
} catch (const std::exception& error) {
  std::cerr << "error: " << error.what() << '\n';
  return 1;
}
