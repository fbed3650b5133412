#include "bufferPool.h"

#include <cstdint>
#include <cstdlib>
#include <map>
#include <mutex>
#include <new>
#include <unordered_map>
#include <vector>

#if defined(__linux__) || defined(__APPLE__)
#include <sys/mman.h>
#define RESNEXT_HAS_MMAP 1
#endif

namespace resnext {
namespace {

constexpr std::size_t cacheLine = 64;
constexpr std::size_t hugePage = std::size_t{2} << 20;
// Smaller blocks are cut from chunks, in size classes; larger ones are mapped one by one.
constexpr std::size_t largest_small = hugePage / 4;
constexpr std::size_t chunk = 4 * hugePage;

// Address space aligned to huge pages, which the kernel is asked to use.
void* mapPages(std::size_t bytes) {
#ifdef RESNEXT_HAS_MMAP
  const std::size_t padded = bytes + hugePage;
  void* raw = mmap(nullptr, padded, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (raw == MAP_FAILED) throw std::bad_alloc();
  const auto start = reinterpret_cast<std::uintptr_t>(raw);
  const std::uintptr_t aligned = (start + hugePage - 1) / hugePage * hugePage;
  if (aligned > start) munmap(raw, aligned - start);
  const std::size_t behind = start + padded - (aligned + bytes);
  if (behind > 0) munmap(reinterpret_cast<void*>(aligned + bytes), behind);
#ifdef MADV_HUGEPAGE
  madvise(reinterpret_cast<void*>(aligned), bytes, MADV_HUGEPAGE);
#endif
  return reinterpret_cast<void*>(aligned);
#else
  void* memory = ::operator new(bytes, std::align_val_t(cacheLine));
  return memory;
#endif
}

void unmapPages(void* memory, std::size_t bytes) {
#ifdef RESNEXT_HAS_MMAP
  munmap(memory, bytes);
#else
  (void)bytes;
  ::operator delete(memory, std::align_val_t(cacheLine));
#endif
}

// Rounded up to an eighth of its power of two, so that at most an eighth is waste.
std::size_t sizeClass(std::size_t bytes) {
  if (bytes <= cacheLine) return cacheLine;
  std::size_t step = cacheLine;
  while (step * 16 < bytes) step *= 2;
  return (bytes + step - 1) / step * step;
}

struct Pool {
  std::mutex mutex;
  std::unordered_map<const void*, std::size_t> taken;
  std::unordered_map<std::size_t, std::vector<void*>> small;
  std::multimap<std::size_t, void*> large;
  char* chunkNext = nullptr;
  char* chunkEnd = nullptr;
  PoolUse use{0, 0};

  void* takeSmall(std::size_t size) {
    auto& free = small[size];
    if (!free.empty()) {
      void* block = free.back();
      free.pop_back();
      return block;
    }
    if (static_cast<std::size_t>(chunkEnd - chunkNext) < size) {
      chunkNext = static_cast<char*>(mapPages(chunk));
      chunkEnd = chunkNext + chunk;
      use.held += chunk;
    }
    void* block = chunkNext;
    chunkNext += size;
    return block;
  }

  // The smallest free block that fits, if it wastes little; its own size is then the block's.
  void* takeLarge(std::size_t& size) {
    const auto found = large.lower_bound(size);
    if (found != large.end() && found->first <= size + size / 4) {
      void* block = found->second;
      size = found->first;
      large.erase(found);
      return block;
    }
    size = (size + 4095) / 4096 * 4096;
    void* block = mapPages(size);
    use.held += size;
    return block;
  }
};

// Never destroyed: finalizers may run after static destructors when the process exits.
Pool& pool() {
  static Pool* const instance = new Pool();
  return *instance;
}

}  // namespace

void* takeBlock(std::size_t bytes, std::size_t* grown) {
  Pool& p = pool();
  std::lock_guard<std::mutex> lock(p.mutex);
  const std::size_t before = p.use.held;
  std::size_t size = sizeClass(bytes);
  void* block = size <= largest_small ? p.takeSmall(size) : p.takeLarge(size);
  p.taken.emplace(block, size);
  p.use.used += size;
  if (grown) *grown = p.use.held - before;
  return block;
}

void giveBlock(void* block) {
  Pool& p = pool();
  std::lock_guard<std::mutex> lock(p.mutex);
  const auto found = p.taken.find(block);
  if (found == p.taken.end()) std::abort();
  const std::size_t size = found->second;
  p.taken.erase(found);
  p.use.used -= size;
  if (size <= largest_small) {
    p.small[size].push_back(block);
  } else {
    p.large.emplace(size, block);
  }
}

PoolUse poolUse() {
  Pool& p = pool();
  std::lock_guard<std::mutex> lock(p.mutex);
  return p.use;
}

std::size_t trimPool() {
  Pool& p = pool();
  std::lock_guard<std::mutex> lock(p.mutex);
  const std::size_t before = p.use.held;
  for (const auto& [size, block] : p.large) {
    unmapPages(block, size);
    p.use.held -= size;
  }
  p.large.clear();
  return before - p.use.held;
}

}  // namespace resnext
