#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image: Ubuntu, as root, this archive in /autograder/source.
set -euo pipefail
cd "$(dirname "$0")"

if command -v apt-get >/dev/null; then
  apt-get update -qq
  # Python for submissions in it, procps for their processes, bubblewrap to contain them where the platform allows it.
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    ca-certificates curl xz-utils python3 procps bubblewrap build-essential
fi

# npm needs some Node from 20 on; Ubuntu's own is older. What grades is the one that npm brings.
major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
if [ "$major" -lt 20 ] || ! command -v npm >/dev/null; then
  version=$(sed -n 's/.*"node": "\([0-9.]*\)".*/\1/p' package.json | head -n 1)
  case "$(uname -m)" in aarch64 | arm64) cpu=arm64 ;; *) cpu=x64 ;; esac
  curl -fsSL "https://nodejs.org/dist/v$version/node-v$version-linux-$cpu.tar.xz" | tar -xJ -C /usr/local --strip-components=1
fi

npm ci --no-audit --no-fund
node_modules/.bin/node --version
