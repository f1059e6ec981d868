"""Invented personal data, each right by its own check digit, and the ways in which a program writes a value down."""

import base64
import hashlib
import urllib.parse
from dataclasses import dataclass

HEX = "0123456789abcdef"
UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class Datum:
    kind: str
    value: str
    known: bool  # the case names it


@dataclass(frozen=True)
class Label:
    """What a message carries. tail: the last two characters of the value, as reports show them. tier: the least it should get."""

    kind: str
    tail: str
    tier: str
    form: str = "plain"


def digits(rng, n):
    return "".join(rng.choice("0123456789") for _ in range(n))


def hexes(rng, n):
    return rng.choice(HEX[1:]) + "".join(rng.choice(HEX) for _ in range(n - 1))


def luhn(text):
    """ISO/IEC 7812-1: text and its check digit."""
    total = 0
    for i, c in enumerate(reversed(text)):
        d = int(c) * (2 if i % 2 == 0 else 1)
        total += d - 9 if d > 9 else d
    return text + str(-total % 10)


def verhoeff(text):
    """Text and the check digit of the dihedral group D5."""
    def times(a, b):
        if a < 5:
            return (a + b) % 5 if b < 5 else 5 + (a + b) % 5
        return 5 + (a - b) % 5 if b < 5 else (a - b) % 5

    turn = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
    check = 0
    for i, c in enumerate(reversed(text), 1):
        d = int(c)
        for _ in range(i % 8):
            d = turn[d]
        check = times(check, d)
    return text + str(next(d for d in range(10) if times(check, d) == 0))


def imei(rng):
    return luhn(rng.choice(("35", "86", "01", "99")) + digits(rng, 12))


def imsi(rng):
    network = rng.choice(("26201", "40445", "46000", "52501", "310410", "23415", "72405", "46692"))
    return network + digits(rng, 15 - len(network))


def iccid(rng):
    return luhn(rng.choice(("8949", "8991", "8986", "8965")) + digits(rng, rng.choice((14, 15))))


def phone(rng):
    return rng.choice((lambda: "+4915" + rng.choice("1279") + digits(rng, 8), lambda: "+919" + digits(rng, 9),
                       lambda: "+8613" + digits(rng, 9), lambda: "+1415" + rng.choice("23456789") + digits(rng, 6),
                       lambda: "+659" + digits(rng, 7), lambda: "+5511" + "9" + digits(rng, 8)))()


def mac(rng):
    octets = [rng.choice(HEX) + rng.choice("048c")] + [hexes(rng, 2) for _ in range(5)]
    return ":".join(octets)


def uuid4(rng):
    text = hexes(rng, 32)
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{rng.choice('89ab')}{text[17:20]}-{text[20:]}"


def email(rng):
    first = rng.choice(("mina", "tobias", "li.wei", "anna_k", "jo.silva", "raj", "sofia", "o.brien"))
    return f"{first}{rng.randrange(10, 9999)}@{rng.choice(('example.com', 'mail.example.org', 'post.example.net'))}"


def aadhaar(rng):
    return verhoeff(rng.choice("23456789") + digits(rng, 10))


def serial(rng):
    return rng.choice(UPPER) + "".join(rng.choice(UPPER + "23456789") for _ in range(9)) + digits(rng, 2)


def card(rng):
    return luhn(rng.choice(("45", "51", "55")) + digits(rng, 13))


def position(rng):
    return f"{rng.uniform(-60, 60):.6f},{rng.uniform(-179, 179):.6f}"


MAKERS = {
    "imei": imei, "imsi": imsi, "iccid": iccid, "phone-number": phone, "contact": phone, "email": email,
    "android-id": lambda rng: hexes(rng, 16), "advertising-id": uuid4, "wifi-mac": mac, "bluetooth-mac": mac, "bssid": mac,
    "serial-number": serial, "account-id": lambda rng: rng.choice("123456789") + digits(rng, 9),
    "national-id": aadhaar, "payment-card": card, "location": position,
    "meid": lambda rng: "A" + hexes(rng, 13).upper(),
}


