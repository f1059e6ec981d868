"""The first set: carriers x wrappings x forms x kinds, as this project's own plan lists them, and as many decoys."""

import hashlib

from . import carrier, document
from .capture import HANDSET
from .values import MAKERS, Datum, Label, case_values, digits, hexes, known_form, luhn, normals, tail, uuid4

# Names under which programs send what they are the names of.
KEYS = {
    "imei": ("imei", "IMEI", "deviceImei", "device_imei", "imei1", "X-IMEI", "phone.imei", "numero_imei", "串号"),
    "imsi": ("imsi", "IMSI", "sim_imsi", "subscriberId", "simImsi"),
    "iccid": ("iccid", "ICCID", "sim_serial_number", "simSerial"),
    "phone-number": ("phone", "phoneNumber", "msisdn", "mobile_no", "telefonnummer", "手机号", "телефон", "line1Number"),
    "contact": ("contact_phone", "friendPhone", "contactNumber"),
    "email": ("email", "userEmail", "e-mail", "correo", "邮箱", "mail_address"),
    "android-id": ("android_id", "androidId", "ANDROID_ID", "ssaid"),
    "advertising-id": ("gaid", "advertising_id", "advertisingId", "idfa", "google_ad_id", "oaid", "ifa"),
    "wifi-mac": ("mac", "wifi_mac", "macAddress", "wlan_mac", "MAC"),
    "bluetooth-mac": ("bt_mac", "bluetoothMac", "bluetooth_address"),
    "bssid": ("bssid", "BSSID", "ap_mac", "routerMac", "wifi_bssid"),
    "serial-number": ("serial", "serialNumber", "serial_no", "device_sn", "seriennummer", "序列号"),
    "national-id": ("aadhaar", "aadhaarNumber", "aadhar_no"),
    "payment-card": ("card_number", "cardNo", "credit_card", "kartennummer"),
    "location": ("location", "latlng", "gps", "coordinates", "位置"),
    "meid": ("meid", "MEID", "device_meid"),
    "account-id": ("account", "uid", "user"),
}
NEUTRAL = ("v", "p1", "x", "value", "k7", "q", "field_3")
HASHED = {"imei": "imei", "imsi": "imsi", "wifi-mac": "mac", "android-id": "android_id"}
NOTHING = {"md5": hashlib.md5(b"").hexdigest(), "sha1": hashlib.sha1(b"").hexdigest(), "sha256": hashlib.sha256(b"").hexdigest()}


def known_field(rng, datum, binary):
    key = rng.choice(KEYS[datum.kind]) if rng.random() < 0.4 else rng.choice(NEUTRAL)
    form, text = known_form(rng, datum.kind, datum.value, binary)
    return (key, text), Label(datum.kind, tail(datum), "known", form)


def unknown_field(rng, kind):
    value = MAKERS[kind](rng)
    key = rng.choice(KEYS[kind])
    if kind in HASHED and rng.random() < 0.25:
        name = rng.choice(("md5", "md5", "sha1", "sha256") if kind == "imei" else ("md5",))
        text = hashlib.new(name, rng.choice(normals(kind, value)).encode()).hexdigest()
        return (f"{HASHED[kind]}_{name}", text), Label(kind, text[-2:], "validated", name + "-hex")
    text = value if kind in ("imei", "phone-number", "contact") else rng.choice(normals(kind, value))
    return (key, text), Label(kind, tail(Datum(kind, value, False)), "validated")


# ---- decoys ----

def lied(rng, text, alphabet="0123456789"):
    """Text with one character changed."""
    at = rng.randrange(2, len(text) - 2)
    while not text[at].isalnum():
        at += 1
    return text[:at] + rng.choice([c for c in alphabet if c != text[at].lower()]) + text[at + 1:]


