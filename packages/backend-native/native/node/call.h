// A call from JavaScript: its arguments, checked. A wrong one is thrown as an Error in JavaScript.
#pragma once
#include <node_api.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace resnext {

// A tensor's memory, wrapped in an object that JavaScript holds. Given back to the pool by `release`, or by
// the garbage collector with the last reference to it.
struct Buffer {
  void* data;
  std::size_t bytes;
};

// A typed array's own memory.
struct Values {
  void* data;
  std::size_t bytes;
};

class Call {
 public:
  static constexpr std::size_t most = 16;

  Call(napi_env env, napi_callback_info info);

  napi_env env() const { return env_; }
  napi_value argument(std::size_t index) const;
  bool has(std::size_t index) const;  // neither undefined nor null
  Buffer& buffer(std::size_t index) const;
  // The buffer's bytes, once it was seen to hold as many as `count`.
  void* bytes(std::size_t index, std::size_t count) const;
  // A typed array of any kind.
  Values values(std::size_t index) const;
  // The buffer's floats (or int32s), once it was seen to hold as many as `count`.
  float* floats(std::size_t index, std::size_t count) const;
  std::int32_t* integers(std::size_t index, std::size_t count) const;
  // As floats, or null where the argument is absent.
  float* floatsOrNull(std::size_t index, std::size_t count) const;
  // The `count` numbers of an Int32Array.
  const std::int32_t* sizes(std::size_t index, std::size_t count) const;
  double number(std::size_t index) const;
  std::int32_t integer(std::size_t index) const;
  // A whole number of at least 0.
  std::size_t size(std::size_t index) const;
  bool boolean(std::size_t index) const;

  [[noreturn]] void fail(std::size_t index, const std::string& expected) const;

 private:
  napi_env env_;
  std::size_t count_ = most;
  napi_value arguments_[most];
};

// What JavaScript gets back; null for undefined.
using Function = napi_value (*)(Call& call);

struct Export {
  const char* name;
  Function function;
};

// Throws std::logic_error, which becomes a JavaScript Error, where `condition` does not hold.
void require(bool condition, const char* message);

napi_value toNumber(napi_env env, double value);
napi_value toText(napi_env env, const std::string& text);

}  // namespace resnext
