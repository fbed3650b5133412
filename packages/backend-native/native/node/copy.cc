#include "../isa/isa.h"
#include "exports.h"
#include "layout.h"

namespace resnext {

// copy(bytes, rank, sizes, x, xOffset, y, yOffset)
napi_value copy(Call& call) {
  Copy copy{};
  copy.bytes = call.integer(0);
  if (copy.bytes != 1 && copy.bytes != 4) call.fail(0, "1 or 4");
  const std::size_t bytes = static_cast<std::size_t>(copy.bytes);
  copy.layout = layoutOf(call, 1, 2);
  copy.x = stridedMemory(call, 3, copy.layout, copy.layout.first, call.size(4), bytes);
  copy.y = stridedMemory(call, 5, copy.layout, copy.layout.second, call.size(6), bytes);
  kernels().copy(copy);
  return nullptr;
}

// fill(size, bits, y)
napi_value fill(Call& call) {
  Fill fill{};
  fill.size = call.size(0);
  fill.bits = call.integer(1);
  fill.y = call.integers(2, fill.size);
  kernels().fill(fill);
  return nullptr;
}

}  // namespace resnext
