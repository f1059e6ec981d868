"""What stands in a message: `{{...}}` expressions in text, and wrappers such as {b64url: {gzip: ...}}.

A description never contains a hash or an encoded blob. It says which value stands there and in which form, so that
a reader sees what was planted and the flow table can list it.
"""

import base64
import hashlib
import json
import re
import struct
import urllib.parse
import zlib

EXPRESSION = re.compile(r"\{\{([^{}]*)\}\}")


class DescriptionError(Exception):
    """The description says something the generator does not know."""


def xiaomi_id(value):
    """The first 16 characters of the URL-safe base64 of SHA-1: how MIUI hashed IMEI and IMSI."""
    return base64.urlsafe_b64encode(hashlib.sha1(value.encode()).digest()).decode()[:16]


def percent(value):
    return urllib.parse.quote(value, safe="")


FORMS = {
    "plain": str,
    "percent": percent,
    "no-plus": lambda value: value.lstrip("+"),
    "xiaomi-id": xiaomi_id,
    "md5-hex": lambda value: hashlib.md5(value.encode()).hexdigest(),
    "sha1-hex": lambda value: hashlib.sha1(value.encode()).hexdigest(),
    "sha1-hex-upper": lambda value: hashlib.sha1(value.encode()).hexdigest().upper(),
    "sha256-hex": lambda value: hashlib.sha256(value.encode()).hexdigest(),
    "md5-base64": lambda value: base64.b64encode(hashlib.md5(value.encode()).digest()).decode(),
}


def gzip_bytes(data):
    """gzip as Android's Java writes it (time and system zero); gzip.compress() differs by Python version."""
    squeeze = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    trailer = struct.pack("<II", zlib.crc32(data), len(data))
    return b"\x1f\x8b\x08" + bytes(7) + squeeze.compress(data) + squeeze.flush() + trailer


def noise(_, text):
    """`{noise: 96 some label}`: that many bytes that mean nothing, the same each time."""
    return hashlib.shake_256(text.encode()).digest(int(text.split()[0]))


class Values:
    """The named true values of a description, and a note of which ones a message used."""

    def __init__(self, named):
        self.named = named
        self.used = []

    def text(self, template):
        """Replace every `{{value}}` and `{{form:value}}`; what is no name of a value is taken as it stands."""
        return EXPRESSION.sub(self._expression, template)

    def _expression(self, match):
        form, colon, argument = match[1].partition(":")
        if not colon:
            form, argument = "plain", match[1]
        argument = argument.strip()
        if form not in FORMS:
            raise DescriptionError(f"unknown form '{form}' in '{match[0]}'")
        if argument in self.named:
            self._note(argument, form)
        elif form == "plain":
            raise DescriptionError(f"no value is called '{argument}'")
        return FORMS[form](self.named.get(argument, argument))

    def _note(self, name, form):
        shown = name if form in ("plain", "percent", "no-plus") else f"{name} ({form})"
        if shown not in self.used:
            self.used.append(shown)

    def take_used(self):
        """The values used since the last call."""
        used, self.used = self.used, []
        return used

    def content(self, node):
        """The bytes of a body: plain text, or one wrapper around another content."""
        if node is None:
            return b""
        if isinstance(node, str):
            return self.text(node).encode()
        if len(node) != 1:
            raise DescriptionError(f"one wrapper expected, not {list(node)}")
        name, inner = next(iter(node.items()))
        if name not in WRAPPERS:
            raise DescriptionError(f"unknown wrapper '{name}'")
        return WRAPPERS[name](self, inner)

    def json(self, text):
        """JSON is written as JSON text, so that numbers stay numbers; it is sent without its blanks."""
        return json.dumps(json.loads(self.text(text)), separators=(",", ":"), ensure_ascii=False).encode()

    def form(self, fields):
        return urllib.parse.urlencode({k: self.content(v).decode() for k, v in fields.items()}).encode()


WRAPPERS = {
    "text": Values.content,
    "json": Values.json,
    "form": Values.form,
    "noise": noise,
    "hex": lambda values, text: bytes.fromhex(values.text(text)),
    "gzip": lambda values, inner: gzip_bytes(values.content(inner)),
    "b64": lambda values, inner: base64.b64encode(values.content(inner)),
    "b64url": lambda values, inner: base64.urlsafe_b64encode(values.content(inner)).rstrip(b"="),
}


class Dice:
    """Bytes that look random and are the same every time; each label has its own, so one edit moves nothing else."""

    def __init__(self, seed):
        self.seed = seed

    def bytes(self, label, count):
        return hashlib.shake_256(f"{self.seed}/{label}".encode()).digest(count)

    def number(self, label, low, high):
        """A number from low to high, both included."""
        return low + int.from_bytes(self.bytes(label, 8), "big") % (high - low + 1)

    def of(self, label):
        return Dice(f"{self.seed}/{label}")
