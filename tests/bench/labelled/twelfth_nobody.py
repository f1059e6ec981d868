"""What the twelfth set's applications send that is nobody's: plays and scores, timetables and rates, words and pictures, tables that everybody has, machines' states, and a shop's own addresses."""

import base64
import hashlib
import struct

from . import wire
from .carrier import Sent, mqtt_packet, websocket_frame, websocket_opened
from .second import compact, times
from .seventh import FORM, JSON
from .tenth import octets, text64
from .tenth_nobody import sent
from .third import get, http, query
from .values import digits, hexes, luhn, uuid4


def stream(rng, _p):
    """How a film played."""
    body = {"cdn": "edge-" + digits(rng, 3), "manifest": f"/vod/{uuid4(rng)}/master.m3u8", "segment": digits(rng, 15), "bitrate": rng.randrange(10 ** 7), "stalls": [rng.randrange(900) for _ in range(4)], "codec":
            "hvc1.2.4.L120.90", "droppedFrames": rng.randrange(90), "startupMs": rng.randrange(3000), "playId": uuid4(rng)}
    return sent(rng, "qoe", "/v1/playback/quality", body)


def chess(rng, _p):
    body = {"gameId": hexes(rng, 8), "fen": "r1bqkbnr/pppp1ppp/2n5/4p3/4P3/5N2/PPPP1PPP/RNBQKB1R w KQkq - 2 3", "moves": ["e2e4", "e7e5", "g1f3", "b8c6"], "nodes": digits(rng, 15), "zobrist": hexes(rng, 16), "depth":
            rng.randrange(40), "clockMs": [rng.randrange(300000) for _ in range(2)]}
    return sent(rng, "chess", "/analysis/put", body)


def tile(rng, _p):
    """A world map's tile of low detail, the same for all who open it."""
    return get(rng, "tile", f"/tiles/v4/{rng.randrange(3)}/{rng.randrange(4)}/{rng.randrange(4)}.pbf?" + query({"style": hexes(rng, 25), "sku": hexes(rng, 12), "rev": digits(rng, 14), "scale": "2.625"}))


def departures(rng, _p):
    body = {"trips": [{"tripId": f"1|{digits(rng, 6)}|0|80|14072026", "line": "RE" + digits(rng, 1), "trainNumber": digits(rng, 5), "evaNo": "80" + digits(rng, 5), "uicWagon": digits(rng, 12), "delayS":
            rng.randrange(900), "platform": digits(rng, 1)} for _ in range(2)], "hafasSeq": digits(rng, 15)}
    return sent(rng, "departures", "/board/rendered", body)


def rates(rng, _p):
    body = {"base": "EUR", "table": digits(rng, 8), "rates": {k: round(rng.uniform(0.1, 190), 6) for k in ("USD", "CZK", "JPY", "INR", "TRY")}, "checksum": hexes(rng, 40), "asOf": times(rng)}
    return sent(rng, "rates", "/fx/table/ack", body)


def scores(rng, _p):
    body = {"match": digits(rng, 9), "competition": uuid4(rng), "home": {"optaId": "t" + digits(rng, 4), "goals": 2}, "away": {"optaId": "t" + digits(rng, 4), "goals": 1}, "xg": [round(rng.random() * 3, 5) for _ in range(2)],
            "feedSeq": digits(rng, 15)}
    return sent(rng, "scores", "/live/match/seen", body)


def sky(rng, _p):
    """Stars, by right ascension and declination."""
    body = {"epoch": "J2000", "objects": [{"gaiaSourceId": digits(rng, 18), "hip": digits(rng, 5), "ra": round(rng.uniform(0, 360), 6), "dec": round(rng.uniform(-90, 90), 6), "mag": 4.2} for _ in range(3)],
            "fov": 41.5, "catalog": hexes(rng, 32)}
    return sent(rng, "sky", "/starmap/objects", body)


