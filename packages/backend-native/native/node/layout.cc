#include "layout.h"

namespace resnext {

Layout layoutOf(const Call& call, std::size_t rank, std::size_t sizes) {
  const std::size_t axes = call.size(rank);
  if (axes < 1 || axes > maxRank) call.fail(rank, "1 to " + std::to_string(maxRank) + " axes");
  const std::int32_t* numbers = call.sizes(sizes, 3 * maxRank);
  for (std::size_t axis = 0; axis < axes; axis++) {
    if (numbers[axis] < 1) call.fail(sizes, "a shape of positive sizes");
  }
  return {static_cast<int>(axes), numbers, numbers + maxRank, numbers + 2 * maxRank};
}

std::size_t elementsOf(const Layout& layout) {
  std::size_t count = 1;
  for (int axis = 0; axis < layout.rank; axis++) count *= static_cast<std::size_t>(layout.shape[axis]);
  return count;
}

void* stridedMemory(const Call& call, std::size_t buffer, const Layout& layout, const std::int32_t* strides,
                    std::size_t offset, std::size_t bytes) {
  const Buffer& own = call.buffer(buffer);
  std::int64_t low = static_cast<std::int64_t>(offset), high = low;
  for (int axis = 0; axis < layout.rank; axis++) {
    const std::int64_t reach = (layout.shape[axis] - std::int64_t{1}) * strides[axis];
    (reach < 0 ? low : high) += reach;
  }
  const auto held = static_cast<std::int64_t>(own.bytes / bytes);
  if (low < 0 || high >= held) {
    call.fail(buffer, "a buffer that holds elements " + std::to_string(low) + " to " + std::to_string(high) +
                          ", not only " + std::to_string(held) + ",");
  }
  return static_cast<char*>(own.data) + offset * bytes;
}

}  // namespace resnext
