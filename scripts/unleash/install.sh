#!/usr/bin/env bash
# Installs the Unleash server that tests speak to, as test/support/unleash pins it, beside the project and once: it is far larger
# than the project's own dependencies. test/support/unleash-server.ts looks for it in the same place.
set -euo pipefail
cd "$(dirname "$0")/../.."
pinned=$PWD/test/support/unleash
hash=$(sha256sum "$pinned/package-lock.json" | cut -c1-12)
folder=${BUDGETEER_TEST_UNLEASH:-${XDG_CACHE_HOME:-$HOME/.cache}/budgeteer/unleash-$hash}
if [ -e "$folder/node_modules/unleash-server/package.json" ]; then exit; fi

# Whole or not at all, should this end halfway.
fresh=$folder.$$
trap 'rm -rf "$fresh"' EXIT
mkdir -p "$fresh"
cp "$pinned/package.json" "$pinned/package-lock.json" "$fresh"
cd "$fresh"
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
rm -rf "$folder"
mv "$fresh" "$folder"
