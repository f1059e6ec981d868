#!/usr/bin/env python3
"""verify.py [RANGES.csv]: how often places.mmdb.xz is right about the providers' own published ranges.

RANGES.csv has the columns cidr,provider,region,zone,country,services; without it there is nothing to compare
with and the check is skipped. Needs mmdblookup (Debian: mmdb-bin). SAMPLE addresses per row, weighted by
range size, with a fixed seed: the same files give the same table.
"""
import bisect
import concurrent.futures
import csv
import ipaddress
import itertools
import lzma
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = 2000
SEED = 20261122
POINTS = [  # address, what its operator says of it
    ("13.56.1.1", "aws", "US", "us-west-1"),
    ("52.94.76.1", "aws", "US", "us-west-2"),
    ("3.0.0.5", "aws", "SG", "ap-southeast-1"),
    ("54.222.0.1", "aws", "CN", "cn-north-1"),
    ("47.74.128.1", "alibaba", "SG", None),
]


def regions():
    """Usual name and subdivision of every region, from regions.yaml: "Paris (francecentral)" is another's name."""
    known = {}
    with open(os.path.join(HERE, "regions.yaml"), encoding="utf-8") as f:
        for line in f:
            m = re.match(r"  - \{id: ([^/]+)/([^,]+), country: [^,]+(?:, subdivision: ([^,]+))?, name: (.*)\}", line)
            if m:
                usual = re.search(r" \((\w+)\)$", m[4])
                usual = usual[1] if usual and (m[1], usual[1]) in known else m[2]
                known[m[1], m[2]] = (usual, m[3])
    return known


def look_up(database, address):
    """The record as a flat dictionary; mmdblookup's output is nearly JSON."""
    out = subprocess.run(["mmdblookup", "-f", database, "-i", address], capture_output=True, text=True).stdout
    flat, parent = {}, None
    tokens = re.findall(r'"((?:[^"\\]|\\.)*)"(?=:)|"((?:[^"\\]|\\.)*)" <utf8_string>|(\d+) <|([{}])', out)
    key = None
    for name, text, number, brace in tokens:
        if name:
            key = name
        elif brace == "{":
            parent = key
        elif brace == "}":
            parent = None
        else:
            flat[f"{parent}.{key}" if parent else key] = text or number
    return flat


def sample(rows, rng):
    """SAMPLE addresses, each with its row, every address of the ranges as likely as any other."""
    ends = list(itertools.accumulate(net.num_addresses for net, _ in rows))
    for _ in range(SAMPLE):
        i = rng.randrange(ends[-1])
        at = bisect.bisect_right(ends, i)
        net, row = rows[at]
        yield str(net[i - (ends[at] - net.num_addresses)]), row


def percent(n, of):
    return f"{100 * n / of:6.2f}" if of else "     -"


def measure(database, title, rows, known, rng):
    pairs = list(sample(rows, rng))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda pair: look_up(database, pair[0]), pairs))
    n = len(pairs)
    country = registered = region_right = region_wrong = sub_right = sub_wrong = sub_of = 0
    for (_, row), got in zip(pairs, found):
        country += got.get("country.iso_code") == row["country"]
        registered += got.get("registered_country.iso_code") == row["country"]
        name = row["zone"] if row["provider"] == "aws" else row["region"]
        region, subdivision = known.get((row["provider"], name), (name, None))
        region_right += got.get("region") == region
        region_wrong += got.get("region") not in (None, region)
        if subdivision:
            sub_of += 1
            sub_right += got.get("subdivision") == subdivision
            sub_wrong += got.get("subdivision") not in (None, subdivision)
    print(f"{title:24}{n:6} {percent(country, n)}  {percent(registered, n)}   {percent(region_right, n)} "
          f"{percent(region_wrong, n)} {percent(n - region_right - region_wrong, n)}   "
          f"{percent(sub_right, sub_of)} {percent(sub_wrong, sub_of)}")


def main():
    if len(sys.argv) > 2 or sys.argv[1:2] in (["-h"], ["--help"]):
        print(__doc__.strip())
        return 0 if len(sys.argv) == 2 else 2
    if len(sys.argv) < 2 or not os.path.exists(sys.argv[1]):
        print(f"skipped: no range file{': ' + sys.argv[1] if len(sys.argv) == 2 else ' given'}")
        return 0
    if not shutil.which("mmdblookup"):
        print("verify: mmdblookup is missing: apt install mmdb-bin", file=sys.stderr)
        return 1

    groups = {}
    with open(sys.argv[1], newline="", encoding="utf-8") as f:
        for row in csv.DictReader(f):
            if not row["country"]:
                continue
            net = ipaddress.ip_network(row["cidr"])
            names = [row["provider"]] if row["provider"] in ("gcp", "azure", "oracle") else []
            if row["provider"] == "aws" and "EC2" in row["services"].split("|"):
                names = ["aws ec2"] + (["aws ec2 outside US"] if row["country"] != "US" else [])
                names += ["aws ec2 us-west-2"] if row["zone"] == "us-west-2" else []
                names += ["aws ec2 us-west-1"] if row["zone"] == "us-west-1" else []
            for name in names:
                groups.setdefault(f"{name} IPv{net.version}", []).append((net, row))

    known = regions()
    with tempfile.NamedTemporaryFile(suffix=".mmdb") as database:
        with lzma.open(os.path.join(HERE, "places.mmdb.xz")) as packed:
            shutil.copyfileobj(packed, database)
        database.flush()
        print("                             n country  registr.  region: right  wrong   none   subdiv.: right  wrong   (%)")
        for title in sorted(groups, key=lambda t: (t.endswith("IPv6"), t)):
            measure(database.name, title, groups[title], known, random.Random(SEED))
        bad = 0
        for address, provider, country, region in POINTS:
            got = look_up(database.name, address)
            ok = got.get("provider") == provider and got.get("country.iso_code") == country
            ok = ok and got.get("region") in (None, region)
            bad += not ok
            print(f"{'ok' if ok else 'WRONG':6}{address:14}{provider} {country} {region or '-'}: found "
                  f"{got.get('provider')} {got.get('country.iso_code')} {got.get('subdivision', '-')} {got.get('region', '-')}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
