"""Whose message it is: gives values, and notes what was given and of what the message may be accused."""

import hashlib

from .values import MAKERS, Datum, Label, tail


class Person:
    """who: known (the case's handset), unknown (one that nobody has named) or refused (dummies stand where data would)."""

    def __init__(self, rng, case, who, dummies, makers=None):
        self.rng, self.who, self.labels, self.allowed = rng, who, [], []
        self.dummies = {k: d if isinstance(d, str) else rng.choice(d) for k, d in dummies.items()}
        known, makers = {d.kind: d for d in reversed(case)}, makers or MAKERS
        self.data = {k: known[k] if who != "unknown" and k in known else Datum(k, makers[k](rng), False) for k in dummies}

    def value(self, kind):
        return self.dummies[kind] if self.who == "refused" else self.data[kind].value

    def note(self, kind, telling, form="plain", end=None):
        """telling: the key says what it is, so that it should be found of anybody. Otherwise it may be."""
        if self.who == "refused":
            return
        known, last = self.data[kind].known, tail(self.data[kind])
        if known or telling:
            self.labels.append(Label(kind, last if known else end or last, "known" if known else "validated", form))
        else:
            self.allowed.append((kind, end or last))

    def give(self, kind, telling=True, spell=None, form="plain"):
        """The value, spelled in a way that keeps its last two characters."""
        self.note(kind, telling, form)
        return self.spelled(kind, spell)

    def spelled(self, kind, spell):
        text = self.value(kind)
        return spell(text) if spell and self.who != "refused" else text

    def hashed(self, kind, name, telling=True, spell=lambda text: text):
        """A hash of nothing where there is nothing."""
        text = hashlib.new(name, spell(self.value(kind)).encode()).hexdigest()
        self.note(kind, telling, name + "-hex", text[-2:])
        return text

    def place(self):
        """A latitude and a longitude. The case knows none."""
        if self.who == "refused":
            return 0.0, 0.0
        pair = tuple(int(self.rng.uniform(-most, most) * 100000) / 100000 + 0.000007 for most in (60, 170))
        pair = tuple(float(f"{abs(x):.6f}") for x in pair)
        self.labels += [Label("location", repr(x)[-2:], "validated") for x in pair if len(repr(x).split(".")[1]) >= 4]
        return pair

    def check(self, sent):
        """Whether the message says what its labels say: for sets that look."""


def told_of(who, shapes, dummies, makers=None, person=Person):
    """A message of that person in one of the shapes."""
    def message(rng, case, _decoded):
        while True:
            p = person(rng, case, who, dummies, makers)
            sent = rng.choice(shapes)(rng, p)
            p.check(sent)
            # Of a handset that nobody has named, some shapes tell nothing that can be told apart from chance.
            if p.labels:
                return sent, p.labels, p.allowed
    return message


def of_nobody(shapes, nobodys, dummies, makers=None, person=Person):
    """Either a shape in which nobody's data ever stand, or one of whom the owner refused."""
    def message(rng, case, _decoded):
        p = person(rng, case, "refused", dummies, makers)
        sent = rng.choice(nobodys if rng.random() < 0.5 else shapes)(rng, p)
        p.check(sent)
        return sent, []
    return message
