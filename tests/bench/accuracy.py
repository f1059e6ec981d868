#!/usr/bin/python3
"""How much of what a handset sends is found, and how much is found that is not there.

From a seed makes messages of which it is known what they carry, as a capture file, with a case that knows some of the values; has
phonehome scan it; and prints recall and precision by tier, kind, carrier, depth of wrapping, wrapping, document and form."""

import argparse
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from labelled import carrier, eighth, eleventh, fifth, first, fourteenth, fourth, ninth, second, seventh, sixth, tenth, third, thirteenth, twelfth, wrapping  # noqa: E402
from labelled.capture import HANDSET, Capture  # noqa: E402
from labelled.score import Score  # noqa: E402

TOP = Path(__file__).resolve().parents[2]
SHAPES = {"first": first, "second": second, "third": third, "fourth": fourth, "fifth": fifth, "sixth": sixth, "seventh": seventh, "eighth": eighth, "ninth": ninth, "tenth": tenth, "eleventh": eleventh, "twelfth": twelfth, "thirteenth": thirteenth, "fourteenth": fourteenth}
# tier: recall and precision that must be reached
BARS = {"known": (0.99, 0.995), "validated": (0.95, 0.98)}


@dataclass
class Message:
    sent: carrier.Sent
    labels: list
    frames: tuple = ()
    allowed: list = field(default_factory=list)  # (kind, tail): may be found, need not be


@dataclass
class Sighting:
    frame: int
    kind: str
    tail: str
    tier: str
    form: str
    path: str
    reason: str


def case_text(case):
    kinds = {}
    for datum in case:
        kinds.setdefault(datum.kind, []).append(datum.value)
    lines = "".join(f"      {kind}: {json.dumps(items)}\n" for kind, items in kinds.items())
    return ("# Invented, by tests/bench/accuracy.py.\ncase: accuracy\nkey: case.key\nclock_uncertainty: 2s\nhandset:\n  - id: one\n    model: none\n"
            "    rom: {branch: global, build: none, region: DE}\n    subject_country: DE\n"
            f'    addresses: ["{HANDSET}"]\n    values:\n{lines}steps: []\nconsent:\n  events: []\nplaces: []\n')


def messages_of(rng, shapes, case, wanted):
    """Half of them carry data, half are decoys."""
    decoded = list(carrier.DECODED.values())
    out = []
    for i in range(wanted * 2):
        sent, labels, *allowed = shapes.MESSAGES[i % len(shapes.MESSAGES)](rng, case, decoded)
        out.append(Message(sent, labels, allowed=allowed[0] if allowed else []))
    rng.shuffle(out)
    return out


def lay_down(rng, messages, case, name):
    """HTTP connections carry one to three messages, the others one."""
    capture, i = Capture(), 0
    while i < len(messages):
        n = 1
        while n < 3 and all(m.sent.carrier.startswith("http") for m in messages[i:i + n + 1]) and i + n < len(messages) and rng.random() < 0.5:
            n += 1
        some = messages[i:i + n]
        answers = [first.answer(rng, case) if m.sent.carrier.startswith("http") else b"" for m in some]
        for message, frames in zip(some, capture.exchange([m.sent for m in some], answers)):
            message.frames = frames
        i += n
    capture.write(name)


def write_truth(messages, name):
    with open(name, "w", encoding="utf-8") as file:
        for m in messages:
            row = {"frames": m.frames, "carrier": m.sent.carrier, "document": m.sent.document, "wrappings": m.sent.wrappings,
                   "decoy": not m.labels, "labels": [vars(label) for label in m.labels]}
            file.write(json.dumps(row) + "\n")


def scan(phonehome, folder):
    for name in ("accuracy.db", "accuracy.db-wal", "accuracy.db-shm"):
        (folder / name).unlink(missing_ok=True)
    done = subprocess.run([phonehome, "scan", "--rules", TOP / "rules", "--places", Path(phonehome).parent / "places.mmdb", "--case", folder / "case.yaml",
                           "-o", folder / "accuracy.db", folder / "accuracy.pcap"], capture_output=True, text=True, check=False)
    if done.returncode > 1:  # 1: departures from rules were found
        sys.exit(f"phonehome scan: {done.returncode}\n{done.stdout}{done.stderr}")


