"""The fourteenth set, made after the thirteenth was mended, to see how far that reaches: other shapes, with its handsets and their words. Public documentation and published analyses of traffic
again; every message is opened again by look.py."""

import base64
import gzip
import json
from xml.sax.saxutils import escape, quoteattr

from . import fourteenth_nobody, wire
from .carrier import Sent, mqtt_packet, websocket_frame, websocket_opened
from .person import of_nobody, told_of
from .second import compact, times
from .seventh import FORM, JSON
from .tenth import in_form, posted, text64
from .third import get, http, query
from .thirteenth import CASE, DUMMIES, MAKERS, Sender  # noqa: F401
from .values import digits, hexes, quoted, uuid4

IDS = ("imei", "android-id", "advertising-id", "serial-number", "wifi-mac")
REACH = ("phone-number", "email")


# ---- messages to customers ----

def push_token(rng, p):
    profile = {"type": "profile", "attributes": {"anonymous_id": uuid4(rng), **p.few({"email": "email", "phone-number": "phone_number"})}}
    body = {"data": {"type": "push-token", "attributes": {"token": hexes(rng, 40), "platform": "android", "profile": {"data": profile}, "device_metadata": {"device_model": "SM-A356B", "os_version": "14"}}}}
    return posted(rng, "pushtoken", "/client/push-tokens/?company_id=" + hexes(rng, 6), body, ("X-Klaviyo-Mobile", "1"))


def profile_update(rng, p):
    body = {"contactKey": p.plain("email"), "identifiers": p.few({"email": "emailAddress", "advertising-id": "advertisingId"}),
            "tags": ["beta"], "session": uuid4(rng), **p.one("android-id", "androidId")}
    return posted(rng, "contactkey", "/sdk/v3/identify", body)


def help_widget(rng, p):
    fields = {"did": uuid4(rng), "platform-id": "notes_platform_" + hexes(rng, 17), "n": "", **p.some("email", "phone-number", most=2), "v": "7.11.1", "rt": "android", "timestamp": f"{times(rng) / 1000:.3f}", "signature": hexes(rng, 64)}
    return in_form(rng, "helpshift", "/api/lib/3/issues/", fields)


def chat_visitor(rng, p):
    body = {"visitor": {"display_name": "", **p.few({"email": "email", "phone-number": "phone"}), "notes": "", "tags": []}, "department": digits(rng, 6), "page": {"title": "settings"}}
    return Sent("websocket-chat", "tcp", 80, websocket_frame(rng, compact(["register", body]), 0x81), (), "json", websocket_opened(rng, "/s/W/ws/" + hexes(rng, 16)))


def verification(rng, p):
    body = {**p.one("phone-number", "phoneNumber"), "recaptchaToken": hexes(rng, 60), "autoRetrievalInfo": {"appSignatureHash": hexes(rng, 11)}}
    return http(rng, "sendcode", "/v1/accounts:sendVerificationCode?key=AIza" + hexes(rng, 35), compact(body), JSON, ("X-Android-Package", "com.example.notes"), ("X-Android-Cert", hexes(rng, 40).upper()))


def login_hint(rng, p):
    return get(rng, "authorize", "/oauth2/v2/authorize?" + query({"client_id": uuid4(rng), "response_type": "code", "scope": "openid", "code_challenge": hexes(rng, 43), "state": hexes(rng, 22),
               **p.one("email", "login_hint"), "prompt": "select_account"}), ("x-client-OS", "34"))


def from_header(rng, p):
    headers = [("From", p.give("email"))]
    p.written[-1] = ("From", p.written[-1][1])
    return http(rng, "feed", "/feeds/today.atom", b"", *headers, ("Accept", "application/atom+xml"), ("X-Request-Id", uuid4(rng)), method="GET", doc="headers")


def by_phone(rng, p):
    number = p.give("phone-number", True, lambda t: t[1:])
    return http(rng, "byphone", f"/v2/users/phone/{quoted(number) or '-'}/status?fields=presence", b"", ("X-Session", uuid4(rng)), method="GET", doc="headers")


