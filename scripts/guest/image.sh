#!/usr/bin/env bash
# Makes the guest's disk and initramfs from this host's programs, the built package and the scenario.
set -euo pipefail
cd "$(dirname "$0")/../.."
guest=build/guest kernel=build/guest/kernel
version=$(cat "$kernel/version")
root=$guest/root early=$guest/early
rm -rf "$root" "$early"

# A program with every library that it is linked against, all below /usr as on a merged-usr host.
program() {
  local file
  file=$(readlink -f "$(command -v "$1")")
  install -D "$file" "$root/usr/bin/$1"
  ldd "$file" 2>/dev/null | grep -o '/[^ ]*' | while read -r library; do
    local place=$library
    [[ $place = /usr/* ]] || place=/usr$place
    install -D "$(readlink -f "$library")" "$root$place"
  done || true # a static program has none
}

mkdir -p "$root"/usr/{bin,lib,lib64} "$root"/{debian,dev,etc,opt,proc,root,run,sys,tmp,var}
for name in bin lib lib64; do ln -s "usr/$name" "$root/$name"; done
ln -s usr/bin "$root/sbin"
ln -s bin "$root/usr/sbin"
install "$(command -v busybox)" "$root/usr/bin/busybox"
for name in $(busybox --list | grep -vxE 'busybox|init|ip|ping'); do ln -s busybox "$root/usr/bin/$name"; done
for name in node ip nft ping; do program "$name"; done
printf 'root:x:0:0:root:/root:/bin/sh\n' >"$root/etc/passwd"
printf 'root:x:0:\ntty:x:5:\n' >"$root/etc/group"

# Modules are loaded on demand by the guest's modprobe, as on any host.
modules=lib/modules/$version
mkdir -p "$root/usr/$modules"
cp "$kernel/$modules"/modules.* "$root/usr/$modules"
(cd "$kernel/$modules" && cp -r --parents kernel/{crypto,lib,net} kernel/fs/overlayfs kernel/drivers/net/veth.ko "$OLDPWD/$root/usr/$modules")

package=$root/opt/lxc-compose
mkdir -p "$package/build/native/Release"
cp -r bin dist "$package"
cp build/native/Release/{lxc-monitor,namespaces.node} "$package/build/native/Release"
ln -s /opt/lxc-compose/bin/lxc-compose "$root/usr/bin/lxc-compose"
install scripts/guest/init.sh "$root/usr/bin/init"
install scripts/guest/stuck.sh "$root/usr/bin/stuck"
install -m 644 "$1" "$root/scenario.mjs"

rm -f "$guest/disk.ext4"
mke2fs -q -t ext4 -O ^has_journal -E root_owner=0:0 -d "$root" "$guest/disk.ext4" 1G >/dev/null

mkdir -p "$early"/{bin,dev,modules,root}
install "$(command -v busybox)" "$early/bin/busybox"
for name in sh mount insmod switch_root; do ln -s busybox "$early/bin/$name"; done
install scripts/guest/early.sh "$early/init"
cp "$kernel/$modules"/kernel/drivers/virtio/*.ko "$kernel/$modules"/kernel/drivers/block/virtio_blk.ko "$early/modules"
(cd "$early" && find . | busybox cpio -o -H newc 2>/dev/null) >"$guest/initramfs.cpio"