def case_values(rng):
    """What the case knows of its handset: one or two of each kind but the position."""
    kinds = [k for k in MAKERS if k not in ("location", "meid")]
    return [Datum(kind, MAKERS[kind](rng), True) for kind in kinds for _ in range(2 if kind in ("imei", "email", "contact") else 1)]


def tail(datum):
    """The last two characters that a report shows: of a MAC without its colons."""
    return datum.value.replace(":", "")[-2:].lower()


# ---- how a value is written ----

def normals(kind, value):
    """Spellings that programs hash, encode or send."""
    if kind in ("wifi-mac", "bluetooth-mac", "bssid"):
        bare = value.replace(":", "")
        return [value, value.upper(), bare, bare.upper(), value.replace(":", "-")]
    if kind in ("phone-number", "contact"):
        return [value, value[1:]]
    if kind == "imei":
        return [value, value[:14]]
    if kind in ("advertising-id", "android-id"):
        return [value, value.upper()] + ([value.replace("-", "")] if "-" in value else [])
    if kind == "email":
        return [value, value.upper()]
    return [value]


def group(text, lengths, separator):
    parts = []
    for n in lengths:
        parts.append(text[:n])
        text = text[n:]
    return separator.join(p for p in parts + [text] if p)


def spellings(rng, kind, value):
    """The value for people to read."""
    if kind in ("wifi-mac", "bluetooth-mac", "bssid"):
        return group(value.replace(":", ""), (4, 4), ".")
    if kind == "imei":
        return rng.choice((group(value, (2, 6, 6), "-"), group(value, (2, 6, 6), " "), value[:14] + "07"))
    if kind in ("phone-number", "contact"):
        code = 2 if not value.startswith("+1") else 1
        return rng.choice(("0" + value[1 + code:], "00" + value[1:], f"+{value[1:1 + code]} {value[1 + code:]}"))
    if kind == "payment-card":
        return group(value, (4, 4, 4), rng.choice(" -"))
    return value


def hashed(rng, kind, value, binary):
    name = rng.choice(("md5", "sha1", "sha256"))
    raw = hashlib.new(name, rng.choice(normals(kind, value)).encode()).digest()
    ways = {"hex": lambda: raw.hex(), "HEX": lambda: raw.hex().upper(), "base64": lambda: base64.b64encode(raw).decode(),
            "base64url": lambda: base64.urlsafe_b64encode(raw).decode().rstrip("=")}
    if binary:
        ways["raw"] = lambda: raw
    way = rng.choice(list(ways))
    return f"{name}-{way.lower()}", ways[way]()


def half_bytes(value):
    """TBCD: the second digit above the first, filled with F (3GPP TS 29.002)."""
    padded = value + "f" * (len(value) % 2)
    return bytes.fromhex("".join(padded[i + 1] + padded[i] for i in range(0, len(padded), 2)))


def known_form(rng, kind, value, binary):
    """(name of the form, text or bytes): one of the ways in which a known value is written."""
    plain = rng.choice(normals(kind, value))
    way = rng.choice(("plain", "spelling", "hash", "hash", "hex", "base64", "inside", "xiaomi-id", "md5-middle", "tbcd", "utf-16"))
    if way == "spelling":
        return "spelling", spellings(rng, kind, value)
    if way == "hash":
        return hashed(rng, kind, value, binary)
    if way == "hex":
        return "hex", plain.encode().hex()
    if way == "base64":
        return "base64", base64.b64encode(plain.encode()).decode()
    if way == "inside":
        return "base64-inside", base64.b64encode(b"id" + b"|" * rng.randrange(1, 4) + plain.encode() + b"|1").decode()
    if way == "xiaomi-id":
        return way, base64.urlsafe_b64encode(hashlib.sha1(plain.encode()).digest())[:16].decode()
    if way == "md5-middle":
        return way, hashlib.md5(plain.encode()).hexdigest()[8:24]
    if way == "tbcd" and binary and kind in ("imei", "imsi", "iccid"):
        return way, half_bytes(value)
    if way == "utf-16" and binary:
        return way, plain.encode("utf-16-le")
    return "plain", plain


def quoted(text):
    return urllib.parse.quote(text, safe="")
