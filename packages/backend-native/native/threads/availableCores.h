#pragma once

namespace resnext {

// The cores that this process may use: its affinity, and the processor quota of its control group.
int availableCores();

}  // namespace resnext
