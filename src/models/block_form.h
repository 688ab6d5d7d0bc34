// What a network's definition leaves to who compiles it.
#pragma once

namespace saa {

/// How part of a network is put to the runtime. The numbers are the same but for rounding.
enum class BlockForm {
  fused,    ///< one operator of our own, in f32, that works on a few places at a time
  layered,  ///< layer by layer: for products of 16 or 8 bits, which only the runtime has
};

}  // namespace saa
