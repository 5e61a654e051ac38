#!/usr/bin/env bash
# The disk with a Debian for the guest, once. Without debootstrap there is none, and its checks are left out.
cd "$(dirname "$0")/../.." || exit
disk=build/guest/debian.ext4
bash scripts/debian-tree.sh || { rm -f "$disk"; echo 'no Debian for the guest'; exit 0; }
[ "$disk" -nt build/debian/.made ] && exit
rm -f "$disk"
mke2fs -q -t ext4 -O ^has_journal -E root_owner=0:0 -d build/debian "$disk" 512M >/dev/null
