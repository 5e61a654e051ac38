#!/usr/bin/env bash
# Boots the guest in software emulation, with as many processors as are named: its scenario's lines go to stdout, the
# kernel's to build/guest/console.log.
cd "$(dirname "$0")/../../build/guest" || exit
# A second disk with a Debian, where one could be made.
debian=()
[ -e debian.ext4 ] && debian=(-drive file=debian.ext4,format=raw,if=virtio,snapshot=on)
exec setpriv --pdeathsig KILL qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp "${1:-2}" -m 2048 -no-reboot \
  -nodefaults -display none -monitor none -serial file:console.log -serial stdio \
  -kernel "kernel/boot/vmlinuz-$(cat kernel/version)" -initrd initramfs.cpio \
  -drive file=disk.ext4,format=raw,if=virtio,snapshot=on "${debian[@]}" \
  -append 'console=ttyS0 loglevel=5 panic=-1 apparmor=1 security=apparmor'
