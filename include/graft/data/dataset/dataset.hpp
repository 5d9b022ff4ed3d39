#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <range/v3/range_fwd.hpp>

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

/// Image files with their targets, and the transform that each of them goes through: a sized, random-access range of samples.
///
/// Classes in targets lie in 0..K-1 and index `class_names`, K long; those of numbers are one a column.
///
///     Dataset train = image_folder("train") | RandomResizedCrop{224} | Normalize{imagenet_mean_std};
///     train.on_bad_image = BadImage::skip;
///     Dataset few = train | ranges::views::filter(is_sharp) | ranges::views::sample(1000, std::mt19937(1));
struct Dataset {
  std::vector<Sample> samples;
  std::vector<std::string> class_names;
  Transform transform;
  DecodeOptions decode;
  BadImage on_bad_image = BadImage::error;
  std::optional<std::int64_t> ignore{};  ///< the value in masks that is no class, such as "void"
  double least_visible = 0.1;            ///< share of a box that must be left in a cropped image for it to count, 0 to 1

  /// Files that cannot be decoded by their first bytes, as `image_folder` found them: empty, no image, or of a format that this
  /// build lacks. Where bad images are an error, a loader refuses a dataset that still has one of them.
  std::vector<UndecodableImage> undecodable{};

  [[nodiscard]] std::size_t size() const { return samples.size(); }
  [[nodiscard]] auto begin() const { return samples.begin(); }
  [[nodiscard]] auto end() const { return samples.end(); }
  [[nodiscard]] const Sample& operator[](std::size_t position) const { return samples[position]; }
};

/// A dataset of other samples with the classes and settings of this one.
[[nodiscard]] Dataset with_samples(const Dataset& dataset, std::vector<Sample> samples);

/// A view of range-v3 or of the standard library over samples, waiting for its range: `ranges::views::filter(is_sharp)`.
///
/// 1. It is no stage of a transform.
/// 2. Called with a vector of samples, it gives a range of samples.
template <class Candidate>
concept SampleView =
    !TransformStage<Candidate> && requires(std::invoke_result_t<Candidate&, const std::vector<Sample>&> range) {
  { *range.begin() } -> std::convertible_to<Sample>;
};

/// The dataset of the samples that a view leaves, in its order.
template <SampleView View>
[[nodiscard]] Dataset operator|(Dataset dataset, View view) {
  std::vector<Sample> samples;
  for (auto&& sample : view(std::as_const(dataset.samples))) samples.push_back(sample);
  return with_samples(dataset, std::move(samples));
}
/// The same for a view of range-v3, whose own operator would refuse a temporary dataset.
template <class View>
[[nodiscard]] Dataset operator|(Dataset dataset, ranges::views::view_closure<View> view) {
  std::vector<Sample> samples;
  for (auto&& sample : view(std::as_const(dataset.samples))) samples.push_back(sample);
  return with_samples(dataset, std::move(samples));
}

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
