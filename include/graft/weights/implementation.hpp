#pragma once

/// The bodies of weights/: in exactly one file of a program. See graft/implementation.hpp.

#include <graft/weights/impl/load_model.hpp>
#include <graft/weights/impl/read_weights.hpp>
#include <graft/weights/impl/save_model.hpp>
#include <graft/weights/impl/write_weights.hpp>
#include <graft/weights/io/impl/atomic_file.hpp>
#include <graft/weights/io/impl/download.hpp>
#include <graft/weights/io/impl/inflate.hpp>
#include <graft/weights/io/impl/obtain.hpp>
#include <graft/weights/keras/impl/read_tfjs.hpp>
#include <graft/weights/pth/impl/read_pth.hpp>
#include <graft/weights/pth/impl/write_pth.hpp>
#include <graft/weights/safetensors/impl/read_safetensors.hpp>
#include <graft/weights/safetensors/impl/write_safetensors.hpp>
#include <graft/weights/state/impl/fit_names.hpp>
#include <graft/weights/state/impl/load_state.hpp>
#include <graft/weights/state/impl/recognise.hpp>
#include <graft/weights/state/impl/state_dict.hpp>
#include <graft/weights/state/impl/state_names.hpp>