def dialling(rng, _p):
    """Countries and their codes."""
    body = {"rev": digits(rng, 10), "countries": [{"iso": "DE", "dial": "+49", "mcc": 262, "example": "01512 XXXXXXX"}, {"iso": "IN", "dial": "+91", "mcc": 404, "example": "81234 XXXXX"}], "sha1": hexes(rng, 40),
            "loadedAt": times(rng)}
    return sent(rng, "dialling", "/i18n/dialcodes/ack", body)


def type_codes(rng, _p):
    """Which makers have which numbers: eight figures, six letters."""
    body = {"tacTable": [{"tac": "35" + digits(rng, 6), "model": "SM-A356B"}, {"tac": "86" + digits(rng, 6), "model": "CPH2603"}], "ouiTable": [{"oui": hexes(rng, 6).upper(), "vendor": "Example AG"}], "etag":
            hexes(rng, 32), "rows": rng.randrange(10 ** 5)}
    return sent(rng, "tables", "/db/delta/applied", body)


def hotline(rng, _p):
    """A shop's own telephones and addresses, for all who ask."""
    body = {"screen": "imprint", "company": {"legalName": "Example Handels GmbH", "hotline": "0800 5550" + digits(rng, 3), "vatId": "DE" + digits(rng, 9), "hrb": "HRB " + digits(rng, 6), "support": "support@example.com",
            "press": "press@example.com"}, "renderMs": rng.randrange(400), "pageRev": digits(rng, 12)}
    return sent(rng, "imprint", "/ui/imprint/shown", body)


def sepa(rng, _p):
    body = {"creditor": {"name": "Example Strom AG", "creditorId": "DE98ZZZ09999999999", "bic": "MARKDEF1100"}, "mandateTemplate": hexes(rng, 16).upper(), "formRev": digits(rng, 8), "uuid": uuid4(rng), "shown": times(rng)}
    return sent(rng, "sepa", "/forms/mandate/shown", body)


def answered(rng, _p):
    """Which of a push service's messages came."""
    body = {"acks": [{"messageId": f"0:{digits(rng, 16)}%{hexes(rng, 16)}", "collapse": digits(rng, 10), "latencyMs": rng.randrange(900), "campaign": digits(rng, 15)} for _ in range(2)], "streamId": rng.randrange(900),
            "batch": uuid4(rng)}
    return sent(rng, "acks", "/push/acks", body)


def stalled(rng, _p):
    """Where a program stood still."""
    body = {"anr": {"thread": "main", "frames": [f"#{n:02} pc {hexes(rng, 16)} /apex/com.android.runtime/lib64/bionic/libc.so (syscall+28) (BuildId: {hexes(rng, 32)})" for n in range(3)], "cpu": round(rng.random() * 9, 4)},
            "tombstone": digits(rng, 2), "abi": "arm64", "signal": 6, "faultAddr": "0x" + hexes(rng, 16)}
    return sent(rng, "anr", "/diag/anr", body)


def migrated(rng, _p):
    body = {"db": "notes.db", "from": 41, "to": 42, "identityHash": hexes(rng, 32), "tables": {"item": rng.randrange(90), "tag": rng.randrange(90)}, "pageCount": digits(rng, 6), "integrity": "ok", "tookNs": digits(rng, 15)}
    return sent(rng, "migrated", "/diag/room", body)


def puzzle(rng, _p):
    body = {"level": rng.randrange(900), "board": digits(rng, 81), "seed": digits(rng, 18), "moves": rng.randrange(90), "solution": hexes(rng, 40), "stars": 3, "boosters": {"hammer": 2}, "puzzleUuid": uuid4(rng)}
    return sent(rng, "puzzle", "/levels/completed", body)


def lottery(rng, _p):
    body = {"draw": digits(rng, 8), "numbers": sorted(rng.sample(range(1, 50), 6)), "superzahl": rng.randrange(10), "spiel77": digits(rng, 7), "quota": [f"{rng.uniform(5, 9000):.2f}" for _ in range(3)], "publicationId": digits(rng, 15)}
    return sent(rng, "lottery", "/draws/read", body)


