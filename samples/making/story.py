"""From a description of traffic to packets: one function for each thing that can happen in `traffic:`."""

import datetime
from dataclasses import dataclass, field

import yaml

from . import capture, protocols, quic, tls
from .values import DescriptionError, Dice, Values
from .wire import BROADCAST, ICMP, ICMP6, MS, UDP, Conversation, Handset, Wire, address, udp_segment

NO_MAC = "00:00:00:00:00:00"


@dataclass
class Flow:
    """One entry of `traffic:`, and what the table in README.md says about it."""

    entry: dict
    number: int
    at: int
    time: str
    dice: Dice
    protocol: str = ""
    source: str = ""
    target: str = ""
    host: str = ""
    carries: list = field(default_factory=list)
    first_frame: int = 0


class Story:
    """One description: its handsets, hosts and values, and the packets told so far."""

    def __init__(self, text):
        # Everything is read as text: 10:05:20 and 490154203237518 are no numbers here.
        self.about = yaml.load(text, Loader=yaml.BaseLoader)
        self.values = Values(self.about["values"])
        self.dice = Dice(self.about["title"])
        self.packets, self.flows = [], []
        self.interfaces = self.about["capture"]["interfaces"]
        self.handsets = {entry["id"]: self._handset(entry) for entry in self.about["handsets"]}
        self.ports = {name: self.dice.number(f"port-{name}", 34000, 44000) for name in self.handsets}
        self.zone = datetime.datetime.fromisoformat(f"{self.about['day']}T00:00:00{self.about['zone']}")
        for number, entry in enumerate(self.about["traffic"], 1):
            self._tell(entry, number)
        self.packets.sort(key=lambda packet: packet.time)

    def _handset(self, entry):
        router = self.about["router"]
        return Handset(entry["id"], entry["mac"], address(entry["address"]), router["mac"], address(router["address"]),
                       int(entry.get("interface", 0)),
                       address(entry["address6"]) if "address6" in entry else None, entry["user_agent"])

    def _tell(self, entry, number):
        """Lay down one entry's packets."""
        kinds = [key for key in entry if key in KINDS]
        if len(kinds) != 1:
            raise DescriptionError(f"traffic {number}: one of {', '.join(KINDS)} expected, not {list(entry)}")
        if unknown := set(entry) - {"at", "what", "from", "to", "comment", "close", *kinds}:
            raise DescriptionError(f"traffic {number}: unknown {', '.join(unknown)}")
        flow = Flow(entry, number, self._time(entry["at"]), entry["at"], self.dice.of(f"flow-{entry['at']}"))
        if self.flows and flow.at < self.flows[-1].at:
            raise DescriptionError(f"traffic {number}: {entry['at']} is before the entry above it")
        handset = self.handsets[entry.get("from", next(iter(self.handsets)))]
        wire = Wire(handset, flow, self.packets, entry.get("comment", ""), flow.dice.number("hops", 40, 56))
        self.flows.append(flow)
        KINDS[kinds[0]](self, flow, wire, entry[kinds[0]])
        flow.carries += self.values.take_used()

    def _time(self, clock):
        """`10:05:20.250`, on the description's day and in its time zone, in nanoseconds since 1970."""
        hours, minutes, seconds = clock.split(":")
        seconds, _, fraction = seconds.partition(".")
        moment = self.zone + datetime.timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
        return int(moment.timestamp()) * 10**9 + int(fraction.ljust(9, "0") or 0)

    def far(self, flow):
        """The far end that `to:` names: (host, address, round trip in nanoseconds)."""
        name = flow.entry["to"]
        if name not in self.about["hosts"]:
            raise DescriptionError(f"traffic {flow.number}: no host is called '{name}'")
        host = self.about["hosts"][name]
        # A little of its own for every flow: no two round trips are alike.
        rtt = int(host["rtt"].removesuffix("ms")) * MS + flow.dice.number("rtt", 0, 4 * MS)
        return host, address(host["address"]), rtt

    def port(self, handset):
        self.ports[handset.id] += self.dice.number(f"port-{handset.id}-{self.ports[handset.id]}", 1, 9)
        return self.ports[handset.id]

    def ends(self, flow, wire, peer, port, protocol, host=""):
        """Both ends of a flow, noted for the table."""
        here = (wire.handset.own_address(peer), self.port(wire.handset))
        note(flow, protocol, end(*here), end(peer, port), host)
        return here, (peer, port)

    def connect(self, flow, wire, port, protocol):
        """A TCP connection to the entry's host."""
        host, peer, rtt = self.far(flow)
        here, there = self.ends(flow, wire, peer, int(host.get("port", port)), protocol, host["name"])
        return Conversation(wire, here, there, flow.at, rtt, flow.dice)


