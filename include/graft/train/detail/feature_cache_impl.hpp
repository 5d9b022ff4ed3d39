#pragma once

#include <algorithm>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <graft/data/epoch_order.hpp>
#include <graft/data/inference_loader.hpp>
#include <graft/data/is_random.hpp>
#include <graft/data/random.hpp>
#include <graft/runtime/fingerprint.hpp>
#include <graft/runtime/plan.hpp>
#include <graft/train/feature_cache.hpp>

namespace graft {
namespace detail {

/// What a plan computes in less than float32 it gives as bfloat16: half the memory holds it.
[[nodiscard]] inline ::torch::ScalarType kept_type(const Network& network, const ::torch::Device& device) {
  return !network.graph().has_foreign() && available(network.compute_type(), device) != ComputeType::f32 ? ::torch::kBFloat16 : ::torch::kFloat;
}

}  // namespace detail

std::int64_t FeatureCache::bytes(const Network& network, int cut, const Dataset& pictures) const {
  const std::int64_t number = detail::kept_type(network, loading_.device) == ::torch::kFloat ? 4 : 2;
  return static_cast<std::int64_t>(pictures.size()) * std::max(1, options_.views) * network.graph().call(cut - 1).shape.elements() * number;
}

std::string FeatureCache::describe(const Network& network, int cut, const Dataset& pictures) const {
  const Shape shape = network.graph().call(cut - 1).shape;
  std::string size = std::to_string(shape[0]);
  for (std::size_t axis = 1; axis < shape.rank(); ++axis) size += " x " + std::to_string(shape[axis]);
  char megabytes[32];
  std::snprintf(megabytes, sizeof megabytes, "%.1f", static_cast<double>(bytes(network, cut, pictures)) / 1e6);
  return std::to_string(pictures.size()) + " pictures x " + std::to_string(std::max(1, options_.views)) + (options_.views > 1 ? " views of " : " view of ") + size + " features: " + megabytes + " MB";
}

void FeatureCache::fill(Network& network, int cut, const Dataset& pictures) {
  std::vector<std::uint64_t> wanted = fingerprint(network, 1, cut);
  wanted.push_back(static_cast<std::uint64_t>(cut));
  wanted.push_back(static_cast<std::uint64_t>(network.compute_type()));
  if (features_.defined() && wanted == filled_for_) return;
  if (options_.views == 0 && is_random(pictures))
    throw UsageError("the transform of the pictures draws anew in each epoch, so their features cannot be kept for all; write CacheFeatures<8> for eight views of each picture, or give the "
                     "training data evaluation_transform");
  const auto count = static_cast<std::int64_t>(pictures.size());
  features_ = ::torch::Tensor();
  labels_ = pictures.labels;
  there_.assign(pictures.size(), 0);
  for (int view = 0; view < std::max(1, options_.views); ++view) {
    InferenceLoader loader(pictures, {.batch_size = loading_.batch_size, .workers = loading_.workers, .seed = loading_.seed, .epoch = view}, network, loading_.device, cut);
    while (const auto batch = loader.next()) {
      if (!features_.defined()) {
        std::vector<std::int64_t> sizes = batch->images.sizes().vec();
        sizes.front() = count * std::max(1, options_.views);
        features_ = ::torch::empty(sizes, detail::kept_type(network, loading_.device));
      }
      std::vector<std::int64_t> rows;
      for (const std::size_t index : batch->indices) {
        rows.push_back(view * count + static_cast<std::int64_t>(index));
        there_[index] = 1;
      }
      features_.index_copy_(0, ::torch::tensor(rows), batch->images.cpu().to(features_.scalar_type()));
    }
  }
  skipped_ = static_cast<std::size_t>(std::count(there_.begin(), there_.end(), 0));
  filled_for_ = std::move(wanted);
}

void FeatureCache::begin(std::int64_t epoch) {
  epoch_ = epoch;
  order_ = epoch_order(there_.size(), loading_.shuffle, loading_.seed, static_cast<std::uint64_t>(epoch));
  at_ = 0;
}

/// All views of a picture have their turn, in the first round in the order in which they were made.
std::int64_t FeatureCache::view_of(std::size_t picture) const {
  if (options_.views < 2) return 0;
  const std::int64_t round = epoch_ / options_.views;
  const auto start = round == 0 ? 0 : static_cast<std::int64_t>(Random(loading_.seed, ~static_cast<std::uint64_t>(round), picture).integer(static_cast<std::uint64_t>(options_.views)));
  return (start + epoch_) % options_.views;
}

std::optional<Batch> FeatureCache::next() {
  Batch batch;
  std::vector<std::int64_t> rows, labels;
  while (rows.empty() && at_ < order_.size()) {
    const std::size_t end = std::min(order_.size(), at_ + static_cast<std::size_t>(loading_.batch_size));
    for (; at_ < end; ++at_) {
      const std::size_t picture = order_[at_];
      if (there_[picture] == 0) continue;
      rows.push_back(view_of(picture) * static_cast<std::int64_t>(there_.size()) + static_cast<std::int64_t>(picture));
      labels.push_back(labels_[picture]);
      batch.indices.push_back(picture);
    }
  }
  if (rows.empty()) return std::nullopt;
  batch.images = features_.index_select(0, ::torch::tensor(rows)).to(loading_.device, ::torch::kFloat);
  batch.labels = ::torch::tensor(labels, ::torch::kInt64);
  return batch;
}

}  // namespace graft