def read(folder):
    db = sqlite3.connect(f"file:{folder / 'accuracy.db'}?mode=ro", uri=True)
    rows = db.execute("SELECT d.frame, d.kind, lower(substr(d.masked, -2)), d.tier, d.form, d.path, s.reason FROM disclosures d "
                      "JOIN sighting s ON s.id = d.sighting_id ORDER BY d.frame, d.offset")
    seen = [Sighting(*row) for row in rows]
    clear, up = db.execute("SELECT sum(bytes_clear), sum(bytes_up) FROM transfers").fetchone()
    db.close()
    return seen, clear, up


def compare(messages, seen):
    order = sorted(messages, key=lambda m: m.frames)
    firsts, of_message = [m.frames[0] for m in order], {}
    for s in seen:
        i = bisect_right(firsts, s.frame) - 1
        of_message.setdefault(i, []).append(s)
    score = Score()
    for i, message in enumerate(order):
        score.message(message, of_message.get(i, []))
    return score


def print_table(score):
    print(f"{'':10}{'':22}{'sent':>7}{'recall':>9}{'found':>7}{'precision':>11}")
    before = None
    for side, name, sent, recall, found, precision in score.rows():
        print(f"{side if side != before else '':10}{name:22}{sent:7}{recall:>9}{found:7}{precision:>11}")
        before = side


def print_faults(score, most):
    for message, label, why in score.missed[:most]:
        print(f"missed: frame {message.frames[1]}: {label.kind} at {label.tier} as {label.form}, {why}: {message.sent.carrier} "
              f"{' > '.join(message.sent.wrappings)} > {message.sent.document}")
    for message, s in score.false[:most]:
        print(f"false: frame {s.frame}: {s.kind} at {s.tier} as {s.form}, {s.reason}: {message.sent.carrier} {s.path}")


def bars(score):
    """A line for each bar, and whether all were reached."""
    good, lines = True, []
    for tier, (recall_bar, precision_bar) in BARS.items():
        for what, bar, is_value in (("recall", recall_bar, score.recall), ("precision", precision_bar, score.precision)):
            value = is_value("tier", tier)
            reached = value is not None and value >= bar
            good = good and reached
            lines.append((reached, f"{what} at {tier}: {value if value is not None else 0:.4f} (at least {bar})"))
    return good, lines


def options():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("phonehome", help="the program to measure")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--messages", type=int, default=2000, help="that carry data; there are as many decoys")
    p.add_argument("--shapes", choices=SHAPES, default="first")
    p.add_argument("--faults", type=int, default=0, metavar="N", help="list the first N missed and falsely found")
    p.add_argument("--keep", metavar="DIR", help="leave capture, case, truth and database there")
    p.add_argument("--make", action="store_true", help="make capture, case and truth, and scan nothing")
    p.add_argument("--tap", action="store_true", help="print only the bars, as TAP")
    return p.parse_args()


def make(o, folder):
    rng = random.Random(o.seed)
    case = SHAPES[o.shapes].CASE(rng)
    messages = messages_of(rng, SHAPES[o.shapes], case, o.messages)
    lay_down(rng, messages, case, folder / "accuracy.pcap")
    os.umask(0o077)
    (folder / "case.yaml").write_text(case_text(case), encoding="utf-8")
    (folder / "case.key").write_text("0123456789abcdef0123456789abcdef", encoding="utf-8")
    write_truth(messages, folder / "accuracy.truth")
    return messages


def measure(o, folder):
    messages = make(o, folder)
    scan(o.phonehome, folder)
    seen, clear, up = read(folder)
    return messages, compare(messages, seen), clear, up


def main():
    o = options()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(o.keep or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if o.make:
            make(o, folder)
            return 0
        messages, score, clear, up = measure(o, folder)
    good, lines = bars(score)
    if o.tap:
        for reached, text in lines:
            print(f"{'ok' if reached else 'not ok'} - {o.shapes}: {text}")
        return 0 if good else 1
    data = sum(1 for m in messages if m.labels)
    print(f"{o.shapes} set, seed {o.seed}: {data} messages with {sum(len(m.labels) for m in messages)} data, {len(messages) - data} decoys")
    if wrapping.LEFT_OUT:
        print(f"left out, no library to make them with: {', '.join(wrapping.LEFT_OUT)}")
    print_table(score)
    print(f"bytes that could be read: {clear} of {up} ({clear / up:.4f})")
    print_faults(score, o.faults)
    for reached, text in lines:
        print(f"{'reached' if reached else 'NOT REACHED'}: {text}")
    return 0 if good else 1


sys.exit(main())