def end(ip, port):
    return f"[{ip}]:{port}" if ip.version == 6 else f"{ip}:{port}"


def note(flow, protocol, source, target, host=""):
    flow.protocol, flow.source, flow.target, flow.host = protocol, str(source), str(target), host


def tell_http(story, flow, wire, exchanges):
    talk = story.connect(flow, wire, 80, "HTTP")
    for exchange in exchanges:
        request = http_request(story, wire.handset, flow.host, exchange)
        cuts = [request.index(story.values.text(cut).encode()) + 3 for cut in exchange.get("cut_in", [])]
        flow.carries += story.values.take_used()
        talk.client(request, cuts, exchange.get("disorder", ""))
        talk.server(http_reply(story, talk.now, exchange.get("reply", "204 No Content")))
        story.values.take_used()  # what the handset receives is not its disclosure
        talk.now += int(exchange.get("pause", "0ms").removesuffix("ms")) * MS
    talk.close(flow.entry.get("close", "fin"))


def http_request(story, handset, host, exchange):
    """RFC 9112 3; the headers of the description replace the usual ones of that name."""
    values = story.values
    body = values.content(exchange.get("body"))
    headers = {"Host": host, "User-Agent": handset.user_agent, "Accept-Encoding": "gzip",
               "Connection": "Keep-Alive"}
    if body:
        headers |= {"Content-Type": content_type(exchange["body"]), "Content-Length": str(len(body))}
    if exchange.get("chunked") == "yes":
        headers["Transfer-Encoding"] = "chunked"
        del headers["Content-Length"]
        body = chunks(body)
    headers |= {name: values.text(value) for name, value in exchange.get("headers", {}).items()}
    return head(values.text(exchange["request"]) + " HTTP/1.1", headers) + body


def chunks(body, size=64):
    """RFC 9112 7.1, in small chunks, so that a value may lie across two."""
    parts = [body[at:at + size] for at in range(0, len(body), size)] + [b""]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)


