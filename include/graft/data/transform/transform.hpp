#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/image/detail/pixel_table.hpp>
#include <graft/data/image/image.hpp>
#include <graft/data/transform/normalize.hpp>
#include <graft/data/transform/random.hpp>
#include <graft/data/transform/to_tensor.hpp>
#include <graft/zoo/preprocessing.hpp>

namespace graft {
namespace detail {

class PlannedImage;

/// A stage of graft's own: it says what is to be done to an image before the pixels are there.
template <class Candidate>
concept PlanningStage = requires(const Candidate& stage, PlannedImage& image, Random& random) {
  { stage.plan(image, random) } -> std::same_as<void>;
};

}  // namespace detail

/// Something that makes an image from an image: `Resize`, `CenterCrop`, a lambda `Image(Image, Random&)`.
///
/// 1. It can be copied and is callable through const with an Image and a Random&.
/// 2. It returns an Image.
/// Every random decision comes from that Random alone, or images would depend on the threads that load them.
template <class Candidate>
concept ImageStage = std::copy_constructible<Candidate> && requires(const Candidate& stage, Image image, Random& random) {
  { stage(std::move(image), random) } -> std::same_as<Image>;
};

/// The way of an image from the file to the network: image stages in order, then the step to normalised floats.
///
/// Built with `|`, from the stages themselves. ToTensor and Normalize come last; either may be left out. Neighbouring stages of
/// graft's are carried out together: pixels that a later one drops are not made, and of a file only what is needed is decoded.
/// The result is that of one after the other, bit for bit.
/// Errors: UsageError when an image stage follows ToTensor or Normalize, or a second Normalize follows the first; ShapeError
/// when a stage returns an image whose pixels are not width x height x 3, or none.
///
///     Transform transform = Resize{256} | CenterCrop{224} | ToTensor{} | Normalize{imagenet_mean_std};
///     Transform brighter = Resize{256} | [](Image image, Random&) { ...; return image; } | CenterCrop{224};
class Transform {
 public:
  // The pieces of the vector of stages are made once in a program, not in every unit that copies a dataset.
  Transform();
  Transform(const Transform& other);
  Transform(Transform&& other) noexcept;
  Transform& operator=(const Transform& other);
  Transform& operator=(Transform&& other) noexcept;
  ~Transform();

  /// A transform of one image stage. Itself is ruled out first, or asking whether it can be copied would ask itself.
  template <class Stage>
  requires(!std::same_as<Stage, Transform> && ImageStage<Stage>) Transform(Stage stage)
      : Transform() {  // NOLINT(google-explicit-constructor): a stage is a transform of one step
    add(std::move(stage));
  }

  Transform(ToTensor stage);   // NOLINT(google-explicit-constructor)
  Transform(Normalize stage);  // NOLINT(google-explicit-constructor)

  template <ImageStage Stage>
  void add(Stage stage) {
    std::optional<std::string> key;
    if constexpr (requires {
                    { stage.key() } -> std::convertible_to<std::string>;
                  })
      key = stage.key();
    if constexpr (detail::PlanningStage<Stage>) {
      append([stage = std::move(stage)](detail::PlannedImage& image, Random& random) { stage.plan(image, random); });
    } else {
      append_foreign(std::move(stage));
      if (key) key->insert(0, "user's ");
    }
    name(std::move(key));
  }

  void add(ToTensor /*stage*/);

  void add(Normalize stage);

  /// The image after all image stages.
  Image apply(Image image, Random& random) const;

  /// Writes an image, as `apply` returns it, as 3 x H x W floats: normalised if the transform says so, else 0 to 1.
  void write(const Image& image, float* chw) const;

  /// The same for an image that was not made, perhaps not even decoded, yet: what `apply` does to it is planned.
  void plan(detail::PlannedImage& image, Random& random) const;

  /// What `write` makes of each pixel value, per channel.
  detail::PixelTable table() const;

  /// Mean and standard deviation that `write` applies, if any.
  std::optional<MeanStd> normalization() const;

  /// All that decides what becomes of an image, as a text by which results may be found again in another process; nothing where
  /// a stage does not tell its part of it.
  ///
  /// A stage tells it by `std::string key() const`: the stage's name, its settings (exact_text() for numbers) and, if it may
  /// change, its version. graft's own stages do.
  [[nodiscard]] std::optional<std::string> key() const;

  /// The number of image stages.
  std::size_t size() const { return stages_.size(); }

 private:
  using Stage = std::function<void(detail::PlannedImage&, Random&)>;

  void append(Stage stage);
  void append_foreign(std::function<Image(Image, Random&)> stage);

  void name(std::optional<std::string> key);

  std::vector<Stage> stages_;
  std::optional<std::string> key_ = std::string();  ///< of the image stages
  std::optional<Normalize> normalize_;
  bool ends_ = false;
};

/// Anything that can stand in a transform.
template <class Candidate>
concept TransformStage = ImageStage<Candidate> || std::same_as<Candidate, ToTensor> || std::same_as<Candidate, Normalize>;

/// One transform after another: `Resize{256} | CenterCrop{224}`.
template <class First, TransformStage Next>
requires(std::same_as<First, Transform> || TransformStage<First>) Transform operator|(First first, Next next) {
  Transform transform(std::move(first));
  transform.add(std::move(next));
  return transform;
}

}  // namespace graft
