#include <exception>

#include "exports.h"

namespace resnext {
namespace {

const Export exports[] = {
    {"allocate", allocate},     {"release", release},       {"view", view},
    {"write", write},           {"read", read}, {"memoryUse", memoryUse},
    {"trim", trim},             {"threads", threads},       {"setThreads", setThreads},
    {"isa", isa},               {"fmaPeak", fmaPeak},
    {"packedFilterSize", packedSize},       {"packFilter", packFilter},
    {"convolve", convolve},     {"convolveInputGradient", inputGradient},
    {"convolveFilterGradient", filterGradient},
    {"binary", binary},         {"unary", unary},           {"reduce", reduce},
    {"copy", copy},             {"fill", fill},
    {"batchNorm", batchNorm},   {"batchNormGradient", batchNormGradient},
    {"maxPool", maxPool},       {"maxPoolGradient", maxPoolGradient},
    {"averagePool", averagePool}, {"averagePoolGradient", averagePoolGradient},
    {"softmaxCrossEntropy", softmaxCrossEntropy},
    {"sgdUpdate", sgdUpdate},   {"movingAverage", movingAverage},
};

napi_value invoke(napi_env env, napi_callback_info info) {
  void* data = nullptr;
  napi_get_cb_info(env, info, nullptr, nullptr, nullptr, &data);
  try {
    Call call(env, info);
    return static_cast<const Export*>(data)->function(call);
  } catch (const std::exception& error) {
    const std::string message = std::string(static_cast<const Export*>(data)->name) + ": " + error.what();
    napi_throw_error(env, nullptr, message.c_str());
    return nullptr;
  }
}

}  // namespace
}  // namespace resnext

NAPI_MODULE_INIT() {
  for (const resnext::Export& each : resnext::exports) {
    napi_value function;
    const bool made = napi_create_function(env, each.name, NAPI_AUTO_LENGTH, resnext::invoke,
                                           const_cast<resnext::Export*>(&each), &function) == napi_ok;
    if (!made || napi_set_named_property(env, exports, each.name, function) != napi_ok) return nullptr;
  }
  return exports;
}