# ---- shops and services of India and Brazil ----

def operator_login(rng, p):
    info = {"type": "android", **p.few({"android-id": "androidId", "imei": "imei", "wifi-mac": "mac", "bluetooth-mac": "bluetoothAddress"}, 3), "info": {"platform": {"name": "a35x", "version": "34"}}}
    return posted(rng, "otpsend", "/userservice/apis/v1/loginotp/send", {**p.one("phone-number", "mobileNo"), "deviceInfo": info}, ("appname", "RJIL_Notes"))


def card_account(rng, p):
    """A number of identity as a login."""
    body = {"grant_type": "password", "login": p.plain("national-id"), "password": p.secret(), "client_id": "other.legacy", **p.few({"email": "email", "android-id": "android_id"}, 1)}
    return posted(rng, "nulogin", "/api/proxy/login", body)


def customer_form(rng, p):
    """Rails' names."""
    some = {f"user[{k}]": v for k, v in p.few({"email": "email", "phone-number": "phone_number"}).items()}
    some |= {f"device[{k}]": v for k, v in p.few({"advertising-id": "adid", "imei": "imei", "android-id": "android_id"}, 1).items()}
    p.nameless()
    return in_form(rng, "signup", "/users", {"utf8": "✓", **some, "user[locale]": "pt-BR", "commit": "Criar"})


def checkout(rng, p):
    body = {"query": "mutation Update($input: ProfileInput!) { update(input: $input) { id } }", "variables": {"input": {"contactInfo": p.few({"email": "email", "phone-number": "mobilePhone"}), "document":
            dict([p.named("national-id")]), "address": {"zipCode": "", "city": ""}}}}
    return posted(rng, "gqlprofile", "/graphql", body)


def with_blanks(rng, p):
    """Names as people read them."""
    kinds = {"phone-number": "Phone Number", "email": "E-Mail", "imei": "IMEI 1", "serial-number": "Serial Number", "wifi-mac": "Wi-Fi MAC", "iccid": "SIM ICCID", "android-id": "Android ID"}
    return posted(rng, "diagreport", "/diagnostics/report", {"Report": {"Model": "Nokia G42", "Uptime": digits(rng, 7), **p.few(kinds, 4)}, "Ticket": digits(rng, 9)})


def abha(rng, p):
    body = {"scope": ["abha-login"], "loginHint": "mobile", "otpSystem": "abdm", "txnId": uuid4(rng), **p.one("phone-number", "mobile")}
    return posted(rng, "abha", "/abha/api/v3/profile/login/request/otp", body, ("TIMESTAMP", "2026-07-14T08:12:33.120Z"), ("REQUEST-ID", uuid4(rng)))


# ---- handsets and their makers ----

def physical_address(rng, p):
    """A maker's account names the handset in words of its own."""
    value = p.give("imei")
    p.nameless()
    body = f"<?xml version=\"1.0\"?><UserDeviceVO><deviceTypeCode>PHONE DEVICE</deviceTypeCode><devicePhysicalAddressText>IMEI:{value}</devicePhysicalAddressText><phoneNumberText>{p.plain('phone-number')}</phoneNumberText><mobileCountryCode>262</mobileCountryCode></UserDeviceVO>"
    return http(rng, "samsungvo", "/v2/profile/user/device", body.encode(), ("Content-Type", "text/xml"), doc="xml")


def attributes(rng, p):
    some = " ".join(f"{k}={quoteattr(v)}" for k, v in p.few({"imei": "IMEI", "serial-number": "SerialNumber", "iccid": "ICCID", "phone-number": "PhoneNumber"}, 3).items())
    return http(rng, "enrolxml", "/enroll/device", f"<Request xmlns=\"urn:mdm\"><Device {some} Model=\"TC26\" OSVersion=\"13\"/><Nonce>{hexes(rng, 16)}</Nonce></Request>".encode(), ("Content-Type", "application/xml"), doc="xml")


