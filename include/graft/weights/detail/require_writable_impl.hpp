#pragma once

#include <filesystem>

#include <graft/weights/atomic_file.hpp>
#include <graft/weights/require_writable.hpp>

namespace graft {

void require_writable(const std::filesystem::path& file) { const AtomicFile opened_and_dropped(file); }

}  // namespace graft
