#pragma once

/// The bodies of data/: in exactly one file of a program. See graft/implementation.hpp.

#include <graft/data/annotation/impl/mask_folders.hpp>
#include <graft/data/annotation/impl/read_coco.hpp>
#include <graft/data/annotation/impl/read_masks.hpp>
#include <graft/data/annotation/impl/read_table.hpp>
#include <graft/data/annotation/impl/read_voc.hpp>
#include <graft/data/annotation/impl/read_yolo.hpp>
#include <graft/data/dataset/impl/dataset.hpp>
#include <graft/data/dataset/impl/image_folder.hpp>
#include <graft/data/dataset/impl/split.hpp>
#include <graft/data/decode/impl/decode.hpp>
#include <graft/data/decode/impl/decode_mask.hpp>
#include <graft/data/decode/impl/stb_image.hpp>
#include <graft/data/draw/impl/draw.hpp>
#include <graft/data/loader/impl/loader.hpp>
#include <graft/data/loader/impl/targets.hpp>
#include <graft/data/transform/impl/dense_stages.hpp>
#include <graft/data/transform/impl/stages.hpp>
#include <graft/data/transform/impl/transform.hpp>
