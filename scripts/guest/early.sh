#!/bin/sh
# First process of the guest, from the initramfs: finds the disk and goes on there. The root must be a real file system,
# because the kernel's own rootfs can neither be left by pivot_root nor be idmapped.
set -e
mount -t devtmpfs none /dev
for module in virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_blk; do
  insmod "/modules/$module.ko"
done
mount -t ext4 /dev/vda /root
mount --move /dev /root/dev
exec switch_root /root /sbin/init
