"""The thirteenth set: shapes that no set before has, with the numbers, the identity cards and the words of other countries. Written without a look at how anything is found, from public
documentation and published analyses of traffic; every message is opened again by look.py."""

import base64
import gzip
import json
import re
import struct
import zlib
from xml.sax.saxutils import escape

from . import thirteenth_nobody, wire
from .carrier import Sent, mqtt_packet, websocket_frame, websocket_opened
from .handset import mainland_id
from .person import of_nobody, told_of
from .second import compact, times
from .seventh import FORM, JSON
from .tenth import Sender as Tenth, in_form, octets, posted, text64
from .third import DUMMIES as THIRDS_DUMMIES, MORE_MAKERS, bare, dashed, get, http, query, socket
from .values import UPPER, Datum, Label, aadhaar, case_values, digits, hexes, quoted, uuid4
from .wrapping import varint

# ---- numbers of other countries ----

MOBILES = (("+336", 8), ("+346", 8), ("+3934", 8), ("+4851", 7), ("+62812", 8), ("+8210", 8), ("+8190", 8), ("+23480", 8), ("+5255", 8), ("+4477", 8), ("+49151", 8), ("+9198", 8), ("+86138", 8),
           ("+55119", 8))
# How people write them at home: the code that falls away, what stands for it, and the groups.
HOME = {"+33": ("0", (2, 2, 2, 2, 2), " "), "+34": ("", (3, 2, 2, 2), " "), "+39": ("", (3, 3, 4), " "), "+48": ("", (3, 3, 3), " "), "+62": ("0", (4, 4, 4), "-"), "+82": ("0", (3, 4, 4), "-"),
        "+81": ("0", (3, 4, 4), "-"), "+234": ("0", (4, 3, 4), " "), "+52": ("", (2, 4, 4), " "), "+44": ("0", (5, 6), " "), "+49": ("0", (4, 8), "/"), "+91": ("", (5, 5), " "), "+86": ("", (3, 4, 4), " "),
        "+55": ("", (2, 5, 4), " ")}


def mobile(rng):
    head, more = rng.choice(MOBILES)
    return head + rng.choice("23456789") + digits(rng, more - 1)


def code_of(number):
    return next(c for c in (number[:3], number[:4]) if c in HOME)


def at_home(number):
    zero, groups, between = HOME[code_of(number)]
    rest, parts = zero + number[len(code_of(number)):], []
    for n in groups:
        parts.append(rest[:n])
        rest = rest[n:]
    return between.join(p for p in (*parts, rest) if p)


def closed_up(number):
    return HOME[code_of(number)][0] + number[len(code_of(number)):]


def no_plus(number):
    return number[1:]


def two_zeros(number):
    return "00" + number[1:]


def dialled(number):
    """As an address book shows it."""
    return f"{code_of(number)} {at_home(number).removeprefix('0')}"


# ---- identity cards ----

def cpf(rng):
    """Brazil's: nine digits, two checks by weights."""
    body = [int(c) for c in digits(rng, 9)]
    for n in (10, 11):
        body.append(sum(d * w for d, w in zip(body, range(n, 1, -1))) * 10 % 11 % 10)
    return "".join(map(str, body))


def dni(rng):
    """Spain's: eight digits and the letter of their remainder."""
    body = digits(rng, 8)
    return body + "TRWAGMYFPDXBNJZSQVHLCKE"[int(body) % 23]


def tax_card(rng):
    """India's: a person's has a P in the fourth place."""
    return "".join(rng.choice(UPPER) for _ in range(3)) + "P" + rng.choice(UPPER) + digits(rng, 4) + rng.choice(UPPER)


CARDS = ((r"[A-Z]{5}\d{4}[A-Z]", ("panNumber", "pan_card_no", "panNo")), (r"\d{8}[A-Z]", ("dni", "numero_dni", "dniNumber")), (r"\d{11}", ("cpf", "cpfCliente", "numeroCpf")),
         (r"\d{12}", ("aadhaar", "aadhaar_no", "aadhaarNumber")), (r"\d{17}[\dX]", ("idCardNo", "id_card", "身份证号码")))


def card_names(value):
    return next((names for form, names in CARDS if re.fullmatch(form, value)), CARDS[2][1])


def dotted(text):
    """As the card prints it."""
    if re.fullmatch(r"\d{11}", text):
        return f"{text[:3]}.{text[3:6]}.{text[6:9]}-{text[9:]}"
    return f"{text[:4]} {text[4:8]} {text[8:]}" if re.fullmatch(r"\d{12}", text) else text


WORDS = ("Bin um acht da, bring Brot mit", "Meet me at the station tonight ok", "आज शाम को घर आ जाना ठीक है", "Consegue passar no mercado hoje", "我今晚晚点回家你先吃吧")
APPS = ("com.whatsapp", "com.instagram.android", "org.telegram.messenger", "com.spotify.music", "net.one97.paytm", "com.phonepe.app", "in.swiggy.android", "com.nubank.br", "br.com.itau", "com.tencent.mm",
        "de.commerzbanking.mobil", "com.grindrapp.android", "com.flo.health", "com.truecaller")
MAKERS = {**MORE_MAKERS, "phone-number": mobile, "contact": mobile, "national-id": lambda rng: rng.choice((cpf, dni, tax_card, aadhaar, mainland_id))(rng),
          "email": lambda rng: f"{rng.choice(('chloe.martin', 'k_nowak', 'joao-lima', 'ananya', 'minh.tran', 'yuki+app', 'pavel'))}{rng.randrange(10, 999)}@"
                               f"{rng.choice(('mail.example.com', 'example.org', 'posta.example.net', 'correo.example.com'))}", "sms": lambda rng: rng.choice(WORDS) + f" {digits(rng, 4)}"}
DUMMIES = {**THIRDS_DUMMIES, "sms": ("", "null"), "phone-number": ("", "null", "unknown", "0")}
SECRETS = ("gh7Kpq2w!", "Sommer#2019x", "zx81-Korowai", "kamehameha7")


def CASE(rng):
    """What the others know, with numbers of these countries, and a text that was sent."""
    return [Datum(d.kind, MAKERS[d.kind](rng), True) for d in case_values(rng)] + [Datum(k, MAKERS[k](rng), True) for k in ("meid", "ssid", "sms")]