def food(rng, _p):
    body = {"code": digits(rng, 13), "product": "Haferflocken", "nutriments": {"energy-kcal_100g": 372, "proteins_100g": 13.5, "fat_100g": 7.0}, "imgRev": digits(rng, 10), "categoriesHash": hexes(rng, 32), "additives":
            ["en:e330"], "foodRowId": luhn("86" + digits(rng, 12))}
    return sent(rng, "food", "/products/seen", body)


def tokens(rng, _p):
    """What a model on the handset computed, in numbers."""
    body = {"model": "mobilenet_v3_small", "weightsSha256": hexes(rng, 64), "logits": [round(rng.uniform(-9, 9), 6) for _ in range(6)], "delegate": "nnapi", "ns": digits(rng, 9), "tensorArena": digits(rng, 7), "run": uuid4(rng)}
    return sent(rng, "model", "/ml/benchmark", body)


def colours(rng, _p):
    body = {"theme": uuid4(rng), "palette": {f"accent{n}": "#" + hexes(rng, 8) for n in range(4)}, "contrast": round(rng.uniform(1, 21), 5), "fontSubset": hexes(rng, 16), "tokensVersion": f"4.{rng.randrange(200)}.{rng.randrange(200)}.{rng.randrange(200)}"}
    return sent(rng, "theme", "/ui/theme/applied", body)


def words(rng, _p):
    body = {"dictionary": "main_de", "version": digits(rng, 10), "md5": hexes(rng, 32), "deltaFrom": digits(rng, 10), "locale": "de", "sizeBytes": digits(rng, 7), "pack": uuid4(rng), "emojiRev": "15.1"}
    return sent(rng, "dictionary", "/keyboard/packs/ack", body)


def clock(rng, _p):
    """Time, asked of a server (RFC 5905)."""
    return Sent("udp-time", "udp", 123, b"\x23\0\6\xec" + bytes(36) + struct.pack("!II", 3993004353, rng.randrange(2 ** 32)), (), "text")


def edge_names(rng, _p):
    labels = rng.choice((["e" + digits(rng, 5), "dscb", "cdn", "example", "net"], ["v" + digits(rng, 12), "static", "example", "com"], [uuid4(rng), "assets", "example", "org"], ["lb", "_dns-sd", "_udp", "example", "arpa"]))
    return Sent("dns-edge", "udp", 53, wire.dns_query(rng, labels), (), "labels")


def valve(rng, _p):
    """A watering machine tells how much it gave."""
    body = compact({"zone": rng.randrange(8), "litres": round(rng.uniform(1, 90), 4), "moisture": rng.randrange(100), "uptime": digits(rng, 9), "cfgCrc": hexes(rng, 8), "seq": digits(rng, 15)})
    hello = ((True, mqtt_packet(0x10, b"\0\4MQTT\4\2\0\x3c\0\2g1")), (False, b"\x20\2\0\0"))
    return Sent("mqtt-garden", "tcp", 1883, mqtt_packet(0x30, struct.pack("!H", 12) + b"garden/state" + body), (), "json", hello)


def beats(rng, _p):
    body = compact(rng.choice(({"op": 1, "d": rng.randrange(10 ** 6), "nonce": digits(rng, 18)}, [None, digits(rng, 6), "phoenix", "heartbeat", {}], {"type": "ping", "id": uuid4(rng), "t": times(rng)})))
    return Sent("websocket-beat", "tcp", 80, websocket_frame(rng, body, 0x81), (), "json", websocket_opened(rng, "/gateway"))