def preferences(rng, p):
    rows = {f"pref_{k}": v for k, v in p.few({"phone-number": "user_phone", "email": "user_email", "imei": "device_imei", "android-id": "android_id"}, 3).items()}
    p.nameless()
    body = "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n" + "".join(f"    <string name=\"{k}\">{escape(v)}</string>\n" for k, v in rows.items()) + "    <boolean name=\"first_run\" value=\"false\" />\n</map>\n"
    return http(rng, "prefs", "/backup/put?file=prefs.xml", gzip.compress(body.encode(), mtime=0), ("Content-Encoding", "gzip"), doc="xml", names=("gzip",))


def telephony_dump(rng, p):
    rows = {"Device ID": p.give("imei"), "Subscriber ID": p.give("imsi"), "Line 1 Number": p.give("phone-number"), "mIccId": p.give("iccid")}
    p.nameless()
    text = "Phone Subscriber Info:\n  Phone Type = GSM\n" + "".join(f"  {k} = {v}\n" for k, v in rows.items())
    return http(rng, "dumpsys", "/bugreport/section", text.encode(), ("Content-Type", "text/plain"), doc="text")


def wifi_log(rng, p):
    text = f"07-14 08:12:33.003 D/WifiNetworkAgent: connected SSID: \"{p.give('ssid')}\", BSSID: {p.give('bssid')}, MAC: {p.give('wifi-mac')}, RSSI: -58"
    p.nameless()
    return posted(rng, "logchunk", "/log/chunk", {"seq": rng.randrange(99), "chunk": text, "tag": hexes(rng, 8)})


def things_info(rng, p):
    """A lamp is taught its network."""
    body = {"id": rng.randrange(10 ** 6), "method": "_otc.info", "params": {"life": rng.randrange(10 ** 5), "model": "yeelink.light.lamp4", "fw_ver": "2.0.6_0041", "mac": p.give("wifi-mac"), "ap": {"ssid": p.give("ssid"), "bssid": p.give("bssid"),
            "rssi": -58}, "netif": {"localIp": "192.168.7.31", "gw": "192.168.7.1"}}}
    return posted(rng, "otcinfo", "/app/device/otc", body)


def cast_setup(rng, p):
    body = {"version": 12, "name": "Wohnzimmer", "setup": {"setup_state": 60, "ssid_suffix": ""}, "net": {"online": True, "bssid": p.give("bssid"), "ssid": p.give("ssid")}, "device_info": {"mac_address": p.give("wifi-mac"), "ssdp_udn": uuid4(rng)}}
    return posted(rng, "eureka", "/setup/eureka_info/mirror", body)


def risk_ids(rng, p):
    ids = p.few({"serial-number": "deviceSerialNumber", "imsi": "imsi", "advertising-id": "googleAdvertisingId", "iccid": "simSerial", "wifi-mac": "macAddress", "phone-number": "phoneNumber", "android-id": "androidId"}, 4)
    return posted(rng, "devicedata", "/rt/risk/device-data", {"deviceData": {"deviceModel": "Pixel 7a", "emulator": False, "rooted": False, "batteryLevel": 0.61, **ids}, "epoch": times(rng), "requestUuid": uuid4(rng)})


# ---- measuring ----

def graph_event(rng, p):
    fields = {"event": "MOBILE_APP_INSTALL", "anon_id": "XZ" + uuid4(rng), **p.one("advertising-id", "advertiser_id"), "advertiser_tracking_enabled": "true", "application_tracking_enabled": "true", "include_dwell_data": "false",
              "extinfo": json.dumps(["a2", "com.example.notes", 302, "4.2.10", "14", "SM-A356B", "de_DE", "CEST", "Telekom", 1080, 2340, "2.63", 8, 108, 61, "Europe/Berlin"]), "format": "json", "sdk": "android"}
    if rng.random() < 0.5:
        fields["ud"] = json.dumps({"em": p.hashed("email", "sha256", False), "ph": p.hashed("phone-number", "sha256", False, lambda t: t[1:])})
    return in_form(rng, "activities", f"/v17.0/{digits(rng, 15)}/activities", fields)


