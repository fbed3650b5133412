// What JavaScript can call, a file each.
#pragma once
#include "call.h"

namespace resnext {

napi_value allocate(Call& call);
napi_value release(Call& call);
napi_value write(Call& call);
napi_value read(Call& call);
napi_value view(Call& call);
napi_value memoryUse(Call& call);
napi_value trim(Call& call);

napi_value threads(Call& call);
napi_value setThreads(Call& call);
napi_value isa(Call& call);
napi_value fmaPeak(Call& call);

napi_value packedSize(Call& call);
napi_value packFilter(Call& call);
napi_value convolve(Call& call);
napi_value inputGradient(Call& call);
napi_value filterGradient(Call& call);

napi_value binary(Call& call);
napi_value unary(Call& call);
napi_value reduce(Call& call);
napi_value copy(Call& call);
napi_value fill(Call& call);

napi_value batchNorm(Call& call);
napi_value batchNormGradient(Call& call);
napi_value maxPool(Call& call);
napi_value maxPoolGradient(Call& call);
napi_value averagePool(Call& call);
napi_value averagePoolGradient(Call& call);
napi_value softmaxCrossEntropy(Call& call);
napi_value sgdUpdate(Call& call);
napi_value movingAverage(Call& call);

}  // namespace resnext
