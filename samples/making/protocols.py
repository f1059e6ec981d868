"""Messages of the smaller protocols: DNS, NTP, DHCP, ARP, ICMP, neighbour discovery and Mi Push."""

import struct
import zlib

from .tls import vector
from .wire import ICMP6, address, checksum, mac_bytes, with_checksum

A, CNAME, AAAA = 1, 5, 28


class Names:
    """DNS names with compression (RFC 1035 4.1.4): a name written before becomes a pointer to it."""

    def __init__(self):
        self.places = {}

    def write(self, name, at):
        """The name's bytes if it is written at offset `at` of the message."""
        out = b""
        labels = name.split(".")
        for index, label in enumerate(labels):
            rest = ".".join(labels[index:])
            if rest in self.places:
                return out + struct.pack("!H", 0xC000 | self.places[rest])
            self.places[rest] = at + len(out)
            out += vector(1, label.encode())
        return out + b"\0"


def dns_question(number, name, kind):
    return dns_message(number, 0x0100, name, kind, ())


def dns_answer(number, name, kind, answers, ttl):
    """`answers` is the chain: further names, then addresses of the last one."""
    records, owner = [], name
    for answer in answers:
        is_address = answer.replace(".", "").isdigit() or ":" in answer
        records.append((owner, kind if is_address else CNAME, answer, ttl))
        owner = owner if is_address else answer
    return dns_message(number, 0x8180, name, kind, records)


def dns_message(number, flags, name, kind, records):
    """RFC 1035 4.1."""
    names = Names()
    out = struct.pack("!HHHHHH", number, flags, 1, len(records), 0, 0)
    out += names.write(name, len(out)) + struct.pack("!HH", kind, 1)
    for owner, record_kind, value, ttl in records:
        out += names.write(owner, len(out)) + struct.pack("!HHI", record_kind, 1, ttl)
        data = names.write(value, len(out) + 2) if record_kind == CNAME else address(value).packed
        out += vector(2, data)
    return out


def ntp_time(nanoseconds):
    """Seconds since 1900 and a fraction (RFC 5905 6)."""
    second, rest = divmod(nanoseconds, 10**9)
    return struct.pack("!II", second + 2208988800 & 0xFFFFFFFF, (rest << 32) // 10**9)


def ntp_question(sent):
    return bytes([0x23, 0, 6, 0xEC]) + bytes(36) + ntp_time(sent)


def ntp_answer(question, received, reference):
    head = struct.pack("!BBBb", 0x24, 2, 6, -20) + struct.pack("!II", 0x0A2F, 0x0C41) + reference
    return head + ntp_time(received - 37 * 10**9) + question[40:48] + ntp_time(received) + ntp_time(received + 21000)


def dhcp(kind, transaction, handset, *, given=False, router=None, options=()):
    """RFC 2131 2: kind 1 discover, 2 offer, 3 request, 5 acknowledgement."""
    reply = kind in (2, 5)
    out = struct.pack("!BBBBIHH", 2 if reply else 1, 1, 6, 0, transaction, 0, 0) + bytes(4)
    out += handset.address.packed if given else bytes(4)
    out += bytes(8) + mac_bytes(handset.mac) + bytes(10 + 64 + 128) + b"\x63\x82\x53\x63\x35\1" + bytes([kind])
    if reply:
        out += b"\x36\4" + router.packed + b"\x33\4" + struct.pack("!I", 3600) + b"\1\4\xff\xff\xff\0"
        out += b"\3\4" + router.packed + b"\6\4" + router.packed
    return (out + b"".join(bytes([code]) + vector(1, value) for code, value in options) + b"\xff").ljust(300, b"\0")


def arp(operation, sender_mac, sender, target_mac, target):
    return (struct.pack("!HHBBH", 1, 0x0800, 6, 4, operation) + mac_bytes(sender_mac) + sender.packed
            + mac_bytes(target_mac) + target.packed)


def echo(reply, number, data):
    """ICMP echo (RFC 792)."""
    out = struct.pack("!BBHHH", 0 if reply else 8, 0, 0, number, 1) + data
    return out[:2] + struct.pack("!H", checksum(out)) + out[4:]


def neighbour(solicit, source, target, sought, mac):
    """Neighbour solicitation or advertisement (RFC 4861 4.3, 4.4) with the link address of who sends it."""
    kind, flags, option = (135, 0, 1) if solicit else (136, 0x60000000, 2)
    out = struct.pack("!BBHI", kind, 0, 0, flags) + sought.packed + bytes([option, 1]) + mac_bytes(mac)
    return with_checksum(out, 2, source, target, ICMP6)


def varint(number):
    """A protobuf base-128 number."""
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def protobuf(fields):
    """(field number, int or str or bytes) to protobuf."""
    out = b""
    for number, value in fields:
        if isinstance(value, int):
            out += varint(number << 3) + varint(value)
        else:
            data = value.encode() if isinstance(value, str) else value
            out += varint(number << 3 | 2) + varint(len(data)) + data
    return out


def mipush_frame(body):
    """Magic, version, length, body, and Adler-32 over all before it."""
    out = struct.pack("!HHI", 0xC2FE, 5, len(body)) + body
    return out + struct.pack("!I", zlib.adler32(out))


def mipush_connect(fields):
    """A CONN frame, which is not encrypted: a 22-byte header and a payload, both protobuf."""
    header = protobuf([(1, 0), (3, "xiaomi.com"), (5, "CONN"), (9, 0)])
    payload = protobuf(fields)
    return mipush_frame(struct.pack("!HHI", 2, len(header), len(payload)) + header + payload)
