#include "../isa/isa.h"
#include "exports.h"
#include "layout.h"

namespace resnext {
namespace {

template <typename Operation>
Operation operationOf(const Call& call, std::size_t index) {
  const std::size_t operation = call.size(index);
  if (operation >= static_cast<std::size_t>(Operation::count)) call.fail(index, "an operation");
  return static_cast<Operation>(operation);
}

}  // namespace

// binary(operation, integers, rank, sizes, a, b, y)
napi_value binary(Call& call) {
  Binary binary{};
  binary.operation = operationOf<BinaryOperation>(call, 0);
  binary.integers = call.boolean(1);
  if (binary.integers && binary.operation == BinaryOperation::divide) call.fail(1, "float32 to divide");
  const Layout layout = binary.layout = layoutOf(call, 2, 3);
  for (const int stride : {layout.first[layout.rank - 1], layout.second[layout.rank - 1]}) {
    if (stride != 0 && stride != 1) call.fail(3, "strides of 0 or 1 along the last axis");
  }
  binary.a = stridedMemory(call, 4, layout, layout.first, 0, 4);
  binary.b = stridedMemory(call, 5, layout, layout.second, 0, 4);
  binary.y = call.floats(6, elementsOf(layout));
  kernels().binary(binary);
  return nullptr;
}

// unary(operation, size, x, y, low, high)
napi_value unary(Call& call) {
  Unary unary{};
  unary.operation = operationOf<UnaryOperation>(call, 0);
  unary.size = call.size(1);
  unary.x = call.floats(2, unary.size);
  unary.y = call.floats(3, unary.size);
  unary.low = static_cast<float>(call.number(4));
  unary.high = static_cast<float>(call.number(5));
  kernels().unary(unary);
  return nullptr;
}

// reduce(operation, integers, outer, length, inner, x, y)
napi_value reduce(Call& call) {
  Reduction reduction{};
  reduction.operation = operationOf<ReductionOperation>(call, 0);
  reduction.integers = call.boolean(1);
  if (reduction.integers && reduction.operation == ReductionOperation::mean) call.fail(1, "float32 to average");
  reduction.outer = call.size(2);
  reduction.length = call.size(3);
  reduction.inner = call.size(4);
  if (reduction.outer < 1 || reduction.inner < 1) call.fail(2, "results");
  reduction.x = call.floats(5, reduction.outer * reduction.length * reduction.inner);
  reduction.y = call.floats(6, reduction.outer * reduction.inner);
  kernels().reduce(reduction);
  return nullptr;
}

}  // namespace resnext
