#!/usr/bin/env python3
"""Multiplies the Ethernet samples into one large capture, for measuring: every copy has handsets and times of its own.

usage: multiply.py OUT.pcap [COPIES]   or, where OUT is a folder, each copy into a capture of its own

Payloads and far ends stay; only the private IPv4 addresses of a copy are moved (10.x.y.z), so that each is a flow table's
and a survey's work of its own. Checksums are not made anew: nothing here looks at them.
"""
import pathlib
import struct
import sys

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / 'samples'
NAMES = ['redmi-2014-before', 'redmi-2014-after']
GLOBAL, RECORD = 24, 16


def packets(path):
    """(seconds, microseconds, frame) of a little-endian pcap file."""
    data = path.read_bytes()
    at = GLOBAL
    while at < len(data):
        seconds, micro, caplen, _ = struct.unpack_from('<IIII', data, at)
        yield seconds, micro, data[at + RECORD:at + RECORD + caplen]
        at += RECORD + caplen


def moved(frame, copy):
    """The frame with private addresses of its IPv4 header in the copy's own network."""
    if frame[12:14] != b'\x08\x00':
        return frame
    out = bytearray(frame)
    for at in (26, 30):
        if out[at:at + 2] == b'\xc0\xa8':
            out[at:at + 4] = bytes([10, copy >> 8 & 255, copy & 255, out[at + 3]])
    return bytes(out)


def write(path, header, source, copies):
    with open(path, 'wb') as out:
        out.write(header)
        for copy in copies:
            for seconds, micro, frame in source:
                frame = moved(frame, copy)
                out.write(struct.pack('<IIII', seconds + copy, micro, len(frame), len(frame)) + frame)


def main():
    out = pathlib.Path(sys.argv[1])
    copies = range(int(sys.argv[2]) if len(sys.argv) > 2 else 2000)
    source = [p for name in NAMES for p in packets(SAMPLES / name / f'{name}.pcap')]
    header = (SAMPLES / NAMES[0] / f'{NAMES[0]}.pcap').read_bytes()[:GLOBAL]
    if not out.is_dir():
        write(out, header, source, copies)
        return
    for copy in copies:
        write(out / f'{copy}.pcap', header, source, [copy])


main()