class Sender(Tenth):
    names = {
        "imei": ("imei", "IMEI", "imei1", "deviceImei", "imei_sim1", "phoneIMEI", "imeiNo1", "IMEI1", "imeiA"),
        "imsi": ("imsi", "IMSI", "imsi1", "simImsi", "subscriber_id", "imsiNumber"),
        "iccid": ("iccid", "ICCID", "sim_iccid", "simSerialNumber", "ccid", "iccid1"),
        "phone-number": ("phone", "mobile", "msisdn", "phoneNumber", "mobile_number", "numero_telefono", "numero_celular", "no_hp", "nomor_hp", "hp", "telefon", "tel", "téléphone",
                         "cellulare", "電話番号", "휴대폰번호", "手机号", "телефон", "registered_mobile", "MobileNo", "whatsapp_no"),
        "email": ("email", "mail", "e-mail", "userEmail", "email_address", "correo", "courriel", "adresse_email", "メールアドレス", "이메일", "邮箱", "epost", "emailCliente", "customer_email"),
        "android-id": ("android_id", "androidId", "ANDROID_ID", "androidID", "ssaid", "Secure.ANDROID_ID"),
        "advertising-id": ("gaid", "aaid", "idfa", "oaid", "gps_adid", "advertisingId", "adId", "google_ad_id", "ad_id", "AAID", "googleAdID", "advertising_id"),
        "wifi-mac": ("mac", "wifi_mac", "wifiMac", "macAddress", "mac_addr", "wlan_mac", "MAC"),
        "bluetooth-mac": ("bt_mac", "btAddress", "bluetooth_mac", "bluetoothMac", "ble_mac"),
        "bssid": ("bssid", "wifi_bssid", "BSSID", "apMac", "router_mac", "ap_bssid"),
        "serial-number": ("serial", "serialNumber", "serial_no", "sn", "SerialNo", "device_serial", "numero_serie", "numéro_série", "ro.serialno", "hw_serial"),
        "payment-card": ("card_number", "cardNumber", "numero_cartao", "numero_tarjeta", "ccnum", "cardNo", "pan"),
        "national-id": CARDS[2][1],
        "ssid": ("ssid", "wifi_ssid", "SSID", "wifiName", "network_ssid"),
        "cell-id": ("cell_id", "cellId", "cid", "gsm_cell_id", "eci"),
    }
    spell = {"phone-number": (None, None, at_home, closed_up, no_plus, two_zeros, dialled), "wifi-mac": (None, None, dashed, bare, str.upper), "bluetooth-mac": (None, str.upper, dashed),
             "bssid": (None, None, dashed, bare), "advertising-id": (None, None, None, str.upper), "national-id": (None, dotted), "payment-card": (None, None)}

    def named(self, kind, name=None):
        if kind == "national-id" and name is None:
            name = self.rng.choice(card_names(self.value(kind)))
        return super().named(kind, name)

    def few(self, names, most=2):
        """One or more kinds, by the names of a certain program."""
        return dict(self.named(k, names[k]) for k in self.rng.sample(list(names), self.rng.randrange(1, most + 1)))

    def nameless(self):
        """What was written stands in a text: look.py asks for no name."""
        self.written = [(None, v) for _, v in self.written]

    def comma_point(self, *names):
        """With the comma that a German or French handset's locale writes."""
        pair = self.spot(*names)
        if self.who != "refused":
            self.written[-2:] = [(k, v.replace(".", ",")) for k, v in self.written[-2:]]
        return dict(zip(names, (v.replace(".", ",") for v in pair)))

    def sevenths(self, *names):
        """Whole ten-millionths of a degree."""
        if self.who == "refused":
            return dict.fromkeys(names, 0)
        out = {}
        for name, most in zip(names, (60, 170)):
            text = f"{self.rng.choice(('', '-'))}{self.rng.randrange(10, most)}{digits(self.rng, 6)}{self.rng.randrange(1, 10)}"
            self.labels.append(Label("location", text[-2:], "validated"))
            self.written.append((name, text))
            out[name] = int(text)
        return out

    def joined(self, form, east_first=False):
        """A position in one text, of the form's two places."""
        if self.who == "refused":
            return ""
        north, east = self.angle(60), self.angle(170)
        first, last = (east, north) if east_first else (north, east)
        self.labels.append(Label("location", last[-2:], "validated"))
        self.allowed.append(("location", first[-2:]))
        self.written.append((None, form.format(first, last)))
        return form.format(first, last)

    def friend(self, spell=None, telling=True):
        """Somebody else's number: the case's contact, or anybody's."""
        self.note("contact", telling)
        out = self.spelled("contact", spell)
        self.allowed.append(("phone-number", out[-2:].lower()))
        return out

    def secret(self):
        if self.who == "refused":
            return ""
        out = self.rng.choice(SECRETS) + digits(self.rng, 3)
        self.labels.append(Label("password", out[-2:].lower(), "validated"))
        self.written.append((None, out))
        return out

    def apps(self, n=6):
        """What is installed. A report shows the last of them."""
        if self.who == "refused":
            return []
        out = self.rng.sample(APPS, n)
        self.labels.append(Label("app-list", out[-1][-2:].lower(), "validated"))
        self.allowed += [("app-list", a[-2:].lower()) for a in out]
        self.written += [(None, a) for a in out]
        return out


# ---- lenders, and what they copy out of a handset ----

def inbox(rng, p):
    """A lender reads the messages."""
    rows = [{"address": "VM-HDFCBK", "body": "", "date": times(rng), "type": 1, "read": 1}, {"address": p.friend(), "body": p.give("sms"), "date": times(rng), "type": 2, "read": 1}]
    return posted(rng, "smsdump", "/loan/v2/upload/sms", {"userId": p.plain("account-id"), "smsList": rows, "count": 2, "batch": uuid4(rng)})


def phone_book(rng, p):
    rows = [{"name": "Amit", "mobile": p.friend(rng.choice((None, at_home, closed_up))), "times_contacted": 4, "updated": times(rng)}]
    return posted(rng, "contactdump", "/loan/v2/upload/contacts", {"contactList": rows, "appVersion": "3.1.0", **p.some("imei", "phone-number", most=1)})


def calls(rng, p):
    rows = [{"number": p.friend(), "type": "OUTGOING", "date": times(rng), "duration": 61, "geocoded_location": ""}]
    return posted(rng, "calldump", "/loan/v2/upload/calls", {"call_logs": rows, **p.some("android-id", most=1), "sync": digits(rng, 8)})


def installed(rng, p):
    """Names of programs, as a list of texts or of objects."""
    names = p.apps()
    body = {"installedApps": names} if rng.random() < 0.5 else {"app_list": [{"packageName": n, "versionName": "4.2", "firstInstallTime": times(rng), "system": False} for n in names]}
    return posted(rng, "appdump", "/risk/device/apps", {**body, **p.few({"advertising-id": "gaid", "android-id": "android_id"}, 1)})


