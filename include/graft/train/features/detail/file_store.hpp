#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <graft/platform/gateway.hpp>
#include <graft/train/features/detail/feature_store.hpp>
#include <graft/train/features/detail/record_file.hpp>
#include <graft/train/features/detail/record_folder.hpp>

namespace graft::detail {

/// Features in a file of records, which is mapped into memory.
class FileStore : public FeatureStore {
 public:
  /// `keys` has one for each row, or nothing for a row that can neither be found nor kept; `sizes` is the shape of a row.
  FileStore(std::unique_ptr<RecordFile> file, std::vector<std::optional<RecordFile::Key>> keys, std::vector<std::int64_t> sizes,
            ::torch::ScalarType type)
      : used_(file->path()),
        file_(std::move(file)),
        keys_(std::move(keys)),
        sizes_(std::move(sizes)),
        type_(type),
        records_(keys_.size(), -1) {
    for (std::size_t row = 0; row < keys_.size(); ++row)
      if (const auto record = keys_[row] ? file_->find(*keys_[row]) : std::nullopt)
        records_[row] = static_cast<std::int64_t>(*record);
  }

  bool has(std::size_t row) const override { return records_[row] >= 0; }

  void put(std::span<const std::int64_t> rows, const ::torch::Tensor& values) override {
    if (values.sizes().slice(1) != ::torch::IntArrayRef(sizes_))
      throw RecordFileError("'" + file_->path().string() +
                            "': the images are not of the size that the network was described for");
    const ::torch::Tensor packed = values.to(type_).contiguous();
    const std::size_t bytes = packed.nbytes() / rows.size();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto row = static_cast<std::size_t>(rows[i]);
      if (!keys_[row])
        throw RecordFileError("'" + file_->path().string() + "': an image file came into being while it was loaded");
      records_[row] =
          static_cast<std::int64_t>(file_->append(*keys_[row], static_cast<const std::byte*>(packed.data_ptr()) + i * bytes));
    }
  }

  ::torch::Tensor take(std::span<const std::int64_t> rows) override {
    if (mapped_ != file_->size()) map();
    std::vector<std::int64_t> records;
    for (const std::int64_t row : rows) records.push_back(records_[static_cast<std::size_t>(row)]);
    return features_.index_select(0, ::torch::tensor(records));
  }

  void finish() override {
    map();
    file_->unlock();
  }

  /// Number of rows that are not in the file yet.
  [[nodiscard]] std::size_t missing() const {
    return static_cast<std::size_t>(std::count(records_.begin(), records_.end(), -1));
  }
  [[nodiscard]] const RecordFile& file() const { return *file_; }

 private:
  void map() {
    const std::shared_ptr<const std::byte> memory = file_->map();
    std::vector<std::int64_t> sizes{static_cast<std::int64_t>(file_->size())}, strides(sizes_.size() + 1, 1);
    sizes.insert(sizes.end(), sizes_.begin(), sizes_.end());
    for (std::size_t axis = sizes_.size(); axis > 1; --axis) strides[axis - 1] = strides[axis] * sizes[axis];
    strides[0] = static_cast<std::int64_t>(file_->stride() / ::torch::elementSize(type_));
    // from_blob wants a pointer to what may be written; nobody writes.
    auto* const first = const_cast<std::byte*>(memory.get()) + file_->first_payload();
    features_ = ::torch::from_blob(
        first, sizes, strides, [memory](void*) {}, ::torch::TensorOptions().dtype(type_));
    mapped_ = file_->size();
  }

  UsedFile used_;
  std::unique_ptr<RecordFile> file_;
  std::vector<std::optional<RecordFile::Key>> keys_;
  std::vector<std::int64_t> sizes_;
  ::torch::ScalarType type_;
  std::vector<std::int64_t> records_;  ///< of each row, or -1
  ::torch::Tensor features_;           // (records, ...)
  std::size_t mapped_ = 0;
};

}  // namespace graft::detail