def user_context(rng, p):
    user = {"external_id": "", "email": p.hashed("email", "sha256"), "phone_number": p.hashed("phone-number", "sha256")}
    body = {"tiktok_app_id": digits(rng, 19), "event_source": "APP_EVENTS_SDK", "batch": [{"type": "track", "event": "LaunchAPP", "timestamp": "2026-07-14T08:12:33Z", "context": {"device": {"platform": "Android",
            **p.few({"advertising-id": "gaid", "android-id": "android_id"}, 1)}, "user": user, "ip": "192.168.7.20"}}]}
    return posted(rng, "ttbatch", "/open_api/business_sdk/track/batch/", body)


def custom_keys(rng, p):
    body = {"crash": {"id": uuid4(rng), "thread": "main"}, "custom_keys": [{"key": k, "value": v} for k, v in p.some(*IDS, *REACH, most=2).items()], "breadcrumbs": [{"ts": times(rng), "msg": "screen=home"}]}
    p.nameless()
    return posted(rng, "crashkeys", "/v2/crashes", body)


def stomp(rng, p):
    body = compact({"hello": True, **p.some(*IDS, *REACH, most=2)})
    frame = b"SEND\ndestination:/app/hello\ncontent-type:application/json\ncontent-length:" + str(len(body)).encode() + b"\n\n" + body + b"\0"
    p.nameless()
    return Sent("websocket-stomp", "tcp", 80, websocket_frame(rng, frame, 0x81), (), "text", websocket_opened(rng, "/stomp"))


def packed_cbor(rng, p):
    return http(rng, "cborup", "/ingest/cbor", gzip.compress(wire.cbor({"v": 3, "t": times(rng), **p.some(*IDS, "email", most=3)}), mtime=0), ("Content-Type", "application/cbor"), ("Content-Encoding", "gzip"), doc="cbor", names=("gzip",))


def batch_in_base64(rng, p):
    inner = text64(compact([{"e": "open", "u": p.some(*IDS, *REACH, most=3), "ts": times(rng)}]))
    return posted_inner(rng, {"k": hexes(rng, 20), "b": inner, "c": "b64", "n": 1})


def posted_inner(rng, body):
    return http(rng, "b64batch", "/b", compact(body), JSON, names=("json", "base64"))


def stored_calls(rng, p):
    body = {"callHistory": [{"number": p.friend(), "duration": rng.randrange(900), "direction": "in", "ts": times(rng)}], **p.some("android-id", "imei", most=1)}
    return posted(rng, "callhistory", "/spam/report/history", body)


def people_known(rng, p):
    rows = [{"displayName": "Tante Erna", "phoneNumbers": [{"label": "mobile", "number": p.friend()}], "emailAddresses": []}]
    return posted(rng, "peoplesync", "/contacts/v2/batch", {"contacts": rows, "syncToken": hexes(rng, 24)})


def what_is_installed(rng, p):
    names = p.apps(7)
    fields = {"sdk": "5.1", "installed_packages": ",".join(names), **p.one("advertising-id", "gaid"), "sig": hexes(rng, 40)}
    return in_form(rng, "pkgs", "/v5/pkgs", fields)


# ---- where somebody is ----

def venues(rng, p):
    return get(rng, "venuesearch", "/v2/venues/search?" + query({"ll": p.joined("{},{}"), "llAcc": 14, "intent": "checkin", "client_id": hexes(rng, 48), "v": "20260714", **p.few({"advertising-id": "adId", "android-id": "android_id"}, 1)}))


def tracked(rng, p):
    body = {**p.point("latitude", "longitude"), "accuracy": 14.2, "deviceId": uuid4(rng), "foreground": True, "stopped": False, "locationAuthorization": "GRANTED_FOREGROUND", "adId": p.plain("advertising-id"), "metadata": p.few({"email": "email", "phone-number": "phone"}, 1)}
    return posted(rng, "radartrack", "/v1/track", body)


