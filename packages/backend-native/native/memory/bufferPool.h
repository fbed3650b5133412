// Where tensors live: blocks that are recycled from step to step instead of going back to the system,
// since the first touch of a fresh page costs more than many a kernel.
#pragma once
#include <cstddef>

namespace resnext {

// 64-byte aligned; not zeroed; never null (throws std::bad_alloc). `grown`: where to say how many bytes
// more the pool took of the system for it.
void* takeBlock(std::size_t bytes, std::size_t* grown = nullptr);
void giveBlock(void* block);

struct PoolUse {
  std::size_t used;  // bytes in blocks taken
  std::size_t held;  // bytes that the pool has of the system, free blocks included
};
PoolUse poolUse();
// Gives the free large blocks back to the system, and returns how many bytes.
std::size_t trimPool();

}  // namespace resnext
