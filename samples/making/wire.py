"""Packets: IP, TCP, UDP and ICMP with right checksums, and a TCP conversation as seen beside the handset."""

import ipaddress
import struct
from dataclasses import dataclass, field

ICMP, TCP, UDP, ICMP6 = 1, 6, 17, 58
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
MS = 1_000_000  # times are whole nanoseconds
BROADCAST = "ff:ff:ff:ff:ff:ff"


def mac_bytes(mac):
    return bytes.fromhex(mac.replace(":", ""))


def checksum(data):
    """RFC 1071: the one's complement of the one's complement sum of 16-bit words."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


def pseudo_header(source, target, protocol, length):
    """RFC 9293 3.1 and RFC 8200 8.1: what TCP, UDP and ICMPv6 sum besides themselves."""
    addresses = source.packed + target.packed
    if source.version == 4:
        return addresses + struct.pack("!BBH", 0, protocol, length)
    return addresses + struct.pack("!IHBB", length, 0, 0, protocol)


def with_checksum(segment, at, source, target, protocol):
    """The segment with its checksum, which stands at offset `at`, filled in."""
    total = checksum(pseudo_header(source, target, protocol, len(segment)) + segment)
    if total == 0 and protocol == UDP:
        total = 0xFFFF  # RFC 768: zero would mean that there is none
    return segment[:at] + struct.pack("!H", total) + segment[at + 2:]


def udp_segment(source, source_port, target, target_port, data):
    header = struct.pack("!HHHH", source_port, target_port, 8 + len(data), 0)
    return with_checksum(header + data, 6, source, target, UDP)


def tcp_segment(source, source_port, target, target_port, *, seq, ack, flags, window, options=b"", data=b""):
    offset = (20 + len(options)) // 4 << 4
    header = struct.pack("!HHIIBBHHH", source_port, target_port, seq, ack, offset, flags, window, 0, 0)
    return with_checksum(header + options + data, 16, source, target, TCP)


@dataclass
class Packet:
    """One packet before it gets its IP header: the identification can be given only once all are in order."""

    time: int
    flow: object
    interface: int
    outgoing: bool
    source_mac: str
    target_mac: str
    source: object = None
    target: object = None
    protocol: int = 0
    payload: bytes = b""
    hops: int = 64
    arp: bool = False
    comment: str = ""

    def ethertype(self):
        if self.arp:
            return 0x0806
        return 0x0800 if self.source.version == 4 else 0x86DD

    def network_bytes(self, ids):
        """The packet without its link header. `ids` counts up per sender, as a plain IP stack does."""
        if self.arp:
            return self.payload
        if self.source.version == 6:
            head = struct.pack("!IHBB", 6 << 28, len(self.payload), self.protocol, self.hops)
            return head + self.source.packed + self.target.packed + self.payload
        number = ids[self.source] = (ids[self.source] + 1) & 0xFFFF
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(self.payload), number, 0x4000, self.hops,
                           self.protocol, 0) + self.source.packed + self.target.packed
        return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + self.payload


@dataclass
class Handset:
    """A phone under audit and the router it is behind. The capture point is beside it: all delay is beyond."""

    id: str
    mac: str
    address: object
    router_mac: str
    router: object
    interface: int = 0
    address6: object = None
    user_agent: str = ""

    def own_address(self, peer):
        return self.address if peer.version == 4 else self.address6


def multicast_mac(address):
    """RFC 1112 6.4 and RFC 2464 7: where a multicast packet goes on Ethernet."""
    if address.version == 4:
        low = int(address) & 0x7FFFFF
        return f"01:00:5e:{low >> 16:02x}:{low >> 8 & 255:02x}:{low & 255:02x}"
    return "33:33:" + ":".join(f"{octet:02x}" for octet in address.packed[-4:])


@dataclass
class Wire:
    """Where the packets of one flow are laid down."""

    handset: Handset
    flow: object
    packets: list
    comment: str = ""
    hops: int = field(default=50)

    def put(self, time, outgoing, source, target, protocol, payload, *, macs=None, hops=None):
        source_mac, target_mac = macs or self._macs(outgoing, target)
        hops = hops or (64 if outgoing else self.hops)
        self._keep(Packet(time, self.flow, self.handset.interface, outgoing, source_mac, target_mac,
                          source, target, protocol, payload, hops))

    def put_arp(self, time, outgoing, macs, payload):
        self._keep(Packet(time, self.flow, self.handset.interface, outgoing, *macs, payload=payload, arp=True))

    def _keep(self, packet):
        packet.comment, self.comment = self.comment, ""
        self.packets.append(packet)

    def _macs(self, outgoing, target):
        here, router = self.handset.mac, self.handset.router_mac
        if target.is_multicast:
            return (here if outgoing else router), multicast_mac(target)
        return (here, router) if outgoing else (router, here)

    def udp(self, time, outgoing, here, there, data):
        """One datagram between the ends `here` and `there`, each an (address, port)."""
        source, target = (here, there) if outgoing else (there, here)
        self.put(time, outgoing, source[0], target[0], UDP, udp_segment(*source, *target, data))


class Conversation:
    """One TCP connection, from SYN to FIN, with the segments and acknowledgements in between."""

    SYN_OPTIONS = struct.pack("!BBH", 2, 4, 1460) + b"\x04\x02\x01\x01" + b"\x01\x03\x03\x07"
    MSS = 1460
    MSS6 = 1440
    GAP = 220_000       # between the segments of one burst
    TURN = 900_000      # until the handset answers

    def __init__(self, wire, here, there, start, rtt, dice):
        self.wire, self.here, self.there = wire, here, there
        self.now, self.rtt, self.dice = start, rtt, dice
        self.seq = {True: dice.number("isn-client", 1, 2**31), False: dice.number("isn-server", 1, 2**31)}
        self.mss = self.MSS if here[0].version == 4 else self.MSS6
        self.turns = 0
        self._open()

    def _put(self, time, outgoing, flags, data=b"", *, seq=None, options=b"", window=1024):
        source, target = (self.here, self.there) if outgoing else (self.there, self.here)
        segment = tcp_segment(*source, *target, seq=self.seq[outgoing] if seq is None else seq,
                              ack=self.seq[not outgoing] if flags & ACK else 0,
                              flags=flags, window=window, options=options, data=data)
        self.wire.put(time, outgoing, source[0], target[0], TCP, segment)

    def _open(self):
        self._put(self.now, True, SYN, options=self.SYN_OPTIONS, window=29200)
        self.seq[True] += 1
        self.now += self.rtt
        self._put(self.now, False, SYN | ACK, options=self.SYN_OPTIONS, window=28960)
        self.seq[False] += 1
        self.now += self.TURN
        self._put(self.now, True, ACK)
        self.now += self.TURN

    def client(self, data, cuts=(), disorder=""):
        """The handset sends. `cuts` are offsets where a segment ends early; `disorder` is swap or again."""
        pieces = self._pieces(data, cuts)
        times = [self.now + i * self.GAP for i in range(len(pieces))]
        if disorder == "swap" and len(pieces) > 1:
            times[0], times[1] = times[1], times[0]
        first = self.seq[True]
        self._burst(True, pieces, times)
        if disorder == "again":
            self._put(times[-1] + 4 * self.GAP, True, PSH | ACK, pieces[0], seq=first)
        self._acknowledge(False, pieces, first, [max(times[:i + 1]) + self.rtt for i in range(len(times))])

    def server(self, data):
        """The far end sends, after a moment's thought."""
        self.turns += 1
        self.now += self.dice.number(f"think-{self.turns}", 3, 35) * MS
        pieces = self._pieces(data, ())
        times = [self.now + i * self.GAP for i in range(len(pieces))]
        first = self.seq[False]
        self._burst(False, pieces, times)
        self._acknowledge(True, pieces, first, [time + self.GAP // 3 for time in times])
        self.now += self.TURN

    def _pieces(self, data, cuts):
        edges = [0, *cuts, len(data)]
        return [data[at:min(at + self.mss, end)] for begin, end in zip(edges, edges[1:])
                for at in range(begin, end, self.mss)]

    def _burst(self, outgoing, pieces, times):
        for piece, time in zip(pieces, times):
            flags = ACK | (PSH if piece is pieces[-1] else 0)
            self._put(time, outgoing, flags, piece)
            self.seq[outgoing] += len(piece)

    def _acknowledge(self, outgoing, pieces, first, times):
        """Every second segment and the last one, as RFC 5681 4.2 asks."""
        end = self.seq[not outgoing]
        reached = first
        for index, (piece, time) in enumerate(zip(pieces, times)):
            reached += len(piece)
            if index % 2 or index == len(pieces) - 1:
                self.seq[not outgoing] = reached
                self._put(time, outgoing, ACK)
                self.now = time
        self.seq[not outgoing] = end

    def close(self, how="fin"):
        """The handset closes: fin, rst, or open where the capture ends first."""
        self.now += 40 * MS
        if how == "rst":
            self._put(self.now, True, RST | ACK)
        if how == "fin":
            self._finish()

    def _finish(self):
        self._put(self.now, True, FIN | ACK)
        self.seq[True] += 1
        self.now += self.rtt
        self._put(self.now, False, FIN | ACK)
        self.seq[False] += 1
        self.now += self.TURN
        self._put(self.now, True, ACK)


def address(text):
    return ipaddress.ip_address(text)
