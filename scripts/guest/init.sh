#!/bin/sh
# The guest's init: mounts what a host with only cgroup v2 has, runs the scenario and switches the machine off.
export NO_COLOR=1 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin
mount -t proc -o nosuid,nodev,noexec proc /proc
mount -t sysfs -o nosuid,nodev,noexec sysfs /sys
mount -t securityfs securityfs /sys/kernel/security
mount -t cgroup2 -o nosuid,nodev,noexec,nsdelegate cgroup2 /sys/fs/cgroup
mount -t tmpfs -o nosuid,nodev,mode=755 tmpfs /run
mkdir /dev/pts /dev/shm /run/lock
mount -t devpts -o nosuid,noexec,gid=5,mode=620,ptmxmode=666 devpts /dev/pts
mount -t tmpfs -o nosuid,nodev tmpfs /dev/shm
[ ! -e /dev/vdb ] || mount -t ext4 /dev/vdb /debian
hostname guest
ip link set lo up
# The console is the kernel's; what the test reads has a line of its own, so that neither splits the other's lines.
stty -F /dev/ttyS1 raw
stuck 240 &
node /scenario.mjs >/dev/ttyS1 2>/dev/console </dev/null
echo "end $?" >/dev/ttyS1
poweroff -f
