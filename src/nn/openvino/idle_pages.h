// Memory of a checkpoint's file that a compiled network no longer needs.
#pragma once

#include <cstddef>
#include <span>

namespace saa::nn {

/// Tells the system that these bytes will hardly be read again. Of a mapped file it takes the pages
/// out of memory, and brings them back if they are read after all; nothing is lost, whatever the
/// bytes are part of.
void set_idle(std::span<const std::byte> bytes);

}  // namespace saa::nn
