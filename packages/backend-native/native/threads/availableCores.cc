#include "availableCores.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>
#include <thread>

#ifdef __linux__
#include <sched.h>
#endif

namespace resnext {
namespace {

#ifdef __linux__
int coresOfAffinity() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
}

std::string firstLine(const std::string& path) {
  char line[256] = "";
  if (FILE* file = std::fopen(path.c_str(), "r")) {
    if (!std::fgets(line, sizeof line, file)) line[0] = 0;
    std::fclose(file);
  }
  return line;
}

// Of one group's folder: cores it may use at a time, or 0 where it has no limit.
double quotaIn(const std::string& folder) {
  double quota = 0, period = 0;
  if (std::sscanf(firstLine(folder + "/cpu.max").c_str(), "%lf %lf", &quota, &period) == 2 && period > 0) {
    return quota / period;
  }
  const bool has = std::sscanf(firstLine(folder + "/cpu.cfs_quota_us").c_str(), "%lf", &quota) == 1 &&
                   std::sscanf(firstLine(folder + "/cpu.cfs_period_us").c_str(), "%lf", &period) == 1;
  return has && quota > 0 && period > 0 ? quota / period : 0;
}

// The tightest limit from the process's own group up to the root.
double quotaOfGroup() {
  std::string own = firstLine("/proc/self/cgroup");
  const std::size_t colon = own.rfind(':');
  own = colon == std::string::npos ? "" : own.substr(colon + 1);
  while (!own.empty() && (own.back() == '\n' || own.back() == '/')) own.pop_back();
  double tightest = 0;
  for (const char* root : {"/sys/fs/cgroup", "/sys/fs/cgroup/cpu"}) {
    for (std::string path = own;;) {
      const double quota = quotaIn(root + path);
      if (quota > 0 && (tightest == 0 || quota < tightest)) tightest = quota;
      if (path.empty()) break;
      path.resize(path.rfind('/') == std::string::npos ? 0 : path.rfind('/'));
    }
  }
  return tightest;
}
#endif

}  // namespace

int availableCores() {
  int cores = static_cast<int>(std::thread::hardware_concurrency());
#ifdef __linux__
  if (const int allowed = coresOfAffinity(); allowed > 0) cores = std::min(std::max(cores, 1), allowed);
  if (const double quota = quotaOfGroup(); quota > 0) {
    cores = std::min(cores, std::max(1, static_cast<int>(std::ceil(quota))));
  }
#endif
  return std::max(1, cores);
}

}  // namespace resnext
