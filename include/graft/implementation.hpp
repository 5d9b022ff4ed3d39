#pragma once

/// The bodies of graft's large functions, and stb_image's: in exactly one file of a program.
///
/// The headers only declare them, so that a unit which uses graft compiles little longer than LibTorch itself. The CMake and
/// Meson targets bring that file; without them, `#define GRAFT_IMPLEMENTATION` before including graft in one of yours.

#include <graft/data/detail/calibrate_impl.hpp>
#include <graft/data/detail/center_crop_impl.hpp>
#include <graft/data/detail/crop_impl.hpp>
#include <graft/data/detail/decode_impl.hpp>
#include <graft/data/detail/image_folder_impl.hpp>
#include <graft/data/detail/image_folders_impl.hpp>
#include <graft/data/detail/inference_loader_impl.hpp>
#include <graft/data/detail/is_random_impl.hpp>
#include <graft/data/detail/load_picture_impl.hpp>
#include <graft/data/detail/loader_impl.hpp>
#include <graft/data/detail/normalize_impl.hpp>
#include <graft/data/detail/random_horizontal_flip_impl.hpp>
#include <graft/data/detail/random_resized_crop_impl.hpp>
#include <graft/data/detail/resize_impl.hpp>
#include <graft/data/detail/standard_transforms_impl.hpp>
#include <graft/data/detail/subset_impl.hpp>
#include <graft/data/detail/to_tensor_impl.hpp>
#include <graft/data/detail/transform_impl.hpp>
#include <graft/weights/detail/cache_folders_impl.hpp>
#include <graft/weights/detail/download_impl.hpp>
#include <graft/weights/detail/load_model_impl.hpp>
#include <graft/weights/detail/load_report_impl.hpp>
#include <graft/weights/detail/load_state_impl.hpp>
#include <graft/weights/detail/module_state_impl.hpp>
#include <graft/weights/detail/obtain_impl.hpp>
#include <graft/weights/detail/read_pth_impl.hpp>
#include <graft/weights/detail/read_safetensors_impl.hpp>
#include <graft/weights/detail/read_tfjs_impl.hpp>
#include <graft/weights/detail/read_weights_impl.hpp>
#include <graft/weights/detail/rename_impl.hpp>
#include <graft/weights/detail/require_writable_impl.hpp>
#include <graft/weights/detail/save_model_impl.hpp>
#include <graft/weights/detail/state_dict_impl.hpp>
#include <graft/weights/detail/write_pth_impl.hpp>
#include <graft/weights/detail/write_safetensors_impl.hpp>
#include <graft/runtime/detail/adapt_input_channels_impl.hpp>
#include <graft/runtime/detail/device_impl.hpp>
#include <graft/runtime/detail/edit_impl.hpp>
#include <graft/runtime/detail/feature_maps_impl.hpp>
#include <graft/runtime/detail/freeze_impl.hpp>
#include <graft/runtime/detail/initialize_impl.hpp>
#include <graft/runtime/detail/linear_impl.hpp>
#include <graft/runtime/detail/look_impl.hpp>
#include <graft/runtime/detail/module_tree_impl.hpp>
#include <graft/runtime/detail/network_impl.hpp>
#include <graft/runtime/detail/one_pass_adam_impl.hpp>
#include <graft/runtime/detail/onednn_backend_impl.hpp>
#include <graft/runtime/detail/plan_impl.hpp>
#include <graft/runtime/detail/summary_impl.hpp>
#include <graft/runtime/detail/to_string_impl.hpp>
#include <graft/runtime/detail/torch_backend_impl.hpp>
#include <graft/runtime/detail/training_programs_impl.hpp>
#include <graft/train/detail/evaluate_impl.hpp>
#include <graft/train/detail/feature_cache_impl.hpp>
#include <graft/train/detail/fit_impl.hpp>
#include <graft/train/detail/make_optimizer_impl.hpp>
#include <graft/tuner/detail/build_network_impl.hpp>
#include <graft/tuner/detail/extractor_core_impl.hpp>
#include <graft/tuner/detail/tuner_core_impl.hpp>
