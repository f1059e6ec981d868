#!/usr/bin/env python3
"""Make the sample captures from their descriptions.

    samples/make.py [NAME...] [--out DIR]   write NAME/NAME.pcap (or .pcapng); all samples if none is named
    samples/make.py --check                 compare byte for byte with what is there; exit 1 if anything differs
    samples/make.py --readme                rewrite the flow tables in README.md

A capture is the same, byte for byte, each time: nothing is random and nothing reads a clock.
Needs Python 3.9 and PyYAML (Debian: python3-yaml).
"""

import argparse
import pathlib
import re
import sys

import yaml

from making.story import tell
from making.values import DescriptionError

HERE = pathlib.Path(__file__).resolve().parent
README = HERE / "README.md"


def names():
    return sorted(path.parent.name for path in HERE.glob("*/traffic.yaml"))


def make(name):
    """(story, file name below the samples, bytes)"""
    story, data, ending = tell((HERE / name / "traffic.yaml").read_text())
    return story, f"{name}/{name}.{ending}", data


def cell(text):
    return " ".join(text.split()).replace("|", "\\|")


def table(story):
    """The flows of a sample as Markdown; `frame` is the flow's first one."""
    lines = ["| # | time | frame | from | to | protocol | host | what it is | carries |", "|---" * 9 + "|"]
    for flow in story.flows:
        cells = [str(flow.number), flow.time, str(flow.first_frame), flow.source, flow.target, flow.protocol,
                 flow.host, flow.entry.get("what", ""), ", ".join(dict.fromkeys(flow.carries))]
        lines.append("| " + " | ".join(cell(text) for text in cells) + " |")
    return "\n".join(lines) + "\n"


def with_table(text, name, story):
    """README's text with the part between the sample's two markers replaced."""
    marked = re.compile(rf"(<!-- flows of {name} -->\n).*?(<!-- end -->)", re.S)
    if not marked.search(text):
        raise DescriptionError(f"README.md has no markers for {name}")
    return marked.sub(lambda match: match[1] + table(story) + match[2], text)


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    print(path)


def same(path, data):
    if path.is_file() and path.read_bytes() == data:
        return True
    print(f"{path}: differs from its description", file=sys.stderr)
    return False


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="samples to make")
    parser.add_argument("--out", type=pathlib.Path, default=HERE, metavar="DIR", help="write below DIR")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    parser.add_argument("--readme", action="store_true", help="rewrite the tables in README.md")
    return parser.parse_args()


def main():
    options = arguments()
    readme, fine = README.read_text(), True
    for name in options.names or names():
        try:
            story, path, data = make(name)
            readme = with_table(readme, name, story) if options.check or options.readme else readme
        except (DescriptionError, OSError, yaml.YAMLError) as error:
            sys.exit(f"{name}: {error}")
        if options.check:
            fine &= same(HERE / path, data)
        elif not options.readme:
            write(options.out / path, data)
    if options.check:
        fine &= same(README, readme.encode())
    if options.readme:
        write(README, readme.encode())
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