def applicant(rng, p):
    """An application for a loan, in the words of the country."""
    body = {"nome": "A", "dataNascimento": "1991-03-02", **p.some("national-id", most=1), **p.some("phone-number", "email", most=2), "renda": 4200, "aparelho": {"fabricante": "motorola", "modelo": "moto g84",
            **p.few({"imei": "imei", "serial-number": "numeroSerie"}, 1)}}
    return posted(rng, "proposta", "/api/propostas", body)


def zipped_status(rng, p):
    """An updater's files: what it knows, one after the other, in parts of a form."""
    mark = "*****" + hexes(rng, 8)
    files = {"DcMobileStatus.json": {**p.few({"imei": "imei", "imsi": "imsi", "wifi-mac": "mac"}, 2), "sn": rng.randrange(99), "lang": "en"}, "DcApp.json": {"pkg": "com.example.notes", "t": times(rng)}}
    body = b"".join(f"--{mark}\r\nContent-Disposition: form-data; name=\"{n}\"; filename=\"{n}\"\r\nContent-Type: application/json\r\n\r\n".encode() + compact(v) + b"\r\n" for n, v in files.items())
    return http(rng, "fotaparts", "/fota5/reportinfo5.do", body + f"--{mark}--\r\n".encode(), ("Content-Type", f"multipart/form-data; boundary={mark}"), names=("multipart",))


# ---- analytics ----

