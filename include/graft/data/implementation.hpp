#pragma once

/// The bodies of data/: in exactly one file of a program. See graft/implementation.hpp.

#include <graft/data/dataset/impl/image_folder.hpp>
#include <graft/data/dataset/impl/image_folders.hpp>
#include <graft/data/dataset/impl/is_random.hpp>
#include <graft/data/dataset/impl/subset.hpp>
#include <graft/data/decode/impl/decode.hpp>
#include <graft/data/loader/impl/calibrate.hpp>
#include <graft/data/loader/impl/inference_loader.hpp>
#include <graft/data/loader/impl/load_image.hpp>
#include <graft/data/loader/impl/loader.hpp>
#include <graft/data/transform/impl/center_crop.hpp>
#include <graft/data/transform/impl/crop.hpp>
#include <graft/data/transform/impl/normalize.hpp>
#include <graft/data/transform/impl/random_horizontal_flip.hpp>
#include <graft/data/transform/impl/random_resized_crop.hpp>
#include <graft/data/transform/impl/resize.hpp>
#include <graft/data/transform/impl/standard_transforms.hpp>
#include <graft/data/transform/impl/to_tensor.hpp>
#include <graft/data/transform/impl/transform.hpp>
