#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include <graft/core/exceptions.hpp>
#include <graft/data/image/detail/pixel_table.hpp>
#include <graft/data/transform/detail/planned_image.hpp>
#include <graft/data/transform/standard_transforms.hpp>
#include <graft/data/transform/transform.hpp>

namespace graft {
namespace detail {

/// Throws unless the image has as many pixels as it says: a user's stage may return anything.
void require_whole(const Image& image) {
  const bool whole =
      image.width > 0 && image.height > 0 && image.pixels.size() == static_cast<std::size_t>(image.width * image.height * 3);
  if (!whole) {
    throw ShapeError("a stage returned " + std::to_string(image.pixels.size()) + " values for " + std::to_string(image.width) +
                     "x" + std::to_string(image.height) + "; expected width x height x 3, and at least one pixel");
  }
}

}  // namespace detail

Transform::Transform() = default;
Transform::Transform(const Transform& other) = default;
Transform::Transform(Transform&& other) noexcept = default;
Transform& Transform::operator=(const Transform& other) = default;
Transform& Transform::operator=(Transform&& other) noexcept = default;
Transform::~Transform() = default;

Transform::Transform(ToTensor stage) : Transform() { add(stage); }
Transform::Transform(Normalize stage) : Transform() { add(stage); }

void Transform::add(ToTensor /*stage*/) {
  if (ends_) throw UsageError("transform: ToTensor follows ToTensor or Normalize; once is enough");
  ends_ = true;
}

void Transform::add(Normalize stage) {
  if (normalize_) throw UsageError("transform: a second Normalize follows the first; keep the one that the weights expect");
  stage.validate();
  normalize_ = stage;
  ends_ = true;
}

Image Transform::apply(Image image, Random& random) const { return detail::apply_stage(*this, std::move(image), random); }

void Transform::plan(detail::PlannedImage& image, Random& random) const {
  for (const auto& stage : stages_) stage(image, random);
}

void Transform::write(const Image& image, float* chw) const { detail::write_planes(image, table(), chw); }

detail::PixelTable Transform::table() const { return normalize_ ? normalize_->table() : ToTensor{}.table(); }

std::optional<MeanStd> Transform::normalization() const {
  return normalize_ ? std::optional<MeanStd>(normalize_->normalization) : std::nullopt;
}

std::optional<std::string> Transform::key() const {
  if (!key_) return std::nullopt;
  return *key_ + (normalize_ ? normalize_->key() : "ToTensor()");
}

/// Each stage's key has its length in front, so that different transforms have different keys.
void Transform::name(std::optional<std::string> key) {
  if (!key) key_.reset();
  if (key_) *key_ += std::to_string(key->size()) + ":" + *key + " | ";
}

void Transform::append(Stage stage) {
  if (ends_)
    throw UsageError(
        "transform: an image stage follows ToTensor or Normalize; put it before them, or start from an empty "
        "Transform");
  stages_.push_back(std::move(stage));
}

void Transform::append_user_stage(std::function<Image(Image, Random&)> stage) {
  append([stage = std::move(stage)](detail::PlannedImage& image, Random& random) {
    Image made = stage(image.take(), random);
    detail::require_whole(made);
    image.recolour(std::move(made));
  });
}

Transform evaluation_transform(const Preprocessing& preprocessing) {
  return Resize{.size = preprocessing.resize, .interpolation = preprocessing.interpolation} | CenterCrop{preprocessing.crop} |
         ToTensor{} | Normalize{preprocessing.normalization};
}

Transform training_transform(const Preprocessing& preprocessing) {
  return RandomResizedCrop{.size = preprocessing.crop, .interpolation = preprocessing.interpolation} | RandomHorizontalFlip{} |
         ToTensor{} | Normalize{preprocessing.normalization};
}

}  // namespace graft