def blob_header(rng, p):
    attrs = {"dt": "a", "au": hexes(rng, 23), "du": hexes(rng, 64), "lv": "android_6.4.0", "dma": "HMD Global", "dmo": "Nokia G42 5G", "nca": "Orange PL", "lad": False, **p.one("advertising-id", "gadid"),
             **p.one("android-id", "android_id")}
    rows = [{"dt": "h", "pa": times(rng) // 1000, "seq": 7, "u": uuid4(rng), "attrs": attrs, "ids": p.few({"email": "email", "phone-number": "phone"}, 1)}, {"dt": "s", "ct": times(rng) // 1000, "u": uuid4(rng)}]
    data = gzip.compress(b"\n".join(map(compact, rows)), mtime=0)
    return http(rng, "uploads", "/api/v4/applications/uploads", data, ("Content-Type", "application/x-gzip"), doc="ndjson", names=("gzip",))


def typed_vars(rng, p):
    """Names end in the type of what they hold."""
    body = {"Uid": p.plain("account-id"), "OrgId": "O-" + hexes(rng, 5), "PageId": uuid4(rng), "UserVars": {**p.few({"email": "email_str", "phone-number": "phone_str", "imei": "imei_str"}), "visits_int": 7,
            "pro_bool": False}}
    return posted(rng, "uservars", "/rec/v1/user", body)


def web_engage(rng, p):
    body = [{"event_name": "user_update", "category": "system", "suid": hexes(rng, 16), "luid": uuid4(rng), "cuid": p.plain("account-id"), "event_time": "2026-07-14T08:12:33",
             "user_data": p.few({"email": "email", "phone-number": "phone"}), "system_data": {"device_os": "android", "api_level": 34, **p.one("advertising-id", "advertising_id")}}]
    return http(rng, "eventlog", "/l3.jpg", gzip.compress(compact(body), mtime=0), ("Content-Encoding", "gzip"), JSON, names=("gzip",))


def person_of_item(rng, p):
    body = {"access_token": hexes(rng, 32), "data": {"environment": "production", "body": {"message": {"body": "Timeout"}}, "platform": "android", "level": "warning",
            "person": {"id": p.plain("account-id"), "username": "", **p.one("email", "email")}, "client": {"android": {"phone_model": "CPH2603", **p.some("android-id", "imei", "serial-number", most=1)}}}}
    return posted(rng, "item", "/api/1/item/", body)


def raygun(rng, p):
    body = {"occurredOn": "2026-07-14T08:12:33Z", "details": {"machineName": "moto g84", "user": {"isAnonymous": False, "identifier": p.plain("email"), **p.one("email", "email"), "uuid": uuid4(rng)},
            "environment": {"oSVersion": "14", "currentOrientation": "Portrait"}, "userCustomData": p.some("android-id", "wifi-mac", "imei", most=1)}}
    return posted(rng, "entries", "/entries", body, ("X-ApiKey", hexes(rng, 22)), method="POST")


def insights(rng, p):
    rows = [{"name": "Microsoft.ApplicationInsights.Event", "time": "2026-07-14T08:12:33.120Z", "iKey": uuid4(rng), "tags": {"ai.device.model": "SM-A356B", "ai.user.authUserId": p.plain("email"),
             "ai.operation.id": hexes(rng, 32)}, "data": {"baseType": "EventData", "baseData": {"ver": 2, "name": "login", "properties": p.some("imei", "android-id", "serial-number", "email", most=2)}}}]
    return posted(rng, "track2", "/v2/track", rows)


def valued(rng, p):
    """Each property is an object of one value."""
    props = {k: {"value": v, "set_timestamp_micros": times(rng) * 1000} for k, v in p.some("email", "phone-number", "imei", "android-id", most=2).items()}
    p.nameless()
    return posted(rng, "mp", f"/mp/collect?api_secret={hexes(rng, 22)}", {"client_id": digits(rng, 10) + "." + digits(rng, 10), "user_properties": props, "events": [{"name": "tutorial"}]})


def pinpoint(rng, p):
    """What a user has is always a list."""
    some = p.few({"email": "email", "phone-number": "phone_number", "imei": "imei", "android-id": "androidId"})
    endpoint = {"Address": hexes(rng, 64), "ChannelType": "GCM", "Demographic": {"Make": "Xiaomi", "Platform": "ANDROID", "Timezone": "Asia/Kolkata"}, "Location": p.point("Latitude", "Longitude"),
                "User": {"UserId": uuid4(rng), "UserAttributes": {k: [v] for k, v in some.items()}}}
    return http(rng, "endpoints", f"/v1/apps/{hexes(rng, 32)}/endpoints/{uuid4(rng)}", compact(endpoint), JSON, method="PUT")


def streamed_records(rng, p):
    """Records of base64 in JSON."""
    row = {"eventType": "session.start", **p.some("imei", "android-id", "advertising-id", "phone-number", "email", "wifi-mac", most=3)}
    body = {"StreamName": "mobile-events", "Records": [{"Data": text64(compact(row)), "PartitionKey": uuid4(rng)}]}
    return http(rng, "records", "/", compact(body), ("Content-Type", "application/x-amz-json-1.1"), ("X-Amz-Target", "Kinesis_20131202.PutRecords"), names=("json", "base64"))


def broker_rest(rng, p):
    rows = [{"key": p.plain("imei"), "value": {"src": "notes", **p.some("serial-number", "iccid", "phone-number", "bluetooth-mac", most=2)}}]
    return http(rng, "topics", "/topics/device-events", compact({"records": rows}), ("Content-Type", "application/vnd.kafka.json.v2+json"))


def identity_sync(rng, p):
    """A number of a source, a mark and the id."""
    fields = {"d_mid": digits(rng, 38), "d_orgid": hexes(rng, 24).upper() + "@AdobeOrg", "d_rtbd": "json", "d_ver": 2, "d_cid_ic": f"DSID_20914\x01{p.plain('advertising-id')}\x011"}
    p.nameless()
    return get(rng, "idsync", "/id?" + query(fields), ("User-Agent", "Dalvik/2.1.0"))


def app_channel(rng, p):
    ids = {**p.one("advertising-id", "com.urbanairship.aaid"), "com.urbanairship.limited_ad_tracking_enabled": "false", **p.few({"email": "email", "android-id": "android_id"}, 1)}
    rows = [{"type": "associate_identifiers", "time": f"{times(rng) / 1000:.3f}", "event_id": uuid4(rng), "data": ids}]
    return http(rng, "warp9", "/warp9/", gzip.compress(compact(rows), mtime=0), JSON, ("Content-Encoding", "gzip"), ("X-UA-Device-Family", "android"), names=("gzip",))


def digests(rng, p):
    """Only hashes, as measurers of advertising have them."""
    ids = {"advertisingIdentifier": p.hashed("advertising-id", "md5"), "androidId": p.hashed("android-id", "md5")}
    return posted(rng, "iom", "/iomp/v1", {"client": {"uuids": ids, "platform": "SM-A356B", "network": 1, "carrier": "Telekom.de"}, "library": {"libVersion": "2.4.0", "offerIdentifier": "aadnotes"}})


def hashed_people(rng, p):
    body = {"pixel_id": uuid4(rng), "event_type": "PURCHASE", "event_conversion_type": "MOBILE_APP", "hashed_email": p.hashed("email", "sha256"), "hashed_mobile_ad_id": p.hashed("advertising-id", "sha256"),
            "hashed_phone_number": p.hashed("phone-number", "sha256", True, no_plus), "price": "9.99", "currency": "EUR", "timestamp": times(rng)}
    return posted(rng, "conv", "/v2/conversion", body)


def slots(rng, p):
    """Both cards of a handset."""
    slot = {"slot": 0, **p.few({"imei": "imei", "imsi": "imsi", "iccid": "iccid"}, 3), "carrier": "46001"}
    body = {"content": [{"type": "device_info", "itime": times(rng) // 1000, "sim_slots": [slot, {"slot": 1, "imei": "", "imsi": "", "iccid": ""}], **p.few({"android-id": "androidid", "wifi-mac": "mac"}, 1)}],
            "platform": "a", "uid": digits(rng, 11), "app_key": hexes(rng, 24)}
    return http(rng, "stats", "/v3/report", gzip.compress(compact(body), mtime=0), ("Content-Encoding", "gzip"), ("X-App-Key", hexes(rng, 24)), names=("gzip",))


def athena(rng, p):
    """A maker of low-priced handsets in Africa and Asia."""
    base = {"appid": 1010, **p.few({"advertising-id": "gaid", "imei": "imei", "android-id": "android_id"}), "brand": "TECNO", "model": "TECNO KI5k", "osver": "12", "mcc": "621", "country": "NG"}
    fields = {"v": "3.0", "data": text64(compact({"base": base, "events": [{"tid": digits(rng, 12), "ts": times(rng)}]})), "sign": hexes(rng, 32)}
    return http(rng, "athena", "/athena/data", query(fields).encode(), FORM, names=("form", "base64"))


def id_of_type(rng, p):
    """One field says of what sort the other is."""
    kind, word = rng.choice((("imei", "imei"), ("serial-number", "sn"), ("wifi-mac", "mac"), ("android-id", "androidid")))
    value = p.give(kind)
    return get(rng, "logindev", "/accounts/1.4/devicelogin?" + query({"deviceidtype": word, "deviceid": value, "source": "notes:4.2", "lang": "zh-CN", "devicecategory": "phone", "devicevendor": "Lenovo"}))


# ---- advertising ----

def smaato(rng, p):
    fields = {"pub": digits(rng, 10), "adspace": digits(rng, 9), "format": "richmedia", "coppa": 0, **p.one("advertising-id", "googleadid"), "googlednt": "false", "devicemodel": "SM-A356B", "carrier": "Play",
              "gps": p.joined("{},{}"), "connection": "wifi", "bundle": "com.example.notes", "gdpr": 1}
    return get(rng, "somaads", "/oapi/v6/ad?" + query(fields))


def pub_native(rng, p):
    lat, lon = p.spot("lat", "long")
    fields = {"apptoken": hexes(rng, 32), "os": "android", "osver": "14", "devicemodel": "moto g84", "dnt": 0, "al": "m", "w": 320, "h": 50, "lat": lat, "long": lon, "gid": p.plain("advertising-id"),
              "gidmd5": p.hashed("advertising-id", "md5", False), "gidsha1": p.hashed("advertising-id", "sha1", False), "zoneid": 2, "rv": "1.0"}
    return get(rng, "native3", "/api/v3/native?" + query(fields))


def petal(rng, p):
    device = {"type": 4, "os": "HarmonyOS", "maker": "HUAWEI", "model": "ALN-AL80", **p.one("advertising-id", "oaid"), "isTrackingEnabled": "1", "userAgent": "", "emuiVer": "EmotionUI_14", "gpsOn": 1,
              "localeCountry": "CN", **p.few({"imei": "imei", "android-id": "androidid", "wifi-mac": "mac"}, 1)}
    return posted(rng, "ppsresult", "/result.ad", {"version": "3.4", "clientTime": "2026-07-14 10:12:33.120+0200", "multislot": [{"slotid": hexes(rng, 10)}], "app": {"pkgname": "com.example.notes"},
                  "device": device, "network": {"type": 2, "cellInfoList": []}})


def amazon_ad(rng, p):
    info = {"os": "Android", "model": "KFTRWI", "make": "Amazon", "screenSize": "800x1280", "connectionType": "Wifi"}
    fields = {"isDTBRequest": "true", "appId": hexes(rng, 32), **p.one("advertising-id", "idfa"), "oo": "false", "dinfo": json.dumps(info), "geoloc": p.joined("{},{}"), "ua": "Dalvik", "adId": hexes(rng, 11)}
    return get(rng, "aax", "/e/msdk/ads?" + query(fields))


# ---- where somebody is ----

def dish_headers(rng, p):
    lat, lon = p.spot("X-Present-Lat", "X-Present-Long")
    return http(rng, "zhome", "/v2/home.json?lang=en", b"", ("X-Present-Lat", lat), ("X-Present-Long", lon), ("X-Android-Id", p.plain("android-id")), ("X-City-Id", digits(rng, 2)), ("X-Client-Id", "notes_android_v2"),
                method="GET", doc="headers")


def taxi(rng, p):
    lat, lng = p.spot("gps_lat", "gps_lng")
    fields = {"version": "CA.5.61", "deviceId": p.plain("android-id"), "device_name": "Google+Pixel+7a", "gps_lat": lat, "gps_lng": lng, "gps_accuracy_m": "14.1", "language": "pl", "country": "pl",
              "session_id": digits(rng, 8) + "u" + digits(rng, 10)}
    return http(rng, "pollstate", "/rider/poll?" + query(fields), compact({"viewport": {}, "payment_method": "cash", **p.some("phone-number", most=1)}), JSON)


def wlan_scan(rng, p):
    body = {"wlan": [{"mac": p.beside("bssid", "wifi-mac"), "rss": -61}], "lte": [{"mcc": 262, "mnc": 2, "cid": p.plain("cell-id"), "tac": int(digits(rng, 4)), "rsrp": -101}], "gnss": {"age": 3}}
    return posted(rng, "positioning", "/v2/locate?apiKey=" + hexes(rng, 43), body)


def scan_results(rng, p):
    rows = [{"BSSID": p.give("bssid"), "SSID": p.give("ssid"), "level": -58, "frequency": 5180, "capabilities": "[WPA2-PSK-CCMP][ESS]"}]
    return posted(rng, "scanresults", "/fleet/scan", {"t": times(rng), "scan_results": rows, **p.some("serial-number", "imei", most=1)})


def search_place(rng, p):
    return get(rng, "geoposition", "/locations/v1/cities/geoposition/search?" + query({"q": p.joined("{},{}"), "apikey": hexes(rng, 32), "language": "fr-fr", "toplevel": "false"}))


def east_first(rng, p):
    """A map of a country that writes the longitude before the latitude."""
    return get(rng, "items", "/3.0/items?" + query({"q": "аптека", "location": p.joined("{},{}", True), "sort": "distance", "key": uuid4(rng), "locale": "ru_RU", "viewpoint1": ""}))


def geo_hash(rng, p):
    hashed = "".join(rng.choice("0123456789bcdefghjkmnpqrstuvwxyz") for _ in range(12)) if p.who != "refused" else ""
    if hashed:
        p.labels.append(Label("location", hashed[-2:], "validated"))
        p.written.append((None, hashed))
    body = {"geohash": hashed, "online": True, "filters": {"age": [25, 40]}, "profileId": p.plain("account-id"), **p.some("email", "advertising-id", "phone-number", most=1)}
    return posted(rng, "nearby", "/v4/locations", body, method="PUT")


def geo_uri(rng, p):
    body = {"msgtype": "m.location", "body": "Standort", "geo_uri": p.joined("geo:{},{};u=14"), "org.matrix.msc3488.asset": {"type": "m.self"}, "txn": times(rng)}
    return posted(rng, "mlocation", f"/_matrix/client/v3/rooms/!{hexes(rng, 18)}:example.com/send/m.room.message/m{times(rng)}.1", body, method="PUT")


def track_seven(rng, p):
    """Whole numbers, and a locale's comma."""
    point = p.sevenths("latitudeE7", "longitudeE7") if rng.random() < 0.5 else p.comma_point("latitude", "longitude")
    return posted(rng, "locations", "/takeout/locations", {"locations": [{"timestampMs": str(times(rng)), **point, "accuracy": 14, "source": "WIFI"}], "deviceTag": rng.randrange(2 ** 31)})


def well_known_text(rng, p):
    body = {"userPosition": p.joined("POINT({} {})", True), "radiusM": 900, "query": "pharmacie", **p.some("advertising-id", "android-id", "email", most=1)}
    return posted(rng, "wkt", "/search/spatial", body)


# ---- accounts ----

def pool_user(rng, p):
    """Names and values in a list."""
    attributes = [{"Name": n, "Value": v} for n, v in p.few({"email": "email", "phone-number": "phone_number", "imei": "custom:imei"}).items()]
    body = {"ClientId": hexes(rng, 26), "Username": p.plain("email"), "Password": p.secret(), "UserAttributes": attributes, "ValidationData": []}
    p.nameless()
    return http(rng, "cognito", "/", compact(body), ("Content-Type", "application/x-amz-json-1.1"), ("X-Amz-Target", "AWSCognitoIdentityProviderService.SignUp"))


def password_grant(rng, p):
    fields = {"grant_type": "password", "client_id": "notes-android", "username": p.plain("email"), "password": p.secret(), "scope": "openid offline_access", **p.few({"android-id": "android_id", "imei": "imei"}, 1)}
    return in_form(rng, "token", "/auth/realms/notes/protocol/openid-connect/token", fields)


def verify_password(rng, p):
    return posted(rng, "verifypw", "/identitytoolkit/v3/relyingparty/verifyPassword?key=AIza" + hexes(rng, 35), {**p.one("email", "email"), "password": p.secret(), "returnSecureToken": True})


def uri_claims(rng, p):
    """Names that are addresses."""
    part = lambda v: base64.urlsafe_b64encode(v).decode().rstrip("=")  # noqa: E731
    claims = {"iss": "https://id.example.com/", "sub": "auth0|" + hexes(rng, 24), "iat": times(rng) // 1000,
              **p.few({"email": "https://example.com/claims/email", "phone-number": "https://example.com/claims/phone_number", "imei": "https://example.com/claims/imei"})}
    jwt = ".".join((part(compact({"alg": "ES256", "typ": "JWT"})), part(compact(claims)), part(octets(rng, 64))))
    return http(rng, "bearer", "/me?fields=plan", b"", ("Authorization", "Bearer " + jwt), method="GET", names=("word", "jwt"))


def assertion(rng, p):
    """A statement in XML, in base64, in a form."""
    rows = {"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress": p.give("email"), "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/mobilephone": p.give("phone-number")}
    attributes = "".join(f"<Attribute Name=\"{n}\"><AttributeValue>{escape(v)}</AttributeValue></Attribute>" for n, v in rows.items())
    xml = f"<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_{hexes(rng, 32)}\"><Assertion><AttributeStatement>{attributes}</AttributeStatement></Assertion></samlp:Response>"
    return http(rng, "acs", "/saml/acs", query({"SAMLResponse": text64(xml.encode()), "RelayState": hexes(rng, 16)}).encode(), FORM, doc="xml", names=("form", "base64"))


def calling_line(rng, p):
    """What an operator's gateway puts before a request."""
    number = p.give("phone-number", True, no_plus)
    name = rng.choice(("X-MSISDN", "x-up-calling-line-id", "X-Nokia-msisdn", "X-WAP-MSISDN", "X-H3G-MSISDN"))
    headers = [(name, number), ("Via", "1.1 wapgw.example.net"), ("X-WAP-Profile", "\"http://wap.example.com/uaprof/A356.xml\"")]
    if rng.random() < 0.4:
        headers.append(("X-IMSI", p.give("imsi")))
    return http(rng, "wap", "/portal/home.jsp", b"", *headers, method="GET", doc="headers")


def look_up(rng, p):
    """Who calls? A number out of the phone book in a query."""
    number = p.friend(no_plus, False)
    return get(rng, "search", "/v2/search?" + query({"q": number, "countryCode": "IN", "type": 4, "locAddr": "", "placement": "SEARCHRESULTS,HISTORY", "encoding": "json", "clientId": 2}),
               ("Authorization", "Bearer a1i0" + hexes(rng, 40)), ("X-Device-Imei", p.give("imei")) if rng.random() < 0.6 else ("X-Lang", "hi"))


def find_friends(rng, p):
    """Numbers are the names of what is in the map."""
    number = p.friend(None, False)
    fields = {"username": "anna" + digits(rng, 2), "timestamp": times(rng), "numbers": json.dumps({number or "0": "Anna"}), "countryCode": "DE", "req_token": hexes(rng, 64), **p.few({"android-id": "android_id", "email": "email"}, 1)}
    return http(rng, "friends", "/bq/find_friends", query(fields).encode(), FORM, doc="form")


def imported(rng, p):
    rows = [{"phone_numbers": [p.friend(rng.choice((None, dialled, at_home)))], "email_addresses": [], "first_name": "Zoé", "last_name": ""}]
    return http(rng, "addressbook", "/api/v1/address_book/link/", query({"contacts": json.dumps(rows, ensure_ascii=False), "module": "find_friends", "source": "user_setting"}).encode(), FORM, names=("form",))


def registering(rng, p):
    tags = "".join(f"<{k}>{escape(v)}</{k}>" for k, v in {"PhoneNumber": p.one("phone-number", "PhoneNumber")["PhoneNumber"], "UDID": hexes(rng, 40), "DeviceManufacturer": "vivo", "SystemVersion": "13",
                                                      "Imsi": p.one("imsi", "Imsi")["Imsi"], "VoIP": "1", "CC": "62"}.items())
    return http(rng, "vreg", "/viber/viber.php?function=RegisterUser", query({"data": f"<?xml version=\"1.0\"?><RegisterUserRequest>{tags}</RegisterUserRequest>"}).encode(), FORM, doc="xml", names=("form",))


def auto_discover(rng, p):
    xml = f"<?xml version=\"1.0\" encoding=\"utf-8\"?><Autodiscover xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/mobilesync/requestschema/2006\"><Request><EMailAddress>{p.give('email')}</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006</AcceptableResponseSchema></Request></Autodiscover>"
    return http(rng, "autodiscover", "/autodiscover/autodiscover.xml", xml.encode(), ("Content-Type", "text/xml"), doc="xml")


# ---- money ----

def graph_card(rng, p):
    card = {**p.one("payment-card", "number"), "expirationMonth": "11", "expirationYear": "2029", "cvv": ""}
    body = {"clientSdkMetadata": {"source": "form", "sessionId": hexes(rng, 32)}, "query": "mutation TokenizeCreditCard($input: TokenizeCreditCardInput!) { tokenizeCreditCard(input: $input) { token } }",
            "variables": {"input": {"creditCard": card, "options": {"validate": False}}}}
    return http(rng, "tokenize", "/graphql", compact(body), JSON, ("Braintree-Version", "2018-03-06"))


def hosted_form(rng, p):
    fields = {"key": hexes(rng, 6), "txnid": "TX" + digits(rng, 12), "amount": "249.00", "productinfo": "plan", "firstname": "A", **p.one("email", "email"), **p.one("phone-number", "phone"), **p.one("payment-card", "ccnum"),
              "ccname": "A", "ccexpyr": 2029, "ccexpmon": 11, "udf1": "", "hash": hexes(rng, 128)}
    return in_form(rng, "payment", "/_payment", fields)


def piped_card(rng, p):
    """A card between bars."""
    card = p.give("payment-card")
    body = {"head": {"txnToken": hexes(rng, 32), "channelId": "WAP"}, "body": {"mid": "NOTES" + digits(rng, 14), "orderId": "ORDER" + digits(rng, 9), "paymentMode": "CREDIT_CARD", "cardInfo": f"|{card}||112029" if card else "",
            "authMode": "otp"}}
    p.nameless()
    return posted(rng, "process", "/theia/api/v1/processTransaction", body)


def instant(rng, p):
    """A key of Brazil's instant payments is a number, an address or a card of identity."""
    kind, word = rng.choice((("phone-number", "CELULAR"), ("email", "EMAIL"), ("national-id", "CPF")))
    value = p.give(kind) if kind != "national-id" or len(p.value(kind)) == 11 else p.plain(kind)
    return posted(rng, "pixkey", "/pix/v2/chaves/consulta", {"tipoChave": word, "chave": value, "valor": "15.00", "e2eId": "E" + digits(rng, 31), **p.some("imei", "serial-number", "advertising-id", most=1)})


def payer(rng, p):
    """India's address of a payer is a number and a bank."""
    number = p.give("phone-number", True, closed_up)
    body = {"payerMobile": number, "payerVpa": "shop." + digits(rng, 4) + "@ybl", "payeeVpa": "merchant@okaxis", "amount": "120.00", "device": {"os": "ANDROID14", **p.one("imei", "imei")},
            "geocode": p.joined("{},{}")}
    return posted(rng, "upicollect", "/upi/reqpay", body)


# ---- by other ways ----

def rpc_struct(rng, p):
    members = "".join(f"<member><name>{k}</name><value><string>{escape(v)}</string></value></member>" for k, v in p.plainly("imei", "imsi", "android-id", "phone-number", "email", "serial-number", most=3).items())
    p.nameless()
    body = f"<?xml version=\"1.0\"?><methodCall><methodName>device.register</methodName><params><param><value><struct>{members}<member><name>rev</name><value><int>{digits(rng, 6)}</int></value></member></struct></value></param></params></methodCall>"
    return http(rng, "xmlrpc", "/RPC2", body.encode(), ("Content-Type", "text/xml"), doc="xml")


def parameter_values(rng, p):
    """A pocket router's report to its operator, in an envelope."""
    rows = {"Device.DeviceInfo.SerialNumber": p.give("serial-number"), "Device.Cellular.Interface.1.IMEI": p.give("imei"), "Device.Cellular.Interface.1.USIM.ICCID": p.give("iccid"),
            "Device.Cellular.Interface.1.USIM.MSISDN": p.give("phone-number", True, no_plus), "Device.DeviceInfo.SoftwareVersion": "V1.0.0B" + digits(rng, 2)}
    items = "".join(f"<ParameterValueStruct><Name>{k}</Name><Value xsi:type=\"xsd:string\">{escape(v)}</Value></ParameterValueStruct>" for k, v in rows.items())
    body = f"<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-0\" xmlns:xsi=\"i\"><soap:Body><cwmp:Inform><ParameterList>{items}</ParameterList></cwmp:Inform></soap:Body></soap:Envelope>"
    return http(rng, "cwmp", "/acs", body.encode(), ("Content-Type", "text/xml"), doc="xml")


def profile_ready(rng, p):
    """An embedded card asks for its profile."""
    body = {"transactionId": hexes(rng, 32).upper(), "profileMetadata": {**p.one("iccid", "iccid"), "serviceProviderName": "Example Mobile", "profileClass": 2}, "eid": "8904903200" + digits(rng, 22), "matchingId": hexes(rng, 12).upper()}
    return http(rng, "es9", "/gsma/rsp2/es9plus/handleNotification", compact(body), JSON, ("X-Admin-Protocol", "gsma/rsp/v2.2.0"))


def printed_map(rng, p):
    """As Java prints a map or Kotlin a record, in a log."""
    some = p.plainly("imei", "imsi", "android-id", "wifi-mac", "serial-number", "phone-number", most=3)
    p.nameless()
    text = rng.choice(("{{{}}}", "DeviceInfo({})", "Bundle[{{{}}}]")).format(", ".join(f"{k}={v}" for k, v in {"model": "SM-A356B", **some, "sdk": 34}.items()))
    return posted(rng, "applog", "/logs/v1/put", {"lines": [{"t": times(rng), "tag": "Init", "msg": "register " + text, "lvl": "D"}]})


def log_lines(rng, p):
    """A handset's own log in a text of JSON."""
    some = p.plainly("imei", "iccid", "bssid", "email", "phone-number", most=2)
    p.nameless()
    log = "\n".join(["07-14 08:12:33.003  1201  1307 I ActivityManager: Start proc com.example.notes", *(f"07-14 08:12:33.0{n}4  1201  1307 D Telephony: {k.upper()}: {v}" for n, (k, v) in enumerate(some.items()))])
    return posted(rng, "bugreport", "/bug/report", {"app": "com.example.notes", "logcat": log, "id": uuid4(rng)})


def python_words(rng, p):
    """A script's dictionary, as it prints it."""
    some = p.plainly("imei", "serial-number", "email", "wifi-mac", most=2)
    p.nameless()
    return http(rng, "repr", "/hook", str({"host": "termux", **some, "up": 41.2, "ok": True}).encode(), ("Content-Type", "text/plain"), doc="text")


def piped_ids(rng, p):
    """Names and values between bars, in one field."""
    some = p.few({"imei": "imei", "wifi-mac": "mac", "android-id": "androidid", "imsi": "imsi"}, 3)
    p.nameless()
    mark, between = rng.choice(((":", "|"), ("=", ";"), ("#", ";"), ("=", ",")))
    fields = {"did": between.join(f"{k}{mark}{v}" for k, v in some.items()), "ver": "8.1.2", "chl": "vivo", "ts": times(rng), "sign": hexes(rng, 32)}
    return in_form(rng, "dids", "/api/active", fields)


def twice_percent(rng, p):
    """Coded once by the program and once by its library."""
    some = {k: quoted(v) for k, v in p.plainly("email", "wifi-mac", "phone-number", "bssid", most=2).items()}
    p.nameless()
    return http(rng, "twice", "/pixel?" + query({"e": "start", **some, "r": digits(rng, 9)}), b"", method="GET", doc="text", names=("percent",))


def data_uri(rng, p):
    body = {"attachment": "data:application/json;base64," + text64(compact({"v": 1, **p.some("imei", "email", "phone-number", "serial-number", "android-id", most=3)})), "kind": "diagnostics", "n": rng.randrange(99)}
    body["sum"] = hexes(rng, 40)
    return http(rng, "datauri", "/support/attach", compact(body), JSON, doc="after-uri", names=())


def cookie_json(rng, p):
    """JSON in base64 without its filling, in a cookie."""
    text = base64.urlsafe_b64encode(compact({"u": rng.randrange(999), **p.some("email", "phone-number", "advertising-id", "android-id", most=2)})).decode().rstrip("=")
    return http(rng, "cookie64", "/app/start?v=4.2", b"", ("Cookie", f"_sid={hexes(rng, 24)}; udata={text}; lang=pl"), method="GET", names=("base64",))


def gelf(rng, p):
    """A record of a logger's, packed, in a datagram."""
    extra = p.few({"imei": "_imei", "serial-number": "_serial", "email": "_email", "android-id": "_android_id"})
    return Sent("udp-gelf", "udp", 12201, zlib.compress(compact({"version": "1.1", "host": "agent", "short_message": "checkin", "timestamp": times(rng) / 1000, "level": 6, **extra})), ("zlib",), "json")


def tagged_counter(rng, p):
    some = p.plainly("imei", "android-id", "serial-number", "iccid", most=2)
    p.nameless()
    return Sent("udp-statsd", "udp", 8125, ("notes.start:1|c|#" + ",".join(f"{k}:{v}" for k, v in {**some, "carrier": "play"}.items())).encode(), (), "text")


def common_event(rng, p):
    """One line of a manager of handsets to its collector."""
    some = p.few({"email": "email", "wifi-mac": "deviceMacAddress", "imei": "imei", "serial-number": "serialNumber"}, 3)
    p.nameless()
    return Sent("udp-cef", "udp", 514, ("<134>Jul 14 08:12:33 mdm CEF:0|Example|MDM|4.1|100|Device enrolled|3|rt=" + str(times(rng)) + " act=enrol " + " ".join(f"{k}={v}" for k, v in some.items())).encode(), (), "text")


def nested_text(rng, p):
    """JSON in a text in a list, as a socket that falls back on HTTP writes it."""
    inner = compact({"msg": "method", "method": "devices.hello", "params": [p.some("imei", "email", "android-id", "phone-number", "advertising-id", most=2)], "id": digits(rng, 3)}).decode()
    return http(rng, "sockjs", f"/sockjs/{digits(rng, 3)}/{hexes(rng, 8)}/xhr_send", compact([inner]), ("Content-Type", "text/plain;charset=UTF-8"), names=("json",))


def web_call(rng, p):
    """A remote call of a browser: frames in base64."""
    entries = [(3, wire.protobuf([(1, k), (2, v)])) for k, v in p.plainly("imei", "android-id", "email", "advertising-id", most=3).items()]
    data = wire.protobuf([(1, 7), (2, uuid4(rng)), *entries])
    return http(rng, "grpcweb", "/notes.v1.Device/Hello", base64.b64encode(b"\0" + struct.pack("!I", len(data)) + data), ("Content-Type", "application/grpc-web-text"), doc="protobuf", names=("base64", "grpc"))


def written_query(rng, p):
    """Values stand in the text of the question."""
    some = p.plainly("imei", "email", "android-id", "serial-number", most=3)
    some = {re.sub(r"[^A-Za-z0-9_]", "_", k): v for k, v in some.items()}
    p.nameless()
    return posted(rng, "gql", "/graphql", {"query": "mutation {{ registerDevice({}) {{ id ok }} }}".format(", ".join(f"{k}: \"{v}\"" for k, v in some.items())), "operationName": None})


def flat_table(rng, p):
    """Texts with their lengths before them and a table of distances, as a game's library lays them out."""
    words = [p.plain(k).encode() for k in p.known_ones()]
    body = b"".join(struct.pack("<I", len(w)) + w + b"\0" * (4 - len(w) % 4) for w in words)
    head = struct.pack("<IHHHHi", 16, 8, 12, 4, 8, -12) + struct.pack("<II", 8, 12)
    return http(rng, "flat", "/session/open", head + body, ("Content-Type", "application/octet-stream"), doc="text")


def thing_topic(rng, p):
    body = compact({"state": {"reported": {"batt": 61, **p.some("imei", "iccid", "wifi-mac", "serial-number", most=2), "pos": p.joined("{},{}")}}})
    topic = b"$aws/things/tag-" + hexes(rng, 6).encode() + b"/shadow/update"
    hello = ((True, mqtt_packet(0x10, b"\0\4MQTT\4\2\0\x3c\0\2t1")), (False, b"\x20\2\0\0"))
    return Sent("mqtt-shadow", "tcp", 1883, mqtt_packet(0x30, struct.pack("!H", len(topic)) + topic + body), (), "json", hello)


def typed_rows(rng, p):
    """A protobuf whose entries hold a name and one of several sorts of value."""
    rows = [(2, wire.protobuf([(1, k), (2, wire.protobuf([(3, v)]))])) for k, v in p.plainly("imei", "email", "android-id", "phone-number", "advertising-id", most=3).items()]
    p.nameless()
    data = varint(len(wire.protobuf([(1, uuid4(rng)), *rows]))) + wire.protobuf([(1, uuid4(rng)), *rows])
    return http(rng, "typedrows", "/v1/attrs", data[len(varint(len(data) - 1)):] if rng.random() < 0.7 else data, ("Content-Type", "application/x-protobuf"), doc="text")


def in_arabic(rng, p):
    """Names in the words of the country."""
    return posted(rng, "forma", "/registro/enviar", {"idioma": rng.choice(("es", "fr", "ja", "ko", "pl")), **p.some("phone-number", "email", "national-id", "serial-number", most=3), "acepto": True, "folio": digits(rng, 9)})


def config_body(rng, p):
    """Lines of a file of settings."""
    some = p.plainly("imei", "wifi-mac", "serial-number", "android-id", "email", most=3)
    return http(rng, "yamlup", "/device/manifest", ("\n".join(["device:", "  model: FP5", *(f"  {k}: {v}" for k, v in some.items()), "  patch: 2026-06-05", ""])).encode(), ("Content-Type", "application/yaml"), doc="lines")


def joined_call(rng, p):
    body = b"42" + compact(["device:hello", {"os": "android", **p.some("imei", "email", "android-id", "bluetooth-mac", most=2)}])
    return Sent("websocket-io", "tcp", 80, websocket_frame(rng, body, 0x81), (), "after-number", websocket_opened(rng, "/socket.io/?EIO=4&transport=websocket"))


def plain_socket(rng, p):
    """A tracker of the trade: fields with commas behind a star."""
    number, place = p.plain("imei"), p.joined("{},{}")
    p.labels[:] = [x for x in p.labels if x.kind != "location"]
    p.allowed.append(("location", place[-2:]))
    return socket("tracker", f"*HQ,{number},V1,081233,A,{place},0.00,211,140726,FFFFFBFF#".encode(), "text", port=5013)


SHAPES = (inbox, phone_book, calls, installed, applicant, zipped_status, blob_header, typed_vars, web_engage, person_of_item, raygun, insights, valued, pinpoint, streamed_records, broker_rest, identity_sync,
          app_channel, digests, hashed_people, slots, athena, id_of_type, smaato, pub_native, petal, amazon_ad, dish_headers, taxi, wlan_scan, scan_results, search_place, east_first, geo_hash, geo_uri, track_seven,
          well_known_text, pool_user, password_grant, verify_password, uri_claims, assertion, calling_line, look_up, find_friends, imported, registering, auto_discover, graph_card, hosted_form, piped_card, instant,
          payer, rpc_struct, parameter_values, profile_ready, printed_map, log_lines, python_words, piped_ids, twice_percent, data_uri, cookie_json, gelf, tagged_counter, common_event, nested_text, web_call,
          written_query, flat_table, thing_topic, typed_rows, in_arabic, config_body, joined_call, plain_socket)
NOBODYS = thirteenth_nobody.SHAPES
MESSAGES = (told_of("known", SHAPES, DUMMIES, MAKERS, Sender), told_of("unknown", SHAPES, DUMMIES, MAKERS, Sender), of_nobody(SHAPES, NOBODYS, DUMMIES, MAKERS, Sender),
            of_nobody(SHAPES, NOBODYS, DUMMIES, MAKERS, Sender))
