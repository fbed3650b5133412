#!/bin/sh
# Installs Debian's Chromium for tests of what people see in a browser. Does nothing when there is one.
set -eu
type chromium > /dev/null 2>&1 && exit 0
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core > /dev/null
