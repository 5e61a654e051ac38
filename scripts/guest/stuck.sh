#!/bin/sh
# Runs beside the scenario: after its time it says on the console where every process stands, and ends the guest.
# A guest that says nothing of the kind either was stopped by its emulator.
busybox sleep "$1" # by this name no check takes it for a container's
{
  for process in /proc/[0-9]*; do
    command=$(tr '\0' ' ' <"$process/cmdline")
    [ -n "$command" ] || continue # a kernel thread
    echo "stuck: ${process#/proc/} $command"
    grep -E '^(State|PPid|NSpid)' "$process/status"
    for task in "$process"/task/*; do echo "$(cat "$task/comm"): $(cat "$task/wchan" "$task/syscall" | tr '\n' ' ')"; done
    cat "$process/stack"
    ls -l "$process/fd" | sed -n 's/.* \([0-9]* -> .*\)/  \1/p'
  done
} >/dev/console 2>&1
echo 'end stuck' >/dev/ttyS1
sleep 2 # until the serial lines have it all
poweroff -f