def numbers_in_proto(rng, _p):
    """Counters in protobuf."""
    points = [(2, wire.protobuf([(1, n), (2, rng.randrange(10 ** 15)), (3, rng.randrange(10 ** 6))])) for n in ("heap_used", "gc_pause_ns", "jank_frames")]
    data = wire.protobuf([(1, octets(rng, 16)), *points, (4, f"17.{rng.randrange(250)}.{rng.randrange(250)}.{rng.randrange(99)}"), (7, hexes(rng, 40))])
    return http(rng, "counters", "/v1/metrics", data, ("Content-Type", "application/x-protobuf"), doc="protobuf")


def traced(rng, _p):
    """Numbers of a request, in its headers."""
    trace, span = hexes(rng, 32), hexes(rng, 16)
    return http(rng, "traced", f"/v2/banners?slot={digits(rng, 8)}", b"", ("traceparent", f"00-{trace}-{span}-01"), ("X-B3-TraceId", trace), ("X-Request-Id", uuid4(rng)), ("X-Amzn-Trace-Id", f"Root=1-{hexes(rng, 8)}-{hexes(rng, 24)}"),
                ("If-None-Match", f"W/\"{hexes(rng, 32)}\""), method="GET", doc="headers")


def signed(rng, _p):
    """A fetch of a file by a signed address."""
    fields = {"X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Date": "20260714T081233Z", "X-Amz-Expires": 900, "X-Amz-SignedHeaders": "host", "X-Amz-Signature": hexes(rng, 64), "versionId": hexes(rng, 32), "partNumber": rng.randrange(9)}
    return get(rng, "signed", f"/packs/{digits(rng, 12)}/{uuid4(rng)}.zip?" + query(fields))


def challenge(rng, _p):
    fields = {"k": "6L" + hexes(rng, 38), "v": hexes(rng, 24), "sitekey": uuid4(rng), "size": "invisible", "cb": hexes(rng, 12), "hl": "de", "pow": hashlib.sha256(digits(rng, 9).encode()).hexdigest(), "answerMs": rng.randrange(9000)}
    return http(rng, "challenge", "/captcha/reload", query(fields).encode(), FORM, doc="form")


def cities(rng, _p):
    """A list of great cities' middles, shown to all."""
    some = rng.sample((("Berlin", 52.52001, 13.40495), ("Paris", 48.85661, 2.35222), ("Tokyo", 35.68952, 139.69171), ("Nairobi", -1.29207, 36.82195)), 2)
    body = {"dataset": "world-cities", "cities": [{"name": n, "geonameId": digits(rng, 7), "cityCentre": f"POINT({o} {a})", "population": digits(rng, 7)} for n, a, o in some], "rev": hexes(rng, 12), "cacheAgeMs": digits(rng, 9)}
    return sent(rng, "cities", "/widgets/worldclock/ack", body)


def test_cards(rng, _p):
    """A payer's page of tests, as its manual prints them."""
    cards = rng.sample(("4242424242424242", "4000056655665556", "5200828282828210", "3056930009020004", "6011111111111117"), 2)
    body = {"mode": "test", "livemode": False, "docs": "testing#cards", "testCards": [{"example": c, "outcome": "succeeds"} for c in cards], "docRev": digits(rng, 8), "sandboxRun": uuid4(rng)}
    return sent(rng, "testcards", "/sandbox/run", body)


def sums(rng, _p):
    """What a download should be."""
    entries = [{"path": f"res/{hexes(rng, 2)}.bin", "sha256": text64(octets(rng, 32)), "size": digits(rng, 6), "chunk": uuid4(rng), "crc32": digits(rng, 10)} for _ in range(3)]
    return http(rng, "sums", "/bundle/verify", compact({"bundle": digits(rng, 15), "entries": entries, "etag": hexes(rng, 32), "merkle": base64.b32encode(octets(rng, 20)).decode()}), JSON)


SHAPES = (stream, chess, tile, departures, rates, scores, sky, dialling, type_codes, hotline, sepa, answered, stalled, migrated, puzzle, lottery, food, tokens, colours, words, clock, edge_names, valve, beats, numbers_in_proto,
          traced, signed, challenge, cities, test_cards, sums)
