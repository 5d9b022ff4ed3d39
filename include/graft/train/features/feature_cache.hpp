#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/dataset.hpp>
#include <graft/data/loader/batch.hpp>
#include <graft/data/loader/targets.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

namespace detail {

class FeatureStore;

}  // namespace detail

/// Options of a feature cache; see CacheFeatures.
///
/// A folder has a file for each network, cut, compute type (for int8 with its calibration), transform and way of decoding; its
/// name is a hash of all that the network computes with. In the file, features are found by their image's path, size and time
/// of modification, with views also by seed, index and view. What is not found, or damaged, is computed. Files that are not
/// graft's are left alone. Two processes may use one folder: the second waits until the first has computed its features. Where
/// the folder cannot be used (read-only, a full disk, a transform without a key(), see Transform::key; a module that the graph
/// cannot see into), one line on standard error says so, and features are kept in memory.
struct CacheOptions {
  int views = 0;  ///< draws of each image; 0: its transform draws nothing
  /// Of a dataset's features, and of all files in the folder, of which the least recently used is removed first.
  std::int64_t max_bytes = std::int64_t{4} << 30;
  std::filesystem::path folder{};  ///< where they are kept between runs; empty: in memory only
};

/// How a cache loads its images, and in which order their features come out.
struct CacheLoading {
  std::int64_t batch_size = 32;
  bool shuffle = false;
  bool drop_last = false;  ///< give no last batch that is not full; the features of all images are kept
  int workers = 2;
  std::uint64_t seed = 0;
  ::torch::Device device = ::torch::kCPU;
};

/// The values that the frozen beginning of a network gives for all images of a dataset, in one or more views of each.
///
/// Batches come in the order and with the views that a Loader of the same seed and epoch would give.
/// Errors: of `fill`, UsageError when there is one view and the transform is random; else as InferenceLoader's.
class FeatureCache {
 public:
  FeatureCache(CacheOptions options, CacheLoading loading) : options_(std::move(options)), loading_(loading) {}

  /// Bytes that the values of call `cut - 1` take for all images of a dataset.
  [[nodiscard]] std::int64_t bytes(const Network& network, int cut, const Dataset& images) const;

  /// Whether these are within `max_bytes`.
  [[nodiscard]] bool fits(const Network& network, int cut, const Dataset& images) const {
    return bytes(network, cut, images) <= options_.max_bytes;
  }

  /// What is kept, in words, such as `2000 images x 8 views of 2048 features: 65.5 MB`.
  [[nodiscard]] std::string describe(const Network& network, int cut, const Dataset& images) const;

  /// Computes what is not in memory or in the folder already; when the cut or what lies before it has changed, that is all.
  void fill(Network& network, int cut, const Dataset& images);

  /// Begins an epoch, counted from 0.
  void begin(std::int64_t epoch);

  /// The next batch of the epoch, whose `images` are features on the device, or nothing after the last one.
  [[nodiscard]] std::optional<Batch> next();

  /// Rows that the last `fill` with something to do has computed, a row for each view of an image; the others were in the
  /// folder.
  [[nodiscard]] std::size_t computed() const { return computed_; }

  /// Images that could not be read and were left out, by option.
  [[nodiscard]] std::size_t skipped() const { return skipped_; }

 private:
  [[nodiscard]] Shape feature_shape(const Network& network, int cut, const Dataset& images) const;
  void compute(Network& network, int cut, const Dataset& images);
  void keep(const std::vector<std::int64_t>& rows, const ::torch::Tensor& values, ::torch::ScalarType type);
  [[nodiscard]] std::int64_t view_of(std::size_t image) const;

  CacheOptions options_;
  CacheLoading loading_;
  std::vector<std::uint64_t> filled_for_;
  std::shared_ptr<detail::FeatureStore> store_;
  std::optional<Size2> image_size_;
  mutable std::string shape_of_{};  ///< the first image that `shape_` was found for, since an image is loaded for it
  mutable int shape_cut_ = 0;
  mutable Shape described_{}, shape_{};
  std::vector<ImageTarget> targets_;  ///< of each row
  std::vector<char> there_;           ///< by image: whether its features are kept
  std::size_t skipped_ = 0;
  std::size_t computed_ = 0;
  std::int64_t epoch_ = 0;
  std::vector<std::size_t> order_;
  std::size_t at_ = 0;
};

}  // namespace graft
