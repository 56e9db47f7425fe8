#!/usr/bin/env bash
# Makes the images that the Dockerfile begins with, debian and node, out of Debian's packages and the Node of node_modules: for
# machines that have no Docker engine or reach no registry of images. Needs root, buildah and debootstrap.
#   scripts/image/base-images.sh FOLDER     where buildah is to keep them; what is there already is kept
set -euo pipefail
storage=${1:?usage: scripts/image/base-images.sh FOLDER}
cd "$(dirname "$0")/../.."

suite=$(sed -n 's/^ARG DEBIAN=//p' Dockerfile)
debian=docker.io/library/debian:$suite-slim
node=docker.io/library/node:$(sed -n 's/^ARG NODE_VERSION=//p' Dockerfile)-$suite-slim
tries=4

buildah() { command buildah --root "$storage/images" --runroot "$storage/run" --storage-driver vfs "$@"; }

mkdir -p "$storage"
exec 9>"$storage/lock"
flock 9
made_of="$debian, $node, $(node_modules/.bin/node --version)"
if [ "$(cat "$storage/made-of" 2>/dev/null)" = "$made_of" ]; then exit; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Where this machine takes its own Debian packages from.
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' "Codename: $suite" 'Component: main' | head -1)
if [ -z "$mirror" ]; then
  echo "base-images.sh: apt knows no source of Debian $suite here; add one to its sources" >&2
  exit 1
fi

# What debootstrap mounts is gone with the namespace, however it ends.
for ((try = 1; ; try++)); do
  rm -rf "$work/debian"
  if timeout 600 unshare --mount debootstrap --variant=minbase "$suite" "$work/debian" "$mirror" >"$work/log" 2>&1; then break; fi
  tail -5 "$work/log" >&2
  if ((try == tries)); then
    echo "base-images.sh: debootstrap failed $tries times" >&2
    exit 1
  fi
  sleep $((try * 5))
done
rm -rf "$work"/debian/var/cache/apt/* "$work"/debian/var/lib/apt/lists/* "$work"/debian/var/log/* \
  "$work"/debian/usr/share/{doc,info,locale,man}

container=$(buildah from scratch)
buildah add --quiet "$container" "$work/debian" / >/dev/null
buildah config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin --cmd bash "$container"
buildah commit --quiet --rm "$container" "$debian" >/dev/null

container=$(buildah from --pull-never "$debian")
buildah copy --quiet "$container" node_modules/node/bin/node /usr/local/bin/node >/dev/null
npm=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
buildah copy --quiet "$container" "$npm" /usr/local/lib/node_modules/npm >/dev/null
buildah run --isolation chroot "$container" -- ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
buildah commit --quiet --rm "$container" "$node" >/dev/null
echo "$made_of" >"$storage/made-of"
