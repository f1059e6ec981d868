#!/usr/bin/env python3
"""Sends a capture as others do: send.py tcp|accept|udp PORT FILE, on the loopback.

tcp connects and sends it piece by piece; accept waits for who connects; udp sends PCAPdroid's datagrams, the file's head in the first
and then a whole record in each, with a stray one before them."""
import socket
import struct
import sys
import time


def pieces(data, size=997):
    for at in range(0, len(data), size):
        yield data[at:at + size]
        time.sleep(0.002)


def tcp(port, data):
    with socket.create_connection(("127.0.0.1", port)) as s:
        for piece in pieces(data):
            s.sendall(piece)


def accept(port, data):
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(1)
        with listener.accept()[0] as s:
            for piece in pieces(data):
                s.sendall(piece)


def udp(port, data):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.connect(("127.0.0.1", port))
        s.send(b"stray")
        for _ in range(2):  # a head that comes twice is one
            s.send(data[:24])
        at = 24
        while at < len(data):
            size = 16 + struct.unpack_from("<I", data, at + 8)[0]
            s.send(data[at:at + size])
            at += size
            time.sleep(0.001)


with open(sys.argv[3], "rb") as f:
    {"tcp": tcp, "accept": accept, "udp": udp}[sys.argv[1]](int(sys.argv[2]), f.read())
