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
#include <graft/version.hpp>
#include <graft/zoo/preprocessing.hpp>

namespace graft {
namespace detail {

class PlannedImage;

/// A stage of graft's own, which adds its operation to the plan of an image that is not computed yet.
template <class Candidate>
concept PlanningStage = requires(const Candidate& stage, PlannedImage& image, Random& random) {
  { stage.plan(image, random) } -> std::same_as<void>;
};

}  // namespace detail

/// A stage that makes an image from an image: `Resize`, `CenterCrop`, a lambda `Image(Image, Random&)`.
///
/// 1. It can be copied and is callable through const with an Image and a Random&.
/// 2. It returns an Image.
/// Every random decision must come from that Random alone, or images would depend on the threads that load them.
template <class Candidate>
concept ImageStage = std::copy_constructible<Candidate> && requires(const Candidate& stage, Image image, Random& random) {
  { stage(std::move(image), random) } -> std::same_as<Image>;
};

inline namespace GRAFT_VERSION_NAMESPACE {

/// The steps that take an image from its file to the network: image stages in order, then the conversion to normalised floats.
///
/// Built from stages with `|`. ToTensor and Normalize come last; either may be left out. Neighbouring stages of graft's own are
/// executed together: pixels that a later one drops are not computed, and only the needed part of a file is decoded. The result
/// is that of executing them one by one, bit for bit.
/// Errors: UsageError when an image stage follows ToTensor or Normalize, or a second Normalize follows the first; ShapeError
/// when a stage returns an image whose pixels are not width x height x 3, or none.
///
///     Transform transform = Resize{256} | CenterCrop{224} | ToTensor{} | Normalize{imagenet_mean_std};
///     Transform brighter = Resize{256} | [](Image image, Random&) { ...; return image; } | CenterCrop{224};
class Transform {
 public:
  // Defined in one place, so that not every unit that copies a dataset compiles the vector of stages.
  Transform();
  Transform(const Transform& other);
  Transform(Transform&& other) noexcept;
  Transform& operator=(const Transform& other);
  Transform& operator=(Transform&& other) noexcept;
  ~Transform();

  /// A transform of one image stage. Transform itself is excluded first, or whether it can be copied would depend on itself.
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
      append_user_stage(std::move(stage));
      if (key) key->insert(0, "user's ");
    }
    name(std::move(key));
  }

  void add(ToTensor /*stage*/);

  void add(Normalize stage);

  /// The image after all image stages.
  Image apply(Image image, Random& random) const;

  /// Writes an image that `apply` returned as 3 x H x W floats: normalised if the transform has Normalize, else 0 to 1.
  void write(const Image& image, float* chw) const;

  /// Adds all image stages to the plan of an image that may not even be decoded yet; `apply` for later.
  void plan(detail::PlannedImage& image, Random& random) const;

  /// The float that `write` makes of each pixel value, per channel.
  detail::PixelTable table() const;

  /// Mean and standard deviation that `write` applies, if any.
  std::optional<MeanStd> normalization() const;

  /// A text of all that the result depends on, under which results can be kept for another process; nothing where a stage has
  /// no key.
  ///
  /// A stage's key is its `std::string key() const`: its name, its settings (exact_text() for numbers) and, if it may change,
  /// its version. graft's own stages have one.
  [[nodiscard]] std::optional<std::string> key() const;

  /// The number of image stages.
  std::size_t size() const { return stages_.size(); }

 private:
  using Stage = std::function<void(detail::PlannedImage&, Random&)>;

  void append(Stage stage);
  void append_user_stage(std::function<Image(Image, Random&)> stage);

  void name(std::optional<std::string> key);

  std::vector<Stage> stages_;
  std::optional<std::string> key_ = std::string();  ///< of the image stages
  std::optional<Normalize> normalize_;
  bool ends_ = false;
};

}  // namespace GRAFT_VERSION_NAMESPACE

/// Anything that can be part of a transform.
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
