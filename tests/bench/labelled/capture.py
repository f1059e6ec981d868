"""Lays messages down as a capture file: Ethernet, IPv4, TCP with its handshake or UDP, each packet a microsecond after the last."""

import struct

HANDSET = "192.168.7.20"
HANDSET_MAC, ROUTER_MAC = bytes.fromhex("64090a0b0c0d"), bytes.fromhex("3c5a37000001")
START = 1_784_100_000
SEGMENT = 1380
FIN, SYN, PSH, ACK = 1, 2, 8, 16


def address(text):
    return bytes(int(x) for x in text.split("."))


def checksum(data):
    total = sum(struct.unpack(f"!{(len(data) + 1) // 2}H", data + b"\0" * (len(data) % 2)))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


class Capture:
    def __init__(self):
        self.records, self.frames, self.flows = [], 0, 0

    def packet(self, outgoing, there, protocol, segment):
        source, target = (HANDSET, there) if outgoing else (there, HANDSET)
        macs = ROUTER_MAC + HANDSET_MAC if outgoing else HANDSET_MAC + ROUTER_MAC
        ends = address(source) + address(target)
        at = 16 if protocol == 6 else 6
        total = checksum(ends + struct.pack("!BBH", 0, protocol, len(segment)) + segment) or 0xFFFF
        segment = segment[:at] + struct.pack("!H", total) + segment[at + 2:]
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(segment), self.frames & 0xFFFF, 0x4000, 64, protocol, 0) + ends
        head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
        frame = macs + b"\x08\x00" + head + segment
        self.records.append(struct.pack("<IIII", START + self.frames // 500, self.frames % 500 * 1000, len(frame), len(frame)) + frame)
        self.frames += 1
        return self.frames

    def ends(self):
        """A server and a port of the handset's that nobody had before."""
        self.flows += 1
        n = self.flows
        return f"52.{16 + n % 7}.{n // 250 % 250}.{1 + n % 250}", 20000 + n % 40000

    def exchange(self, sent, answers):
        """One connection with messages of one sort in it, each answered. Returns the first and last frame of each."""
        there, port = self.ends()
        if sent[0].transport == "udp":
            head = struct.pack("!HHHH", port, sent[0].port, 8 + len(sent[0].data), 0)
            frame = self.packet(True, there, 17, head + sent[0].data)
            return [(frame, frame)]
        return Conversation(self, there, port, sent[0].port).run(sent, answers)

    def write(self, name):
        with open(name, "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
            file.writelines(self.records)


class Conversation:
    def __init__(self, capture, there, here_port, there_port):
        self.capture, self.there, self.ports = capture, there, (here_port, there_port)
        self.next = {True: 1000, False: 5000}

    def segment(self, outgoing, flags, data=b""):
        source, target = self.ports if outgoing else self.ports[::-1]
        head = struct.pack("!HHIIBBHHH", source, target, self.next[outgoing], self.next[not outgoing], 5 << 4, flags, 65535, 0, 0)
        self.next[outgoing] += len(data) + (1 if flags & (SYN | FIN) else 0)
        return self.capture.packet(outgoing, self.there, 6, head + data)

    def say(self, outgoing, data):
        frames = [self.segment(outgoing, ACK | PSH, data[i:i + SEGMENT]) for i in range(0, len(data), SEGMENT)]
        self.segment(not outgoing, ACK)
        return frames[0], frames[-1]

    def message(self, message):
        """First and last frame of it."""
        frames, start = [], 0
        for end in (*message.cuts, len(message.data)):
            frames += self.say(True, message.data[start:end])
            if end < len(message.data):
                self.say(False, b"ok\n")
            start = end
        return frames[0], frames[-1]

    def run(self, sent, answers):
        frames = []
        self.segment(True, SYN)
        self.segment(False, SYN | ACK)
        self.segment(True, ACK)
        for message, answer in zip(sent, answers):
            for outgoing, data in message.before:
                self.say(outgoing, data)
            frames.append(self.message(message))
            if answer:
                self.say(False, answer)
        self.segment(True, FIN | ACK)
        self.segment(False, FIN | ACK)
        self.segment(True, ACK)
        return frames