def owner_of_tracks(rng, p):
    body = compact({"_type": "location", "BSSID": p.give("bssid"), "SSID": p.give("ssid"), "acc": 14, "alt": 48, "batt": 61, "conn": "w", **p.point("lat", "lon"), "tid": "p7", "tst": times(rng) // 1000, "vac": 3})
    topic = b"owntracks/anna/pixel"
    hello = ((True, mqtt_packet(0x10, b"\0\4MQTT\4\2\0\x3c\0\2o1")), (False, b"\x20\2\0\0"))
    return Sent("mqtt-tracks", "tcp", 1883, mqtt_packet(0x30, bytes([0, len(topic)]) + topic + body), (), "json", hello)


def home_webhook(rng, p):
    body = {"type": "update_location", "data": {"gps": p.two_numbers_of(), "gps_accuracy": 14, "battery": 61, "speed": 1}}
    return posted(rng, "webhook", "/api/webhook/" + hexes(rng, 64), body)


def family_context(rng, p):
    lat, lon = p.spot("lat", "lon")
    context = {"geolocation": {"lat": lat, "lon": lon, "accuracy": "14.2", "heading": "0.0"}, "geolocation_meta": {"lmode": "fore", "wssid": p.plain("ssid")}, "device": {"battery": "61", "build": "302"}}
    return http(rng, "usercontext", "/v4/locations", b"", ("X-UserContext", text64(compact(context))), ("X-Device-Id", hexes(rng, 12)), method="PUT", names=("base64",))


def itinerary(rng, p):
    return get(rng, "plan", "/api/7/plan?" + query({"startcoord": p.joined("{},{}"), "region_id": "de-berlin", "time_type": "now", "locale": "de"}),
               ("Citymapper-Session", uuid4(rng)))


def osmand(rng, p):
    lat, lon = p.spot("lat", "lon")
    return get(rng, "osmand", "/?" + query({"id": p.plain("imei"), "timestamp": times(rng) // 1000, "lat": lat, "lon": lon, "speed": "0.0", "bearing": "0.0", "altitude": "48.0", "hdop": "1.1", "batt": "61"}))


def activity(rng, p):
    body = {"name": "Morgenlauf", "sport_type": "Run", "elapsed_time": rng.randrange(9000), "distance": 5210.2, "start_latlng": p.two_numbers_of(), "gear_id": "g" + digits(rng, 8), "upload_id": digits(rng, 11)}
    return posted(rng, "activityup", "/api/v3/activities", body)


class Walker(Sender):
    def two_numbers_of(self):
        """A position as a list of two numbers."""
        return [float(x) for x in self.joined("{};{}").split(";")] if self.who != "refused" else []

    def pairs(self, sent):
        """They may stand in JSON with a blank."""
        found = super().pairs(sent)
        numbers = [v for _, v in found]
        return found + [(None, f"{a};{b}") for a, b in zip(numbers, numbers[1:])]


def hashed_64(rng, p):
    """Values in base64, as a cookie has them."""
    some = p.few({"email": "email", "phone-number": "phone"}, 1)
    p.nameless()
    cookies = "; ".join(f"{k}={base64.b64encode(v.encode()).decode()}" for k, v in some.items())
    return http(rng, "cookie64v", "/start", b"", ("Cookie", f"sid={hexes(rng, 24)}; {cookies}; theme=dark"), method="GET", doc="text", names=("base64",))


SHAPES = (push_token, profile_update, help_widget, chat_visitor, verification, login_hint, from_header, by_phone, operator_login, card_account, customer_form, checkout, with_blanks, abha, physical_address, attributes,
          preferences, telephony_dump, wifi_log, things_info, cast_setup, risk_ids, graph_event, user_context, custom_keys, stomp, packed_cbor, batch_in_base64, stored_calls, people_known, what_is_installed, venues,
          tracked, owner_of_tracks, home_webhook, family_context, itinerary, osmand, activity, hashed_64)
NOBODYS = fourteenth_nobody.SHAPES
MESSAGES = (told_of("known", SHAPES, DUMMIES, MAKERS, Walker), told_of("unknown", SHAPES, DUMMIES, MAKERS, Walker), of_nobody(SHAPES, NOBODYS, DUMMIES, MAKERS, Walker),
            of_nobody(SHAPES, NOBODYS, DUMMIES, MAKERS, Walker))
