"""A handset whose messages are checked, with the names that a set gives to its data, for the eighth set and the ninth."""

from dataclasses import replace

from . import look
from .seventh import Planter
from .values import Label, digits


def mainland_id(rng):
    """A number of the mainland's identity cards: region, day of birth, sequence, and MOD 11-2 (ISO 7064)."""
    body = rng.choice(("110105", "310104", "440305", "510107", "330106")) + f"{rng.randrange(1961, 2004)}{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}" + digits(rng, 3)
    total = sum(int(c) * (2 ** (17 - i) % 11) for i, c in enumerate(body))
    return body + "10X98765432"[total % 11]


def island_id(rng):
    """A number of Taiwan's identity cards: a letter of two digits, and a sum by weights."""
    letter = rng.choice("ABCDEFGH")
    body = rng.choice("12") + digits(rng, 7)
    weighed = 1 + 9 * (ord(letter) - ord("A")) + sum(int(c) * w for c, w in zip(body, range(8, 0, -1)))
    return letter + body + str(-weighed % 10)


class Handset(Planter):
    names, spell = {}, {}  # a set's own: kind -> names that tell, kind -> ways to spell it

    def named(self, kind, name=None):
        name = name or self.rng.choice(self.names[kind])
        out = self.give(kind, True, self.rng.choice(self.spell.get(kind, (None,))))
        self.written[-1] = (name, out)
        return name, out

    def some(self, *kinds, most=3):
        kinds = kinds or tuple(self.names)
        return dict(self.named(k) for k in self.rng.sample(kinds, min(len(kinds), self.rng.randrange(1, most + 1))))

    def plainly(self, *kinds, most=3):
        """The same under names that a header, a tag or an address can hold."""
        kinds = self.rng.sample(kinds or tuple(self.names), self.rng.randrange(1, min(len(kinds or self.names), most) + 1))
        return dict(self.named(k, self.rng.choice([n for n in self.names[k] if n.isascii() and " " not in n])) for k in kinds)

    def hashed(self, kind, name, telling=True, spell=lambda text: text):
        """Of a refusal, the hash of nothing, whatever the dummy."""
        dummy, self.dummies[kind] = self.dummies[kind], ""
        out = super().hashed(kind, name, telling, spell)
        self.dummies[kind] = dummy
        return out

    def angle(self, most):
        """Degrees with five or six decimals, none of them lost at the end."""
        places = self.rng.choice((5, 6))
        return f"{self.rng.choice(('', '-'))}{self.rng.randrange(1, most)}.{digits(self.rng, places - 1)}{self.rng.randrange(1, 10)}"

    def spot(self, *names):
        """A position as two texts, under two names if they are given; 0 where it was refused."""
        if self.who == "refused":
            return "0.0", "0.0"
        pair = self.angle(60), self.angle(170)
        self.labels += [Label("location", text[-2:], "validated") for text in pair]
        self.written += list(zip(names or (None, None), pair))
        return pair

    def spot_of_both(self, between=","):
        """A position as one text."""
        if self.who == "refused":
            return ""
        pair = self.angle(60), self.angle(170)
        self.labels.append(Label("location", pair[1][-2:], "validated"))
        self.allowed.append(("location", pair[0][-2:]))
        self.written.append((None, between.join(pair)))
        return between.join(pair)

    def other(self):
        """A number out of the phone book: the case's, or anybody's."""
        number = self.plain("contact")
        self.allowed.append(("phone-number", number[-2:].lower()))
        return number

    def pairs(self, sent):
        """Also what stands on the way: beside what is wrapped, in the form or the JSON around it."""
        beside = [look.pairs_of(replace(sent, wrappings=sent.wrappings[:n], document=name)) for n in range(len(sent.wrappings)) for name in ("form", "json")]
        return super().pairs(sent) + [pair for pairs in beside for pair in pairs]
