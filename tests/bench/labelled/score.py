"""Compares what a scan found with what was sent: recall and precision, whole and by every side of a message."""

from collections import Counter, defaultdict

STRENGTH = {"pattern": 1, "validated": 2, "known": 3}


class Score:
    def __init__(self):
        self.sent, self.found, self.right, self.wrong = (defaultdict(Counter) for _ in range(4))
        self.missed, self.false = [], []

    @staticmethod
    def sides(message):
        yield "carrier", message.sent.carrier
        yield "depth", str(len(message.sent.wrappings))
        yield "document", message.sent.document
        for name in sorted(set(message.sent.wrappings)):
            yield "wrapping", name

    def count(self, counts, message, more):
        for side, name in (*self.sides(message), *more):
            counts[side][name] += 1

    def message(self, message, sightings):
        """sightings: (kind, tail, tier, form, path) of the message's frames."""
        for label in message.labels:
            more = (("tier", label.tier), ("kind", label.kind), ("form", label.form))
            self.count(self.sent, message, more)
            tiers = [STRENGTH[s.tier] for s in sightings if s.kind == label.kind and s.tail == label.tail]
            if tiers and max(tiers) >= STRENGTH[label.tier]:
                self.count(self.found, message, more)
            else:
                self.missed.append((message, label, "found at a lower tier" if tiers else "not found"))
        told = {(label.kind, label.tail) for label in message.labels} | set(message.allowed)
        for s in sightings:
            more = (("tier", s.tier), ("kind", s.kind), ("form", s.form))
            ok = (s.kind, s.tail) in told
            self.count(self.right if ok else self.wrong, message, more)
            if not ok:
                self.false.append((message, s))

    @staticmethod
    def share(part, whole):
        return f"{part / whole:.4f}" if whole else "-"

    def recall(self, side, name):
        return self.found[side][name] / self.sent[side][name] if self.sent[side][name] else None

    def precision(self, side, name):
        all_found = self.right[side][name] + self.wrong[side][name]
        return self.right[side][name] / all_found if all_found else None

    def rows(self):
        for side in ("tier", "kind", "carrier", "depth", "wrapping", "document", "form"):
            names = set(self.sent[side]) | set(self.right[side]) | set(self.wrong[side])
            for name in sorted(names, key=lambda n: (-STRENGTH.get(n, 0), n)):
                sent, right, wrong = self.sent[side][name], self.right[side][name], self.wrong[side][name]
                yield (side, name, sent, self.share(self.found[side][name], sent), right + wrong, self.share(right, right + wrong))
