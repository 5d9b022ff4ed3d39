#pragma once

/// The bodies of task/: in exactly one file of a program. See graft/implementation.hpp.

#include <graft/task/detection/impl/anchors.hpp>
#include <graft/task/detection/impl/balanced_sampler.hpp>
#include <graft/task/detection/impl/box_coders.hpp>
#include <graft/task/detection/impl/boxes.hpp>
#include <graft/task/detection/impl/dense_predictions.hpp>
#include <graft/task/detection/impl/fcos.hpp>
#include <graft/task/detection/impl/losses.hpp>
#include <graft/task/detection/impl/masks.hpp>
#include <graft/task/detection/impl/multi_scale_roi_align.hpp>
#include <graft/task/detection/impl/nms.hpp>
#include <graft/task/detection/impl/require_outputs.hpp>
#include <graft/task/detection/impl/retinanet.hpp>
#include <graft/task/detection/impl/roi_align.hpp>
#include <graft/task/detection/impl/run_lengths.hpp>
#include <graft/task/metrics/impl/coco_average_precision.hpp>
#include <graft/task/metrics/impl/mean_iou.hpp>
#include <graft/task/metrics/impl/multi_label_precision.hpp>
#include <graft/task/metrics/impl/regression_error.hpp>
#include <graft/task/metrics/impl/retrieval_recall.hpp>
#include <graft/task/metrics/impl/top_k_accuracy.hpp>