def http_reply(story, now, reply):
    """A status line alone, or {status, body}."""
    if isinstance(reply, str):
        reply = {"status": reply}
    body = story.values.content(reply.get("body"))
    when = datetime.datetime.fromtimestamp(now // 10**9, datetime.timezone.utc)
    headers = {"Server": "Tengine", "Date": when.strftime("%a, %d %b %Y %H:%M:%S GMT")}
    if body:
        headers["Content-Type"] = content_type(reply["body"])
    headers["Content-Length"] = str(len(body))
    return head("HTTP/1.1 " + reply["status"], headers) + body


def content_type(body):
    outermost = "text" if isinstance(body, str) else next(iter(body))
    return {"form": "application/x-www-form-urlencoded; charset=UTF-8", "json": "application/json; charset=UTF-8",
            "text": "text/plain; charset=UTF-8"}.get(outermost, "application/octet-stream")


def head(first, headers):
    return "\r\n".join([first, *(f"{name}: {value}" for name, value in headers.items()), "", ""]).encode()


def tell_tls(story, flow, wire, about):
    """{version, alpn, up, down}: lists of how many bytes go each way in turn."""
    version = about.get("version", "1.3")
    talk = story.connect(flow, wire, 443, f"TLS {version}")
    hello, answer, finish = tls.opening(version, about.get("sni", flow.host), about.get("alpn", []), flow.dice)
    talk.client(hello)
    talk.server(answer)
    talk.client(finish)
    for index, (up, down) in enumerate(zip(about["up"], about["down"])):
        talk.client(tls.application_data(flow.dice, f"up-{index}", int(up)))
        talk.server(tls.application_data(flow.dice, f"down-{index}", int(down)))
    talk.close(flow.entry.get("close", "fin"))


def tell_quic(story, flow, wire, about):
    host, peer, rtt = story.far(flow)
    here, there = story.ends(flow, wire, peer, 443, "QUIC", host["name"])
    now = flow.at
    for up, datagram in quic.exchange(host["name"], flow.dice, [int(size) for size in about["packets"]]):
        now += 2 * MS if up else rtt
        wire.udp(now, up, here, there, datagram)


def tell_mipush(story, flow, wire, about):
    """The CONN frames of both sides in clear, then frames nobody can read, then a keep-alive."""
    talk = story.connect(flow, wire, 5222, "Mi Push")
    text = {key: story.values.text(value) for key, value in about.items()}
    talk.client(protocols.mipush_connect([
        (1, 106), (2, text["model"]), (3, text["build"]), (4, text["device_id"]), (5, 50), (6, text["network"]),
        (7, f"{flow.host}:5222"), (8, text["locale"]), (9, b"\x18\0"), (10, int(text["android_sdk"]))]))
    challenge = str(flow.dice.number("challenge", 10**9, 2 * 10**9))
    talk.server(protocols.mipush_connect([(1, challenge), (2, "4e21"), (3, b"\x08\2\x20\0")]))
    talk.client(protocols.mipush_frame(flow.dice.bytes("bind", 920)))
    talk.server(protocols.mipush_frame(flow.dice.bytes("bound", 94)))
    talk.now += 1500 * MS
    talk.client(protocols.mipush_frame(b""))
    talk.server(protocols.mipush_frame(b""))
    talk.close(flow.entry.get("close", "fin"))


def tell_tcp(story, flow, wire, about):
    """A raw exchange: {port, says: [{handset: content}, {server: content}]}."""
    talk = story.connect(flow, wire, int(about["port"]), "TCP")
    for saying in about["says"]:
        side, content = next(iter(saying.items()))
        if side == "handset":
            talk.client(story.values.content(content))
        else:
            kept = story.values.take_used()
            talk.server(story.values.content(content))
            story.values.used = kept
    talk.close(flow.entry.get("close", "fin"))


def tell_udp(story, flow, wire, about):
    """Datagrams to the entry's host: {port, says: [{handset: content}, {server: content}]}."""
    host, peer, rtt = story.far(flow)
    here, there = story.ends(flow, wire, peer, int(about["port"]), "UDP", host["name"])
    now = flow.at
    for saying in about["says"]:
        side, content = next(iter(saying.items()))
        now += 3 * MS if side == "handset" else rtt
        wire.udp(now, side == "handset", here, there, story.values.content(content))


def tell_dns(story, flow, wire, name):
    """A look-up of a host of the description, with the CNAMEs and the address that it has there."""
    flow.entry.setdefault("what", "look-up")
    host = story.about["hosts"][name]
    resolver, rtt = address(story.about["resolver"]["address"]), 12 * MS + flow.dice.number("rtt", 0, 20 * MS)
    here, there = story.ends(flow, wire, resolver, 53, "DNS", host["name"])
    number = flow.dice.number("id", 1, 65535)
    kind = protocols.AAAA if ":" in host["address"] else protocols.A
    wire.udp(flow.at, True, here, there, protocols.dns_question(number, host["name"], kind))
    chain = [*host.get("cname", []), host["address"]]
    answer = protocols.dns_answer(number, host["name"], kind, chain, int(host.get("ttl", 300)))
    wire.udp(flow.at + rtt, False, here, there, answer)


def tell_ntp(story, flow, wire, _):
    host, peer, rtt = story.far(flow)
    here, there = story.ends(flow, wire, peer, 123, "NTP", host["name"])
    question = protocols.ntp_question(flow.at)
    wire.udp(flow.at, True, here, there, question)
    answer = protocols.ntp_answer(question, flow.at + rtt // 2, flow.dice.bytes("reference", 4))
    wire.udp(flow.at + rtt, False, here, there, answer)


def tell_dhcp(story, flow, wire, host_name):
    """Discover, offer, request, acknowledgement."""
    handset, anyone, everyone = wire.handset, address("0.0.0.0"), address("255.255.255.255")
    note(flow, "DHCP", "0.0.0.0:68", "255.255.255.255:67")
    transaction = flow.dice.number("transaction", 1, 2**32 - 1)
    asked = [(12, host_name.encode()), (55, bytes([1, 3, 6, 15, 26, 28, 51]))]
    wanted = [(50, handset.address.packed), (54, handset.router.packed)]
    now = flow.at
    for kind, options in ((1, asked), (2, ()), (3, wanted + asked), (5, ())):
        out = kind in (1, 3)
        data = protocols.dhcp(kind, transaction, handset, given=not out, router=handset.router, options=options)
        here, there = ((anyone, 68), (everyone, 67)) if out else ((handset.address, 68), (handset.router, 67))
        macs = (handset.mac, BROADCAST) if out else (handset.router_mac, handset.mac)
        source, target = (here, there) if out else (there, here)
        wire.put(now, out, source[0], target[0], UDP, udp_segment(*source, *target, data), macs=macs, hops=64)
        now += (4 if out else 30) * MS


def tell_arp(story, flow, wire, _):
    """The handset asks for its router."""
    handset = wire.handset
    note(flow, "ARP", handset.address, handset.router)
    wire.put_arp(flow.at, True, (handset.mac, BROADCAST),
                 protocols.arp(1, handset.mac, handset.address, NO_MAC, handset.router))
    wire.put_arp(flow.at + 2 * MS, False, (handset.router_mac, handset.mac),
                 protocols.arp(2, handset.router_mac, handset.router, handset.mac, handset.address))


def tell_ping(story, flow, wire, _):
    host, peer, rtt = story.far(flow)
    here = wire.handset.own_address(peer)
    note(flow, "ICMP", here, peer, host["name"])
    number, data = flow.dice.number("id", 1, 65535), bytes(range(0x10, 0x48))
    wire.put(flow.at, True, here, peer, ICMP, protocols.echo(False, number, data))
    wire.put(flow.at + rtt, False, peer, here, ICMP, protocols.echo(True, number, data))


def tell_neighbour(story, flow, wire, _):
    """The handset asks for its router's link address; both sides' MACs become known (RFC 4861)."""
    handset, router = wire.handset, address(story.about["router"]["address6"])
    asked = address("ff02::1:ff00:0") + (int(router) & 0xFFFFFF)  # the solicited-node group
    note(flow, "ICMPv6", handset.address6, asked)
    question = protocols.neighbour(True, handset.address6, asked, router, handset.mac)
    wire.put(flow.at, True, handset.address6, asked, ICMP6, question, hops=255)
    answer = protocols.neighbour(False, router, handset.address6, router, handset.router_mac)
    wire.put(flow.at + 3 * MS, False, router, handset.address6, ICMP6, answer, hops=255)


KINDS = {
    "http": tell_http, "tls": tell_tls, "quic": tell_quic, "mipush": tell_mipush, "tcp": tell_tcp, "udp": tell_udp,
    "dns": tell_dns, "ntp": tell_ntp, "dhcp": tell_dhcp, "arp": tell_arp, "ping": tell_ping,
    "neighbour": tell_neighbour,
}


def tell(text):
    """The description's Story, its capture file's bytes and their ending."""
    story = Story(text)
    for frame, packet in enumerate(story.packets, 1):
        packet.flow.first_frame = packet.flow.first_frame or frame
    about = story.about["capture"]
    if about["format"] == "pcapng":
        return story, capture.pcapng(story.packets, story.interfaces, about["comment"]), "pcapng"
    return story, capture.pcap(story.packets, story.interfaces), "pcap"
