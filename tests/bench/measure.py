#!/usr/bin/env python3
"""Runs a command and prints "seconds MiB": of the clock, and the most that all its processes had in memory at once.

Shared pages count once (the kernel's proportional set size); it is looked at every 20 ms, so that a moment's peak may be missed.
usage: measure.py COMMAND...
"""
import os
import subprocess
import sys
import time


def tree(pid):
    """pid and all who descend from it."""
    found = [pid]
    try:
        with open(f'/proc/{pid}/task/{pid}/children', encoding='ascii') as f:
            for child in f.read().split():
                found += tree(int(child))
    except OSError:
        pass
    return found


def kib(pid):
    try:
        with open(f'/proc/{pid}/smaps_rollup', encoding='ascii') as f:
            return next(int(line.split()[1]) for line in f if line.startswith('Pss:'))
    except (OSError, StopIteration):
        return 0


def main():
    begun = time.monotonic()
    process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(kib(pid) for pid in tree(process.pid)))
        time.sleep(0.02)
    print('%.3f %.0f' % (time.monotonic() - begun, peak / 1024))


main()
