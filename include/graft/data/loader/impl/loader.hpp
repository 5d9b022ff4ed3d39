#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <graft/data/loader/detail/loader_state.hpp>
#include <graft/data/loader/loader.hpp>

namespace graft {

Loader::Loader(Dataset dataset, LoaderOptions options)
    : state_(std::make_unique<detail::LoaderState>(std::move(dataset), options)) {}
Loader::~Loader() = default;

std::optional<Batch> Loader::next() { return state_->next(); }
void Loader::hold(bool on) { state_->hold(on); }
std::size_t Loader::batches() const { return state_->batches(); }
std::size_t Loader::images() const { return state_->images(); }
const std::vector<SkippedImage>& Loader::skipped() const { return state_->skipped(); }

}  // namespace graft
