#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/decode/decode_mask.hpp>
#include <graft/data/loader/detail/moved_target.hpp>
#include <graft/data/loader/targets.hpp>

namespace graft {

bool moves(const Target& target) {
  struct Moves {
    bool operator()(const NoTarget&) const { return false; }
    bool operator()(const ClassLabel&) const { return false; }
    bool operator()(const Values&) const { return false; }
    bool operator()(const MaskFile&) const { return true; }
    bool operator()(const Objects&) const { return true; }
  };
  return std::visit(Moves{}, target);
}

namespace detail {

/// The classes of the pixels that are left of a mask.
[[nodiscard]] inline ::torch::Tensor moved_mask(const Sample& sample, const MaskFile& file, const Geometry& geometry,
                                                const Dataset& dataset) {
  const Mask mask = decode_mask(file.path, dataset.decode);
  if (mask.width != geometry.x.source() || mask.height != geometry.y.source())
    throw DataError("mask '" + file.path + "' is " + std::to_string(mask.width) + "x" + std::to_string(mask.height) +
                    ", its image '" + sample.path + "' is " + std::to_string(geometry.x.source()) + "x" +
                    std::to_string(geometry.y.source()) + "; a mask has a pixel for each of its image");
  const std::vector<std::int64_t> columns = geometry.x.pixels(), rows = geometry.y.pixels();
  auto moved =
      ::torch::empty({static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(columns.size())}, ::torch::kByte);
  constexpr auto ignored = static_cast<std::uint8_t>(ignored_pixel);
  std::uint8_t* to = moved.data_ptr<std::uint8_t>();
  for (const std::int64_t row : rows) {
    const std::uint8_t* from = mask.classes.data() + std::max<std::int64_t>(row, 0) * mask.width;
    for (const std::int64_t column : columns) {
      const std::uint8_t value = row < 0 || column < 0 ? ignored : from[column];
      *to++ = dataset.ignore == value ? ignored : value;
    }
  }
  return moved;
}

/// The objects of which enough is left.
[[nodiscard]] inline ObjectTarget moved_objects(const Objects& objects, const Geometry& geometry, const Dataset& dataset) {
  std::vector<float> boxes;
  std::vector<std::int64_t> labels;
  std::vector<std::uint8_t> crowd;
  const double scale = geometry.x.scale() * geometry.y.scale();
  const auto width = static_cast<double>(geometry.x.length()), height = static_cast<double>(geometry.y.length());
  for (const Object& object : objects) {
    double x1 = object.box.x1, y1 = object.box.y1, x2 = object.box.x2, y2 = object.box.y2;
    const double whole = (x2 - x1) * (y2 - y1) * scale;
    geometry.x.move(x1, x2);
    geometry.y.move(y1, y2);
    x1 = std::clamp(x1, 0.0, width), x2 = std::clamp(x2, 0.0, width);
    y1 = std::clamp(y1, 0.0, height), y2 = std::clamp(y2, 0.0, height);
    const double left = (x2 - x1) * (y2 - y1);
    if (!(left > 0) || left < dataset.least_visible * whole) continue;
    const auto edge = [](double value) { return static_cast<float>(value); };
    if (!(edge(x2) > edge(x1) && edge(y2) > edge(y1))) continue;
    for (const double value : {x1, y1, x2, y2}) boxes.push_back(edge(value));
    labels.push_back(object.label);
    crowd.push_back(object.crowd ? 1 : 0);
  }
  const auto count = static_cast<std::int64_t>(labels.size());
  return {.boxes = ::torch::tensor(boxes, ::torch::kFloat).reshape({count, 4}),
          .labels = ::torch::tensor(labels, ::torch::kInt64),
          .crowd = ::torch::tensor(crowd, ::torch::kByte).to(::torch::kBool)};
}

ImageTarget moved_target(const Sample& sample, const Geometry& geometry, const Dataset& dataset) {
  struct Move {
    const Sample& sample;
    const Geometry& geometry;
    const Dataset& dataset;
    ImageTarget operator()(NoTarget none) const { return none; }
    ImageTarget operator()(ClassLabel label) const { return label; }
    ImageTarget operator()(const Values& values) const { return values; }
    ImageTarget operator()(const MaskFile& file) const { return moved_mask(sample, file, geometry, dataset); }
    ImageTarget operator()(const Objects& objects) const { return moved_objects(objects, geometry, dataset); }
  };
  return std::visit(Move{sample, geometry, dataset}, sample.target);
}

}  // namespace detail

ImageTarget still_target(const Sample& sample) {
  if (const ClassLabel* label = std::get_if<ClassLabel>(&sample.target)) return *label;
  if (const Values* values = std::get_if<Values>(&sample.target)) return *values;
  return NoTarget{};
}

void collate(const std::vector<ImageTarget>& targets, Batch& batch, const Dataset* data) {
  if (targets.empty()) return;
  const auto refuse = [&](std::size_t i, const std::string& has, const std::string& first) {
    const auto name = [&](std::size_t row) {
      return data == nullptr ? "number " + std::to_string(batch.indices[row]) : "'" + (*data)[batch.indices[row]].path + "'";
    };
    throw DataError("image " + name(i) + " has " + has + " as its target, image " + name(0) + " of the same batch " + first +
                    "; a data set has targets of one kind");
  };
  const auto count = static_cast<std::int64_t>(targets.size());
  for (std::size_t i = 0; i < targets.size(); ++i)
    if (targets[i].index() != targets[0].index()) refuse(i, "another kind", "has not");

  struct Collate {
    const std::vector<ImageTarget>& targets;
    Batch& batch;
    const decltype(refuse)& wrong;
    std::int64_t count;
    void operator()(NoTarget) const {}
    void operator()(ClassLabel) const {
      batch.labels = ::torch::empty({count}, ::torch::kInt64);
      for (std::size_t i = 0; i < targets.size(); ++i)
        batch.labels.data_ptr<std::int64_t>()[i] = std::get<ClassLabel>(targets[i]);
    }
    void operator()(const Values& first) const {
      batch.labels = ::torch::empty({count, static_cast<std::int64_t>(first.size())}, ::torch::kFloat);
      for (std::size_t i = 0; i < targets.size(); ++i) {
        const Values& values = std::get<Values>(targets[i]);
        if (values.size() != first.size()) wrong(i, std::to_string(values.size()) + " numbers", std::to_string(first.size()));
        std::copy(values.begin(), values.end(), batch.labels.data_ptr<float>() + i * first.size());
      }
    }
    void operator()(const ::torch::Tensor&) const {
      std::vector<::torch::Tensor> masks;
      for (const ImageTarget& target : targets) masks.push_back(std::get<::torch::Tensor>(target));
      batch.labels = ::torch::stack(masks);
    }
    void operator()(const ObjectTarget&) const {
      for (const ImageTarget& target : targets) batch.objects.push_back(std::get<ObjectTarget>(target));
    }
  };
  std::visit(Collate{targets, batch, refuse, count}, targets[0]);
}

std::vector<ImageTarget> targets_of(const Batch& batch) {
  std::vector<ImageTarget> targets(batch.indices.size());
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto row = static_cast<std::int64_t>(i);
    if (!batch.objects.empty()) {
      targets[i] = batch.objects[i];
    } else if (batch.labels.defined() && batch.labels.dim() == 1) {
      targets[i] = batch.labels[row].item<std::int64_t>();
    } else if (batch.labels.defined() && batch.labels.dim() == 2) {
      const float* values = batch.labels.data_ptr<float>() + row * batch.labels.size(1);
      targets[i] = Values(values, values + batch.labels.size(1));
    } else if (batch.labels.defined()) {
      targets[i] = batch.labels[row].clone();
    }
  }
  return targets;
}

}  // namespace graft
