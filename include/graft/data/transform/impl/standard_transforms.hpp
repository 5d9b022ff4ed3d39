#pragma once

#include <graft/data/transform/standard_transforms.hpp>

namespace graft {

Transform evaluation_transform(const Preprocessing& preprocessing) {
  return Resize{preprocessing.resize} | CenterCrop{preprocessing.crop} | ToTensor{} | Normalize{preprocessing.normalization};
}

Transform training_transform(const Preprocessing& preprocessing) {
  return RandomResizedCrop{preprocessing.crop} | RandomHorizontalFlip{} | ToTensor{} | Normalize{preprocessing.normalization};
}

}  // namespace graft
