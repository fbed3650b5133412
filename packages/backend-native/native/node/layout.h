// A Layout from JavaScript: an Int32Array of the shape, the strides of the first array and those of the
// second, with room for `maxRank` numbers each.
#pragma once
#include "../kernels/arguments.h"
#include "call.h"

namespace resnext {

Layout layoutOf(const Call& call, std::size_t rank, std::size_t sizes);

// How many elements the layout has.
std::size_t elementsOf(const Layout& layout);

// The memory that an array uses, `bytes` an element, from `offset` elements into its buffer on. Throws if
// the strides lead anywhere outside of the buffer.
void* stridedMemory(const Call& call, std::size_t buffer, const Layout& layout, const std::int32_t* strides,
                    std::size_t offset, std::size_t bytes);

}  // namespace resnext
