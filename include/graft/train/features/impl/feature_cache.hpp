#pragma once

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <graft/data/dataset/is_random.hpp>
#include <graft/data/dataset/subset.hpp>
#include <graft/data/loader/calibrate.hpp>
#include <graft/data/loader/epoch_order.hpp>
#include <graft/data/loader/inference_loader.hpp>
#include <graft/data/loader/loader.hpp>
#include <graft/data/loader/targets.hpp>
#include <graft/data/transform/random.hpp>
#include <graft/engine/plan/plan.hpp>
#include <graft/engine/plan/plan_source.hpp>
#include <graft/network/fingerprint.hpp>
#include <graft/train/features/detail/feature_key.hpp>
#include <graft/train/features/detail/feature_store.hpp>
#include <graft/train/features/detail/file_store.hpp>
#include <graft/train/features/detail/memory_store.hpp>
#include <graft/train/features/detail/record_file.hpp>
#include <graft/train/features/detail/record_folder.hpp>
#include <graft/train/features/feature_cache.hpp>

namespace graft {
namespace detail {

/// Type that features are kept in: bfloat16 where a plan computes in less than float32, which takes half the memory.
[[nodiscard]] inline ::torch::ScalarType kept_type(const Network& network, const ::torch::Device& device) {
  return !network.graph().has_foreign() && available(network.compute_type(), device) != ComputeType::f32 ? ::torch::kBFloat16
                                                                                                         : ::torch::kFloat;
}

/// Shape of the value of call `cut - 1` for the images of a dataset, as large as the first one that can be loaded; as described
/// where none can.
[[nodiscard]] inline Shape feature_shape(const Network& network, int cut, const Dataset& images) {
  const GraphView net = network.graph();
  const Shape described = net.call({cut - 1}).shape;
  if (net.has_foreign() || images.size() == 0) return described;
  try {
    const std::optional<Batch> one = Loader(take(images, 1), {.batch_size = 1, .workers = 0}).next();
    if (!one || !one->image_size) return described;
    const Shape image = net.input_shape().with(1, one->image_size->height).with(2, one->image_size->width);
    return image == net.input_shape() ? described
                                      : tables_for(network, image, image).calls[static_cast<std::size_t>(cut - 1)].shape;
  } catch (const Error&) {
    return described;  // the loader or the network says so when the features are computed
  }
}

inline void say_in_memory(const std::string& why) { std::fprintf(stderr, "features are kept in memory: %s\n", why.c_str()); }

/// The store in `options.folder`, or null where features are kept in memory; unless that was asked for, a message says why.
[[nodiscard]] inline std::shared_ptr<FeatureStore> file_store(const Network& network, int cut, const Dataset& images,
                                                              const Shape& shape, const CacheOptions& options,
                                                              const CacheLoading& loading, ::torch::ScalarType type) {
  if (options.folder.empty()) return nullptr;
  try {
    const auto transform = images.transform.key();
    if (!transform)
      throw RecordFileError(
          "a stage of the transform has no name to find them by in another run; give it `std::string key() const` with all of "
          "its settings");
    if (std::any_of(images.begin(), images.end(), [](const Sample& sample) { return moves(sample.target); }))
      throw RecordFileError("targets that move with the pixels of their images are not kept in files");
    if (network.graph().has_foreign()) throw RecordFileError("the network has modules that its graph cannot see into");
    std::vector<std::int64_t> sizes;
    for (std::size_t axis = 0; axis < shape.rank(); ++axis) sizes.push_back(shape[axis]);
    const std::string about = network_key(network, cut, loading.device, type) + decoding_key(images.decode) + *transform;

    std::vector<std::optional<RecordFile::Key>> keys;
    for (int view = 0; view < std::max(1, options.views); ++view)
      for (std::size_t index = 0; index < images.size(); ++index)
        keys.push_back(image_key(
            images[index].path, options.views == 0
                                    ? "still"
                                    : std::to_string(loading.seed) + "/" + std::to_string(view) + "/" + std::to_string(index)));

    std::error_code problem;
    std::filesystem::create_directories(options.folder, problem);
    if (problem)
      throw RecordFileError("'" + options.folder.string() + "': the folder cannot be made (" + problem.message() + ")");
    const std::filesystem::path path = options.folder / (hash_text(about.data(), about.size()) + ".features");
    const auto limit = static_cast<std::uint64_t>(std::max<std::int64_t>(0, options.max_bytes));
    // A second time if old features in the file itself take the room.
    for (int attempt = 0; attempt < 2; ++attempt) {
      auto file =
          std::make_unique<RecordFile>(path, about, static_cast<std::size_t>(shape.elements()) * ::torch::elementSize(type));
      const bool emptied = file->size() == 0;
      const auto store = std::make_shared<FileStore>(std::move(file), keys, sizes, type);
      if (make_room(path, store->file().bytes(store->missing()), limit)) return store;
      if (emptied || UsedFile::is_shared(path) || !make_room(path, RecordFile::bytes_of(store->file(), keys.size()), limit))
        break;
      std::filesystem::remove(path, problem);
    }
    throw RecordFileError("'" + options.folder.string() + "': too many, the limit is max_bytes");
  } catch (const RecordFileError& error) {
    say_in_memory(error.what());
    return nullptr;
  }
}

}  // namespace detail

Shape FeatureCache::feature_shape(const Network& network, int cut, const Dataset& images) const {
  const std::string first = images.size() == 0 ? "" : images[0].path;
  const Shape described = network.graph().call({cut - 1}).shape;
  if (shape_cut_ != cut || shape_of_ != first || described_ != described) {
    shape_ = detail::feature_shape(network, cut, images);
    shape_cut_ = cut;
    shape_of_ = first;
    described_ = described;
  }
  return shape_;
}

std::int64_t FeatureCache::bytes(const Network& network, int cut, const Dataset& images) const {
  const std::int64_t number = detail::kept_type(network, loading_.device) == ::torch::kFloat ? 4 : 2;
  return static_cast<std::int64_t>(images.size()) * std::max(1, options_.views) *
         feature_shape(network, cut, images).elements() * number;
}

std::string FeatureCache::describe(const Network& network, int cut, const Dataset& images) const {
  const Shape shape = feature_shape(network, cut, images);
  std::string size = std::to_string(shape[0]);
  for (std::size_t axis = 1; axis < shape.rank(); ++axis) size += " x " + std::to_string(shape[axis]);
  char megabytes[32];
  std::snprintf(megabytes, sizeof megabytes, "%.1f", static_cast<double>(bytes(network, cut, images)) / 1e6);
  return std::to_string(images.size()) + " images x " + std::to_string(std::max(1, options_.views)) +
         (options_.views > 1 ? " views of " : " view of ") + size + " features: " + megabytes + " MB";
}

void FeatureCache::fill(Network& network, int cut, const Dataset& images) {
  std::vector<std::uint64_t> wanted = fingerprint(network, 1, cut);
  wanted.push_back(static_cast<std::uint64_t>(cut));
  wanted.push_back(static_cast<std::uint64_t>(network.compute_type()));
  if (store_ && wanted == filled_for_) return;
  if (options_.views == 0 && is_random(images))
    throw UsageError(
        "the transform of the images draws anew in each epoch, so their features cannot be kept for all; write "
        "CacheFeatures<8> for eight views of each image, or give the "
        "training data evaluation_transform");
  filled_for_.clear();
  store_.reset();  // one is in memory at a time
  computed_ = 0;
  compute(network, cut, images);
  filled_for_ = std::move(wanted);
}

void FeatureCache::compute(Network& network, int cut, const Dataset& images) {
  const std::size_t count = images.size();
  const auto views = static_cast<std::size_t>(std::max(1, options_.views));
  const ::torch::ScalarType type = detail::kept_type(network, loading_.device);
  // What is in a folder was computed with the calibration that its key names.
  if (!options_.folder.empty())
    calibrate(network, images, {.workers = loading_.workers, .seed = loading_.seed}, loading_.device, cut);
  store_ = detail::file_store(network, cut, images, feature_shape(network, cut, images), options_, loading_, type);
  if (!store_) store_ = std::make_shared<detail::MemoryStore>(count * views, type);
  image_size_.reset();
  targets_.resize(count * views);
  for (std::size_t row = 0; row < targets_.size(); ++row) targets_[row] = still_target(images[row % count]);
  for (std::size_t view = 0; view < views; ++view) {
    LoaderOptions options{.batch_size = loading_.batch_size,
                          .workers = loading_.workers,
                          .seed = loading_.seed,
                          .epoch = static_cast<std::int64_t>(view)};
    for (std::size_t image = 0; image < count; ++image)
      if (!store_->has(view * count + image)) options.only.push_back(image);
    if (options.only.empty()) continue;
    InferenceLoader loader(images, std::move(options), network, loading_.device, cut);
    while (const auto batch = loader.next()) {
      std::vector<std::int64_t> rows;
      for (const std::size_t index : batch->indices) rows.push_back(static_cast<std::int64_t>(view * count + index));
      keep(rows, batch->images.cpu(), type);
      if (!image_size_) image_size_ = batch->image_size;
      std::vector<ImageTarget> targets = targets_of(*batch);
      for (std::size_t i = 0; i < rows.size(); ++i) targets_[static_cast<std::size_t>(rows[i])] = std::move(targets[i]);
      computed_ += rows.size();
    }
  }
  there_.assign(count, 1);
  for (std::size_t row = 0; row < count * views; ++row)
    if (!store_->has(row)) there_[row % count] = 0;
  skipped_ = static_cast<std::size_t>(std::count(there_.begin(), there_.end(), 0));
  store_->finish();
}

/// Keeps computed rows. When their file cannot take any more, all features move into memory.
void FeatureCache::keep(const std::vector<std::int64_t>& rows, const ::torch::Tensor& values, ::torch::ScalarType type) {
  try {
    store_->put(rows, values);
  } catch (const detail::RecordFileError& error) {
    detail::say_in_memory(error.what());
    const std::size_t all = targets_.size();
    auto memory = std::make_shared<detail::MemoryStore>(all, type);
    for (std::size_t row = 0; row < all; ++row)
      if (const std::int64_t one[] = {static_cast<std::int64_t>(row)}; store_->has(row)) memory->put(one, store_->take(one));
    memory->put(rows, values);
    store_ = std::move(memory);
  }
}

void FeatureCache::begin(std::int64_t epoch) {
  epoch_ = epoch;
  order_ = epoch_order(there_.size(), loading_.shuffle, loading_.seed, static_cast<std::uint64_t>(epoch));
  if (loading_.drop_last) order_.resize(order_.size() - order_.size() % static_cast<std::size_t>(loading_.batch_size));
  at_ = 0;
}

/// The view of an image in this epoch: in every round each has its turn, in the first round in the order of their numbers.
std::int64_t FeatureCache::view_of(std::size_t image) const {
  if (options_.views < 2) return 0;
  const std::int64_t round = epoch_ / options_.views;
  const auto start = round == 0 ? 0
                                : static_cast<std::int64_t>(Random(loading_.seed, ~static_cast<std::uint64_t>(round), image)
                                                                .integer(static_cast<std::uint64_t>(options_.views)));
  return (start + epoch_) % options_.views;
}

std::optional<Batch> FeatureCache::next() {
  Batch batch;
  std::vector<std::int64_t> rows;
  std::vector<ImageTarget> targets;
  while (rows.empty() && at_ < order_.size()) {
    const std::size_t end = std::min(order_.size(), at_ + static_cast<std::size_t>(loading_.batch_size));
    for (; at_ < end; ++at_) {
      const std::size_t image = order_[at_];
      if (there_[image] == 0) continue;
      rows.push_back(view_of(image) * static_cast<std::int64_t>(there_.size()) + static_cast<std::int64_t>(image));
      targets.push_back(targets_[static_cast<std::size_t>(rows.back())]);
      batch.indices.push_back(image);
    }
  }
  if (rows.empty()) return std::nullopt;
  batch.images = store_->take(rows).to(loading_.device, ::torch::kFloat);
  collate(targets, batch);
  batch.image_size = image_size_;
  return batch;
}

}  // namespace graft
