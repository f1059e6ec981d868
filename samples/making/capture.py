"""Capture files: pcap (microseconds) and pcapng (several interfaces, comments, statistics)."""

import struct
from collections import Counter

from .wire import BROADCAST, mac_bytes


def ethernet(packet, frame):
    return mac_bytes(packet.target_mac) + mac_bytes(packet.source_mac) + struct.pack("!H", packet.ethertype()) + frame


def cooked_type(packet):
    """LINUX_SLL packet type: to us 0, broadcast 1, multicast 2, from us 4."""
    if packet.outgoing:
        return 4
    if packet.target_mac == BROADCAST:
        return 1
    return 2 if mac_bytes(packet.target_mac)[0] & 1 else 0


def cooked(packet, frame):
    """LINKTYPE_LINUX_SLL: type, ARPHRD_ETHER, address length, address, protocol."""
    return struct.pack("!HHH6s2xH", cooked_type(packet), 1, 6, mac_bytes(packet.source_mac),
                       packet.ethertype()) + frame


def cooked2(packet, frame):
    """LINKTYPE_LINUX_SLL2: protocol, interface index, ARPHRD_ETHER, type, address length, address."""
    return struct.pack("!HHIHBB6s2x", packet.ethertype(), 0, 3, 1, cooked_type(packet), 6,
                       mac_bytes(packet.source_mac)) + frame


LINKS = {  # name: (LINKTYPE_ number, header)
    "ethernet": (1, ethernet),
    "raw": (101, lambda packet, frame: frame),
    "linux-cooked": (113, cooked),
    "linux-cooked-2": (276, cooked2),
}
RESOLUTIONS = {"us": (6, 1000), "ns": (9, 1)}  # if_tsresol, nanoseconds a tick


def frames(packets, interfaces):
    """(packet, bytes) in the order of time; IP identifications rise per sender in that order."""
    ids = Counter()
    for packet in packets:
        # A start of its own for every sender, so that two of them are not in step.
        ids.setdefault(packet.source, sum(packet.source.packed) * 157 & 0xFFFF if packet.source else 0)
        interface = interfaces[packet.interface]
        data = LINKS[interface["link"]][1](packet, packet.network_bytes(ids))
        if interface.get("pad") == "yes" and not packet.outgoing:
            data = data.ljust(60, b"\0")  # the least an Ethernet card receives
        yield packet, data


def pcap(packets, interfaces):
    """https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html"""
    out = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, LINKS[interfaces[0]["link"]][0])]
    for packet, data in frames(packets, interfaces):
        second, rest = divmod(packet.time, 10**9)
        out.append(struct.pack("<IIII", second, rest // 1000, len(data), len(data)) + data)
    return b"".join(out)


def padded(data):
    return data + bytes(-len(data) % 4)


def block(kind, body, options=()):
    """A pcapng block; an option is (code, bytes)."""
    tail = b"".join(struct.pack("<HH", code, len(value)) + padded(value) for code, value in options)
    if options:
        tail += struct.pack("<HH", 0, 0)
    length = 12 + len(body) + len(tail)
    return struct.pack("<II", kind, length) + body + tail + struct.pack("<I", length)


def section_header(comment):
    return block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1), [(1, comment.encode())])


def interface_description(interface):
    options = [(2, interface["name"].encode()), (3, interface["about"].encode()),
               (9, bytes([RESOLUTIONS[interface["resolution"]][0]]))]
    return block(1, struct.pack("<HHI", LINKS[interface["link"]][0], 0, 262144), options)


def ticks(time, interface):
    value = time // RESOLUTIONS[interface["resolution"]][1]
    return struct.pack("<II", value >> 32, value & 0xFFFFFFFF)


def enhanced_packet(packet, data, interface):
    body = struct.pack("<I", packet.interface) + ticks(packet.time, interface)
    body += struct.pack("<II", len(data), len(data)) + padded(data)
    return block(6, body, [(1, packet.comment.encode())] if packet.comment else ())


def interface_statistics(number, interface, times):
    """isb_starttime, isb_endtime, isb_ifrecv, isb_ifdrop, isb_osdrop."""
    start, end = ticks(times[0], interface), ticks(times[-1], interface)
    counts = [(4, struct.pack("<Q", len(times))), (5, struct.pack("<Q", int(interface.get("drops", 0)))),
              (7, struct.pack("<Q", 0))]
    return block(5, struct.pack("<I", number) + end, [(2, start), (3, end), *counts])


def pcapng(packets, interfaces, comment):
    """https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html"""
    out = [section_header(comment)] + [interface_description(interface) for interface in interfaces]
    for packet, data in frames(packets, interfaces):
        out.append(enhanced_packet(packet, data, interfaces[packet.interface]))
    for number, interface in enumerate(interfaces):
        times = [packet.time for packet in packets if packet.interface == number]
        out.append(interface_statistics(number, interface, times))
    return b"".join(out)
