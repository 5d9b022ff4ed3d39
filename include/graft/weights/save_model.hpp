#pragma once

#include <filesystem>

#include <graft/core/exceptions.hpp>
#include <graft/weights/model.hpp>

namespace graft {

/// Saves a network with its architecture, weights, preprocessing and class names in one file: Python's `torch.save(model, f)`.
///
/// The file is `.safetensors` where its name ends in it, else `.pth`, and any reader of that format loads its weights; the rest
/// is in its metadata, as `graft.model`. `load_model` reads it without being told the type.
///
/// Errors: UsageError for a network with a module of the user's own, which no file can describe; WeightsError as AtomicFile's.
/// Example: save_model("catdog.safetensors", {.network = net, .class_names = {"cat", "dog"}});
void save_model(const std::filesystem::path& file, const Model& model);

}  // namespace graft
