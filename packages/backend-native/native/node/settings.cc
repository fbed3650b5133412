#include "../isa/isa.h"
#include "../threads/parallel.h"
#include "exports.h"

namespace resnext {

napi_value threads(Call& call) { return toNumber(call.env(), threadCount()); }

napi_value setThreads(Call& call) {
  setThreadCount(call.integer(0));
  return nullptr;
}

napi_value isa(Call& call) { return toText(call.env(), kernels().isa); }

}  // namespace resnext
