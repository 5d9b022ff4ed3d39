#pragma once

/// All of graft: transfer learning on LibTorch, composed from types. See README.md.

#include <graft/core/error.hpp>
#include <graft/core/printable.hpp>
#include <graft/data/crop.hpp>
#include <graft/data/image_folder.hpp>
#include <graft/data/image_folders.hpp>
#include <graft/data/load_picture.hpp>
#include <graft/data/loader.hpp>
#include <graft/data/standard_transforms.hpp>
#include <graft/data/subset.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/policy/adam.hpp>
#include <graft/policy/adamw.hpp>
#include <graft/policy/composable.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_kind.hpp>
#include <graft/policy/freeze_layers.hpp>
#include <graft/policy/freeze_none.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/layers.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/mlp_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/train/evaluate.hpp>
#include <graft/train/fit.hpp>
#include <graft/tuner/feature_extractor.hpp>
#include <graft/tuner/fine_tuner.hpp>
#include <graft/version.hpp>
#include <graft/weights/atomic_file.hpp>
#include <graft/weights/load_state.hpp>
#include <graft/weights/module_state.hpp>
#include <graft/weights/read_pth.hpp>
#include <graft/weights/read_tfjs.hpp>
#include <graft/weights/read_weights.hpp>
#include <graft/weights/require_writable.hpp>
#include <graft/weights/write_pth.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

#ifdef GRAFT_IMPLEMENTATION
#include <graft/implementation.hpp>
#endif
