#!/usr/bin/python3
"""Looks for what a case knows in files that must not tell it. usage: forms.py CASE.yaml values|handset FILE...

values: every value of every handset, as it is and as a tracker would write it: hashes, hexadecimal, Base64 at each of its three offsets.
handset: addresses and ids of the handsets, and the words of the tester. Prints a line for each that is found."""

import base64
import hashlib
import sys
import urllib.parse

import yaml

SHORT = 5  # "airtel" is looked for, "IN" would be found everywhere


def spellings(value):
    """A value as it may be written before it is hashed or encoded."""
    plain = {value, value.lower(), value.upper(), value.lstrip("+")}
    bare = "".join(c for c in value if c.isalnum())
    if len(bare) >= len(value) // 2:
        plain |= {bare, bare.lower(), bare.upper()}
    return {p for p in plain if len(p) >= SHORT}


def base64_within(data):
    """What of the Base64 of any text around data depends on data alone, for each of the three places it may begin at."""
    for before in range(3):
        text = base64.b64encode(b"\0" * before + data).rstrip(b"=")
        first = -(-before * 8 // 6)
        last = (before + len(data)) * 8 // 6
        yield text[first:last].decode()


def forms(value):
    """Every form to look for, with its name."""
    for plain in spellings(value):
        data = plain.encode()
        yield "plain", plain
        yield "percent", urllib.parse.quote(plain, safe="")
        yield "hex", data.hex()
        yield "utf-16 hex", plain.encode("utf-16-le").hex()
        for offset, text in enumerate(base64_within(data)):
            yield f"base64 at {offset}", text
        for name in ("md5", "sha1", "sha256"):
            digest = hashlib.new(name, data).digest()
            yield name + " hex", digest.hex()
            yield name + " base64", base64.b64encode(digest).decode().rstrip("=")
            yield name + " base64url", base64.urlsafe_b64encode(digest).decode().rstrip("=")
        yield "xiaomi-id", base64.urlsafe_b64encode(hashlib.sha1(data).digest())[:16].decode()


def values(case):
    for handset in case["handset"]:
        for kind, items in handset.get("values", {}).items():
            for item in items:
                for form, text in forms(str(item)):
                    # an operator's name is a word that sentences and hosts use as it is
                    if kind != "operator-name" or form != "plain":
                        yield f"{kind} as {form}", text


def handset(case):
    for one in case["handset"]:
        yield "id", one["id"]
        for address in one.get("addresses", []):
            yield "address", address
            if ":" in address:
                yield "address", address.replace(":", "")
    for step in case.get("steps", []):
        yield "step", step["action"]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        case = yaml.safe_load(file)
    wanted = {(what, text.lower()) for what, text in (values if sys.argv[2] == "values" else handset)(case)}
    for name in sys.argv[3:]:
        with open(name, encoding="utf-8") as file:
            page = file.read().lower()
        for what in sorted({what for what, text in wanted if text in page}):
            print(f"{name}: {what}")


main()
