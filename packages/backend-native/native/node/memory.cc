#include "../memory/bufferPool.h"

#include <cstring>
#include <new>

#include "exports.h"

namespace resnext {
namespace {

// Runs when the collector finds that JavaScript dropped a buffer without `release`.
void finalize(napi_env, void* data, void*) {
  auto* buffer = static_cast<Buffer*>(data);
  giveBlock(buffer->data);
  delete buffer;
}

// V8 is told of what the pool takes of the system, not of every tensor: a step's tensors come and go in
// the same blocks, and V8 would collect garbage dozens of times a step on account of them. Tensors that
// are dropped without `release` make the pool grow, and so it collects them.
void tellV8(napi_env env, std::int64_t bytes) {
  std::int64_t total;
  if (bytes != 0) napi_adjust_external_memory(env, bytes, &total);
}

}  // namespace

// allocate(bytes) -> buffer
napi_value allocate(Call& call) {
  const std::size_t bytes = call.size(0);
  std::size_t grown = 0;
  void* data = nullptr;
  try {
    data = takeBlock(bytes, &grown);
  } catch (const std::bad_alloc&) {
    call.fail(0, "a size for which there is memory");
  }
  auto* buffer = new Buffer{data, bytes};
  napi_value object;
  if (napi_create_object(call.env(), &object) != napi_ok ||
      napi_wrap(call.env(), object, buffer, finalize, nullptr, nullptr) != napi_ok) {
    giveBlock(data);
    delete buffer;
    require(false, "no object");
  }
  tellV8(call.env(), static_cast<std::int64_t>(grown));
  return object;
}

// release(buffer): its memory goes back to the pool now. Nothing is left for the collector to finalize,
// which would wait for a turn of the event loop that a training loop may not take for long.
napi_value release(Call& call) {
  Buffer* const buffer = &call.buffer(0);
  void* unwrapped = nullptr;
  require(napi_remove_wrap(call.env(), call.argument(0), &unwrapped) == napi_ok, "a buffer that cannot be released");
  giveBlock(buffer->data);
  delete buffer;
  return nullptr;
}

// write(buffer, values): copies a typed array to the buffer's start.
napi_value write(Call& call) {
  const Values values = call.values(1);
  void* const to = call.bytes(0, values.bytes);
  // An empty array has no memory to copy from.
  if (values.bytes > 0) std::memcpy(to, values.data, values.bytes);
  return nullptr;
}

// read(buffer, values): copies from the buffer's start into a typed array.
napi_value read(Call& call) {
  const Values values = call.values(1);
  const void* const from = call.bytes(0, values.bytes);
  if (values.bytes > 0) std::memcpy(values.data, from, values.bytes);
  return nullptr;
}

// view(buffer) -> ArrayBuffer over its memory; only to be used until the buffer is released.
napi_value view(Call& call) {
  Buffer& buffer = call.buffer(0);
  napi_value array;
  require(napi_create_external_arraybuffer(call.env(), buffer.data, buffer.bytes, nullptr, nullptr, &array) ==
              napi_ok,
          "this JavaScript engine allows no array over native memory");
  return array;
}

// memoryUse() -> [bytes in buffers and scratch memory, bytes held of the system]
napi_value memoryUse(Call& call) {
  const PoolUse use = poolUse();
  napi_value result;
  require(napi_create_array_with_length(call.env(), 2, &result) == napi_ok, "no array");
  napi_set_element(call.env(), result, 0, toNumber(call.env(), static_cast<double>(use.used)));
  napi_set_element(call.env(), result, 1, toNumber(call.env(), static_cast<double>(use.held)));
  return result;
}

napi_value trim(Call& call) {
  tellV8(call.env(), -static_cast<std::int64_t>(trimPool()));
  return nullptr;
}

}  // namespace resnext