def decoy_fields(rng, case):
    """name of the sort -> a field that is nobody's."""
    datum = rng.choice([d for d in case if d.kind not in ("email", "phone-number", "contact")])
    number = rng.choice([d for d in case if d.kind in ("imei", "imsi", "iccid", "payment-card")])
    alphabet = "0123456789" if datum.value.isdigit() else "0123456789abcdef"
    good = luhn(rng.choice(("35", "86", "01")) + digits(rng, 12))
    bad = good[:-1] + str((int(good[-1]) + rng.randrange(1, 9)) % 10)
    return {
        "order, check digit right": (rng.choice(("order_id", "orderNo", "bestellnummer", "tx", "ticket")), good),
        "order, check digit wrong": (rng.choice(("order_id", "orderNo", "invoice")), bad),
        "IMEI, check digit wrong": ("imei", bad),
        "trace id": (rng.choice(("trace_id", "requestId", "X-Request-Id", "correlation_id", "session")), uuid4(rng)),
        "span id": (rng.choice(("span_id", "parentSpanId", "b3")), hexes(rng, 16)),
        "dummy MAC": (rng.choice(("mac", "wifi_mac", "bssid", "bt_mac")), rng.choice(("02:00:00:00:00:00", "020000000000"))),
        "empty MAC": (rng.choice(("mac", "bssid")), rng.choice(("00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"))),
        "zero id": (rng.choice(("gaid", "idfa", "oaid", "advertising_id")), "00000000-0000-0000-0000-000000000000"),
        "zero IMEI": ("imei", "000000000000000"),
        "version": (rng.choice(("version", "sdk_ver", "fw")), f"{rng.randrange(1, 20)}.{rng.randrange(200)}.{rng.randrange(200)}.{rng.randrange(99)}"),
        "hash of nothing": (lambda n: (f"imei_{n}", NOTHING[n]))(rng.choice(list(NOTHING))),
        "hash of a file": (rng.choice(("sha256", "checksum", "md5", "etag", "digest")), hexes(rng, rng.choice((32, 40, 64)))),
        "milliseconds": (rng.choice(("ts", "timestamp", "phone_time", "mobile_ts")), str(1784000000000 + rng.randrange(10 ** 9))),
        "seconds": (rng.choice(("t", "created", "expires")), str(1784000000 + rng.randrange(10 ** 7))),
        "microseconds": (rng.choice(("ts_us", "uptime")), str(1784000000000000 + rng.randrange(10 ** 12))),
        "price": (rng.choice(("price", "amount", "rate")), f"{rng.uniform(1, 99):.4f}"),
        "tile": (rng.choice(("tile", "bbox", "z")), f"{rng.randrange(1, 18)}/{rng.uniform(0, 90):.5f},{rng.uniform(0, 170):.5f}"),
        "near a known value": (rng.choice(NEUTRAL), lied(rng, datum.value, alphabet)),
        "hash near a known value": (rng.choice(NEUTRAL), hashlib.md5(lied(rng, datum.value, alphabet).encode()).hexdigest()),
        "within a longer number": (rng.choice(NEUTRAL), digits(rng, 3) + number.value + digits(rng, 3)),
        "part of a known value": (rng.choice(NEUTRAL), number.value[:9]),
        "no value": (rng.choice(("imei", "phone", "mac", "serial", "email", "android_id")), rng.choice(("", "unknown", "null", "none", "denied"))),
        "a model": (rng.choice(("phone", "mobile", "device")), rng.choice(("Pixel 7", "SM-G960F", "Redmi Note 13"))),
        "a flag": (rng.choice(("email", "location", "phone", "contacts")), rng.choice(("true", "1", "granted", "off"))),
        "card, check digit wrong": ("card_number", lied(rng, luhn("45" + digits(rng, 13)))),
        "Aadhaar, check digit wrong": ("aadhaar", lied(rng, "2" + digits(rng, 11))),
        "no cell": ("cell_id", rng.choice(("-1", "2147483647"))),
        "a Wi-Fi that is not told": ("ssid", "<unknown ssid>"),
        "the emulator's": ("imsi", "310260000000000"),
    }


def decoys(rng, case):
    some = decoy_fields(rng, case)
    # A number that happens to be right would be no decoy.
    names = rng.sample([n for n in some if n not in ("Aadhaar, check digit wrong", "card, check digit wrong")], 2)
    return names[0], [some[n] for n in names]


# ---- messages ----

def wrap_up(rng, fields, labels, carriers, writers):
    """Puts the fields on one of the carriers, at a depth of 0 to 4."""
    send = rng.choice(carriers)
    return send(rng, document.shuffled(rng, fields), rng.randrange(5), writers), labels


def answer(rng, case):
    """What the far end says never counts, even where it is the handset's own number."""
    body = b'{"ok":true}' if rng.random() < 0.8 else f'{{"imei":"{case[0].value}","ip":"{HANDSET}"}}'.encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def known_message(rng, case, decoded):
    if rng.random() < 0.06:
        field, label = known_field(rng, rng.choice(case), False)
        return carrier.name_labels(rng, [field], 0, None), [label]
    binary = rng.random() < 0.25
    found = [known_field(rng, datum, binary) for datum in rng.sample(case, rng.choice((1, 1, 2)))]
    writers = {**document.BINARY, **document.NAMELESS} if binary else {**document.TEXT, **document.BINARY, **document.NAMELESS}
    fields = document.noise(rng) + [f for f, _ in found]
    labels = [label for (key, _), label in found if key in dict(fields)]
    if len({key for (key, _), _ in found}) < len(found):
        fields, labels = fields[:-1], labels[:1]
    carriers = [c for c in carrier.BINARY if not binary or c is not carrier.multipart] + decoded
    return wrap_up(rng, fields, labels, carriers if binary else carrier.TEXTUAL + carriers, writers)


def unknown_message(rng, case, decoded):
    kinds = rng.sample([k for k in MAKERS if k != "account-id"], rng.choice((1, 1, 2)))
    found = [unknown_field(rng, kind) for kind in kinds]
    writers = {**document.TEXT, **document.BINARY}
    return wrap_up(rng, document.noise(rng) + [f for f, _ in found], [label for _, label in found],
                   carrier.TEXTUAL + carrier.BINARY + decoded, writers)


def decoy_message(rng, case, decoded):
    if rng.random() < 0.03:
        return carrier.name_labels(rng, [("", uuid4(rng)[:30])], 0, None), []
    _, fields = decoys(rng, case)
    writers = {**document.TEXT, **document.BINARY}
    return wrap_up(rng, document.noise(rng) + fields, [], carrier.TEXTUAL + carrier.BINARY + decoded, writers)


MESSAGES = (known_message, unknown_message, decoy_message, decoy_message)
CASE = case_values
