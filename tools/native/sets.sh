# To be sourced: `sets` are the instruction sets of the addon that this machine can run.
has() {
  for flag in "$@"; do grep -qw "$flag" /proc/cpuinfo || return 1; done
}
case $(uname -m) in
  x86_64)
    sets=baseline
    if has avx2 fma; then sets="avx2 $sets"; fi
    if has avx512f avx512vl avx512dq avx512bw; then sets="avx512 $sets"; fi
    ;;
  aarch64 | arm64) sets=neon ;;
  *) sets=baseline ;;
esac
