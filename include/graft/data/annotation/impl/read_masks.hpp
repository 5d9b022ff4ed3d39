#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/data/annotation/detail/files_by_stem.hpp>
#include <graft/data/annotation/detail/mask_objects.hpp>
#include <graft/data/annotation/detail/mask_pairs.hpp>
#include <graft/data/annotation/read_instance_masks.hpp>
#include <graft/data/annotation/read_masks.hpp>
#include <graft/data/decode/decode_mask.hpp>
#include <graft/data/decode/read_image_size.hpp>
#include <graft/platform/in_parallel.hpp>

namespace graft {

namespace detail {

MaskPairs mask_pairs(const std::filesystem::path& images, const std::filesystem::path& masks, const MaskOptions& options) {
  const auto image_of = files_by_stem(images, options.image_suffix, "image");
  const auto mask_of = files_by_stem(masks, options.mask_suffix, "mask");
  MaskPairs found;
  const std::string* without = nullptr;
  for (const auto& [stem, image] : image_of) {
    const auto mask = mask_of.find(stem);
    if (mask != mask_of.end()) {
      found.pairs.push_back({image, mask->second});
    } else {
      if (found.left_out++ == 0) without = &stem;
    }
  }
  if (without != nullptr && !options.leave_out_images_without_mask)
    throw DataError(std::to_string(found.left_out) + " of " + std::to_string(image_of.size()) +
                    " images have no mask, such as '" + printable(image_of.at(*without)) + "', expected '" +
                    printable((masks / (*without + options.mask_suffix + ".png")).string()) +
                    "'; check MaskOptions::mask_suffix, or set leave_out_images_without_mask");
  const std::size_t masks_without = mask_of.size() - found.pairs.size();
  if (masks_without > 0) {
    const auto first =
        std::find_if(mask_of.begin(), mask_of.end(), [&](const auto& mask) { return !image_of.contains(mask.first); });
    throw DataError(std::to_string(masks_without) + " of " + std::to_string(mask_of.size()) +
                    " masks have no image, such as '" + printable(first->second) + "'; check the folders, or remove them");
  }
  const auto key = [](const MaskPair& pair) {
    const std::filesystem::path path(pair.image);
    return std::pair(path.parent_path().string(), path.filename().string());
  };
  std::sort(found.pairs.begin(), found.pairs.end(),
            [&](const MaskPair& left, const MaskPair& right) { return key(left) < key(right); });
  return found;
}

inline std::string size_text(const ImageSize& size) { return std::to_string(size.width) + "x" + std::to_string(size.height); }

inline void require_same_size(const MaskPair& pair, const ImageSize& mask) {
  const ImageSize image = read_image_size(pair.image);
  if (image == mask) return;
  throw DataError("mask '" + printable(pair.mask) + "' is " + size_text(mask) + ", expected " + size_text(image) +
                  ", the size of its image '" + printable(pair.image) + "'; make them anew from the same image");
}

/// Calls `work(i)` for each of many files, several at a time.
template <class Work>
void for_each_file(std::size_t count, const Work& work) {
  constexpr std::size_t threads = 8, at_once = 16;
  in_parallel((count + at_once - 1) / at_once, threads, [&](std::size_t part) {
    const std::size_t end = std::min(count, (part + 1) * at_once);
    for (std::size_t i = part * at_once; i < end; ++i) work(i);
  });
}

}  // namespace detail

AnnotatedImages read_masks(const std::filesystem::path& images, const std::filesystem::path& masks,
                           const MaskOptions& options) {
  const detail::MaskPairs found = detail::mask_pairs(images, masks, options);
  if (options.check_sizes)
    detail::for_each_file(found.pairs.size(), [&](std::size_t i) {
      detail::require_same_size(found.pairs[i], read_image_size(found.pairs[i].mask));
    });
  AnnotatedImages result;
  result.class_names = options.class_names;
  result.images_left_out = found.left_out;
  for (const detail::MaskPair& pair : found.pairs) result.samples.push_back({pair.image, MaskFile{pair.mask}});
  return result;
}

AnnotatedImages read_instance_masks(const std::filesystem::path& images, const std::filesystem::path& masks,
                                    const MaskOptions& options) {
  if (options.class_names.size() > 1)
    throw UsageError("read_instance_masks: expected one class name, got " + std::to_string(options.class_names.size()) +
                     "; numbers in these masks are objects of one class");
  const detail::MaskPairs found = detail::mask_pairs(images, masks, options);
  AnnotatedImages result;
  result.class_names = options.class_names.empty() ? std::vector<std::string>{"object"} : options.class_names;
  result.images_left_out = found.left_out;
  result.samples.resize(found.pairs.size());
  detail::for_each_file(found.pairs.size(), [&](std::size_t i) {
    const detail::MaskPair& pair = found.pairs[i];
    const Mask mask = decode_mask(pair.mask);
    if (options.check_sizes) detail::require_same_size(pair, {mask.width, mask.height});
    result.samples[i] = {pair.image, detail::objects_of(mask, pair.mask)};
  });
  for (const Sample& sample : result.samples)
    if (std::get<Objects>(sample.target).empty()) ++result.images_without_annotations;
  return result;
}

}  // namespace graft
