#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <graft/data/dataset/sample.hpp>
#include <graft/data/decode/decode.hpp>
#include <graft/data/transform/transform.hpp>

namespace graft {

/// What a loader does with an image that cannot be decoded.
enum class BadImage : std::uint8_t {
  error,  ///< stop with a DataError that names the file
  skip,   ///< leave it out, count it, and keep its name and the reason
};

/// A file that cannot be decoded, and why.
struct UndecodableImage {
  std::string path;
  std::string reason;
};

/// Labelled image files, and the transform that each of them goes through.
///
/// Shapes: `paths` and `labels` are parallel, N long; labels lie in 0..K-1 and index `class_names`, K long.
///
///     Dataset train = image_folder("train") | RandomResizedCrop{224} | Normalize{imagenet_mean_std};
///     train.on_bad_image = BadImage::skip;
struct Dataset {
  std::vector<std::string> paths;
  std::vector<std::int64_t> labels;
  std::vector<std::string> class_names;
  Transform transform;
  DecodeOptions decode;
  BadImage on_bad_image = BadImage::error;

  /// Files that cannot be decoded by their first bytes, as `image_folder` found them: empty, no image, or of a format that this
  /// build lacks. Where bad images are an error, a loader refuses a dataset that still has one of them.
  std::vector<UndecodableImage> undecodable{};

  std::size_t size() const { return paths.size(); }
};

/// The dataset with one more stage at the end of its transform.
///
/// Errors: UsageError when the transform has already ended with ToTensor or Normalize; assign `transform` to replace
/// it.
template <TransformStage Stage>
Dataset operator|(Dataset dataset, Stage stage) {
  dataset.transform.add(std::move(stage));
  return dataset;
}

/// The dataset with all stages of a transform in place of those it had.
inline Dataset operator|(Dataset dataset, Transform transform) {
  dataset.transform = std::move(transform);
  return dataset;
}

}  // namespace graft
