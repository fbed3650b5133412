#include "call.h"

#include <cmath>
#include <stdexcept>

namespace resnext {

void require(bool condition, const char* message) {
  if (!condition) throw std::logic_error(message);
}

Call::Call(napi_env env, napi_callback_info info) : env_(env) {
  require(napi_get_cb_info(env, info, &count_, arguments_, nullptr, nullptr) == napi_ok, "no arguments");
  require(count_ <= most, "too many arguments");
}

void Call::fail(std::size_t index, const std::string& expected) const {
  throw std::logic_error("expected " + expected + " for argument " + std::to_string(index));
}

napi_value Call::argument(std::size_t index) const {
  if (index >= count_) fail(index, "a value");
  return arguments_[index];
}

bool Call::has(std::size_t index) const {
  if (index >= count_) return false;
  napi_valuetype type;
  return napi_typeof(env_, arguments_[index], &type) == napi_ok && type != napi_undefined && type != napi_null;
}

Buffer& Call::buffer(std::size_t index) const {
  void* data = nullptr;
  if (napi_unwrap(env_, argument(index), &data) != napi_ok || !data) fail(index, "a buffer that was not released");
  return *static_cast<Buffer*>(data);
}

void* Call::bytes(std::size_t index, std::size_t count) const {
  Buffer& own = buffer(index);
  if (own.bytes < count) {
    fail(index, "a buffer of at least " + std::to_string(count) + " bytes, not " + std::to_string(own.bytes) + ",");
  }
  return own.data;
}

Values Call::values(std::size_t index) const {
  constexpr std::size_t sizes[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8};  // by napi_typedarray_type
  napi_typedarray_type type;
  std::size_t length = 0;
  void* data = nullptr;
  if (napi_get_typedarray_info(env_, argument(index), &type, &length, &data, nullptr, nullptr) != napi_ok ||
      static_cast<std::size_t>(type) >= sizeof sizes / sizeof *sizes) {
    fail(index, "a typed array");
  }
  return {data, length * sizes[type]};
}

float* Call::floats(std::size_t index, std::size_t count) const {
  Buffer& own = buffer(index);
  if (own.bytes / sizeof(float) < count) {
    fail(index, "a buffer of at least " + std::to_string(count) + " numbers, not " +
                    std::to_string(own.bytes / sizeof(float)) + ",");
  }
  return static_cast<float*>(own.data);
}

std::int32_t* Call::integers(std::size_t index, std::size_t count) const {
  return reinterpret_cast<std::int32_t*>(floats(index, count));
}

float* Call::floatsOrNull(std::size_t index, std::size_t count) const {
  return has(index) ? floats(index, count) : nullptr;
}

const std::int32_t* Call::sizes(std::size_t index, std::size_t count) const {
  napi_typedarray_type type;
  std::size_t length = 0;
  void* data = nullptr;
  if (napi_get_typedarray_info(env_, argument(index), &type, &length, &data, nullptr, nullptr) != napi_ok ||
      type != napi_int32_array || length < count) {
    fail(index, "an Int32Array of " + std::to_string(count));
  }
  return static_cast<const std::int32_t*>(data);
}

double Call::number(std::size_t index) const {
  double value = 0;
  if (napi_get_value_double(env_, argument(index), &value) != napi_ok) fail(index, "a number");
  return value;
}

std::int32_t Call::integer(std::size_t index) const {
  const double value = number(index);
  if (!(std::floor(value) == value && std::fabs(value) <= 2147483647.0)) fail(index, "an integer of 32 bits");
  return static_cast<std::int32_t>(value);
}

std::size_t Call::size(std::size_t index) const {
  const double value = number(index);
  if (!(std::floor(value) == value && value >= 0 && value <= 9007199254740991.0)) fail(index, "a size");
  return static_cast<std::size_t>(value);
}

bool Call::boolean(std::size_t index) const {
  bool value = false;
  if (napi_get_value_bool(env_, argument(index), &value) != napi_ok) fail(index, "true or false");
  return value;
}

napi_value toNumber(napi_env env, double value) {
  napi_value result;
  require(napi_create_double(env, value, &result) == napi_ok, "no number");
  return result;
}

napi_value toText(napi_env env, const std::string& text) {
  napi_value result;
  require(napi_create_string_utf8(env, text.data(), text.size(), &result) == napi_ok, "no text");
  return result;
}

}  // namespace resnext
