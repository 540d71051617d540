"""Scenario files made to be heavy: each takes one thing that a file may have as far as its bounds let it, or beyond.

What they are for: a file of any kind is refused with its size, or ready to be played within seconds. `made` writes a
file of a kind; `amount` says how much of the thing is in it, `dice` which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.scenario.rules import MOMENTS

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

BASE = """
format = 1
id = "heavy"
title = "Heavy"
summary = "S."
introduction = "I."
success = 50
ply_limit = {ply_limit}
first = "a"
ending_classes = ["held"]
source = {{ title = "T", description = "D" }}
[[sides]]
id = "a"
name = "{name}"
leader = "L"
brief = "B"
mandates = [{mandates}]
[[sides]]
id = "b"
name = "B"
leader = "L"
brief = "B"
mandates = [{{ id = "m", title = "M", brief = "B" }}]
{phases}
[[tracks]]
id = "x"
title = "X"
meaning = "X"
min = 0
max = 9
start = 5
{issues}
[[moves]]
id = "wait"
for = "sides"
phases = {everywhere}
group = "G"
title = "Wait"
[[endings]]
id = "end"
title = "End"
class = "held"
text = "E"
[[scores]]
for = "sides"
label = "L"
form = "50"
[doctrines.a]
name = "A"
temperament = "T"
otherwise = "1"
[doctrines.b]
name = "B"
temperament = "T"
otherwise = "1"
"""


def base(
    more: str, *, issues: int = 1, phases: int = 1, mandates: int = 1, levels: int = 2, name: str = "A", plies: int = 40
) -> str:
    """Return a small scenario with so many issues, phases and mandates, and more after it."""
    each_issue = [
        f'[[issues]]\nid = "i{at}"\ntitle = "I"\nconceded_by = "{"ab"[at % 2]}"\nlevels = {["l"] * levels}\n'
        f'labels = {["l"] * levels}\nvague = "v"\n[issues.values.a]\n'
        + "".join(f"m{each or ''} = {list(range(1, levels + 1))}\n" for each in range(mandates))
        for at in range(issues)
    ]
    each_phase = [
        f'[[phases]]\nid = "p{at}"\ntitle = "P"\nrounds = 60\n' + (f'next = "p{at + 1}"\n' if at + 1 < phases else "")
        for at in range(phases)
    ]
    return (
        BASE.format(
            ply_limit=plies,
            name=name,
            mandates=", ".join(f'{{ id = "m{at or ""}", title = "M", brief = "B" }}' for at in range(mandates)),
            phases="".join(each_phase),
            issues="".join(each_issue),
            everywhere=[f"p{at}" for at in range(phases)],
        )
        + more
    )


def track(at: object, *, low: int = 0, high: int = 9, seen: str = "everyone") -> str:
    """Return a track."""
    name = at if isinstance(at, str) else f"t{at}"
    return (
        f'[[tracks]]\nid = "{name}"\ntitle = "T"\nmeaning = ""\nmin = {low}\nmax = {high}\nstart = {low}\n'
        f'seen_by = "{seen}"\n'
    )


def derived(name: str, form: str, *, low: int = -9999, high: int = 9999) -> str:
    """Return a derived track."""
    return f'[[derived]]\nid = "{name}"\ntitle = "D"\nmeaning = ""\nmin = {low}\nmax = {high}\nform = {form}\n'


def move(name: str, when: str = "", more: str = "", *, phases: str = '["p0"]', side: str = 'side = "a"') -> str:
    """Return a move."""
    return f'[[moves]]\nid = "{name}"\n{side}\nphases = {phases}\ngroup = "G"\ntitle = "M"\nwhen = "{when}"\n{more}\n'


def event(name: str, when: str = "", more: str = "", *, at: str = "round") -> str:
    """Return an event."""
    return f'[[events]]\nid = "{name}"\ntitle = "E"\nat = "{at}"\nwhen = "{when}"\n{more}\n'


def outcomes(count: int, weight: str = '"1"', more: str = "") -> str:
    """Return outcomes of a rule."""
    one = ", ".join(f'{{ id = "o{at}", title = "O", weight = {weight}{more} }}' for at in range(count))
    return f"outcomes = [{one}]"


def names(dice: random.Random, many: int, count: int) -> list[str]:
    """Return some of the tracks t0, t1, …, each once."""
    return [f"t{at}" for at in dice.sample(range(many), min(many, count))]


# -- the kinds


def guards(amount: int, dice: random.Random) -> str:
    """Moves whose guards compare many pairs and triples of tracks."""
    text, at = "".join(track(each) for each in range(60)), 0
    while len(text) < amount:
        asked = (f"{' + '.join(names(dice, 60, dice.randint(1, 3)))} <= {dice.randint(9, 27)}" for _ in range(22))
        text, at = text + move(f"m{at}", " and ".join(asked)[:390].rpartition(" and ")[0]), at + 1
    return base(text)


def products(amount: int, dice: random.Random) -> str:
    """Events whose guards compare long sums and products."""
    text, at = "".join(track(each) for each in range(90)), 0
    while len(text) < amount:
        long = " + ".join(f"{dice.randint(2, 9)}*{each}" for each in names(dice, 90, 40))
        text, at = text + event(f"e{at}", f"{long} >= {dice.randint(1, 99)}"[:400]), at + 1
    return base(text)


def nested(amount: int, dice: random.Random) -> str:
    """Templates for every issue with repetitions over every issue in them."""
    inner = '{ for = "issues", do = ["done.{issue} += offer.{issue}", "claim.{issue} <<= offer.{issue}"] }, '
    text, at = "", 0
    while len(text) < amount:
        many = f"effects = [{inner * dice.randint(1, 8)}]"
        text, at = text + event(f"e{at}_{{issue}}", "", f'for = "issues"\n{many}'), at + 1
    return base(text, issues=20)


def many_derived(amount: int, _: random.Random) -> str:
    """As many derived tracks as fit, each of its own guarded terms."""
    text, at = "".join(track(each) for each in range(20)), 0
    while len(text) < amount:
        form = f'[{{ if = "t{at % 20} >= {at % 9}", add = "t{at % 19}" }}, "x"]'
        text, at = text + derived(f"d{at}", form), at + 1
    return base(text)


def chained(amount: int, dice: random.Random) -> str:
    """Derived tracks that read each the one before, and rules that read the last."""
    count = min(397, max(2, amount // 120))
    high = dice.choice([9, 20, 9999])
    text = derived("d0", '"x"', low=0, high=9)
    for at in range(1, count):
        form = dice.choice([f'"d{at - 1} + 1"', f'"2*d{at - 1}"', f'[{{ if = "d{at - 1} >= 1", add = "d{at - 1}" }}]'])
        text += derived(f"d{at}", form, low=0, high=min(9999, high + at))
    last = f"d{count - 1}"
    asked = " and ".join(f"{last} >= {at}" for at in range(20))
    return base(text + "".join(move(f"m{at}", asked) for at in range(50)) + event("e", "", outcomes(16, f'"1+{last}"')))


def wide(amount: int, dice: random.Random) -> str:
    """Derived tracks that each read all those before, and many rules that each read some others of them."""
    text, at = track("t0"), 0
    while len(text) < amount // 2 and at < 390:
        before = [f"d{each}" for each in range(at)] or ["x"]
        long = " + ".join(dice.sample(before, min(len(before), 60)))
        text, at = text + derived(f"d{at}", f'[{{ if = "x >= 1", add = "{long}" }}]', high=9, low=0), at + 1
    number = 0
    while len(text) < amount:
        some = (dice.sample([f"d{each}" for each in range(at)], min(at, 3)) for _ in range(20))
        effects = (f'"x = {" + ".join(each)}"' for each in some)
        text, number = text + event(f"e{number}", "", f"effects = [{', '.join(effects)}]"), number + 1
    return base(text)


def plain(amount: int, dice: random.Random) -> str:
    """Plain derived tracks of many terms, read everywhere."""
    text = "".join(track(each) for each in range(200))
    text += "".join(derived(f"d{at}", f'"{" + ".join(names(dice, 200, 60))}"') for at in range(100))
    at = 0
    while len(text) < amount:
        asked = " and ".join(f"d{dice.randrange(100)} != {dice.randint(5000, 9000)}" for _ in range(20))
        text, at = text + event(f"e{at}", asked), at + 1
    return base(text)


def wheels(amount: int, dice: random.Random) -> str:
    """Events of sixteen outcomes with weights that hang on three tracks, by a thousand cases each."""
    text, at = "".join(track(each) for each in range(60)), 0
    while len(text) < amount and at < 300:
        one, two, three = names(dice, 60, 3)
        weights = [f'[{{ if = "{one} >= {k % 9}", add = "{two} + {k}*{three}" }}, "1"]' for k in range(16)]
        each = ", ".join(f'{{ id = "o{k}", title = "O", weight = {weight} }}' for k, weight in enumerate(weights))
        text, at = text + event(f"e{at}", "", f"outcomes = [{each}]"), at + 1
    return base(text)


def weights_of_nothing(amount: int, dice: random.Random) -> str:
    """Rolls that can only be proved by looking at every case."""
    text, at = "".join(track(each) for each in range(60)), 0
    while len(text) < amount and at < 300:
        asked = names(dice, 60, 4)
        long = " + ".join(asked)
        each = ", ".join(
            f'{{ id = "o{k}", title = "O", weight = "{long} - {k}" }}, '
            f'{{ id = "u{k}", title = "O", weight = "{k + 1} - {long}" }}'
            for k in range(8)
        )
        text, at = text + event(f"e{at}", "", f"outcomes = [{each}]"), at + 1
    return base(text)


def by(amount: int, _: random.Random) -> str:
    """Long lists `by` a long form, under a long guard."""
    text, at = "".join(track(each) for each in range(40)), 0
    long, asked = " + ".join(f"t{each}" for each in range(40)), " and ".join(f"t{each} >= 0" for each in range(28))
    while len(text) < amount:
        items = ", ".join(['"1"'] * 999)
        lines = items.replace(", ", ",\n")
        text += f'[[scores]]\nside = "a"\nlabel = "L"\nform = [{{ if = "{asked}", by = "{long}", add = [{lines}] }}]\n'
        at += 1
    return base(text)


def values(amount: int, _: random.Random) -> str:
    """What levels are worth, by thirty mandates and thirteen levels, over every issue."""
    term = '{ for = "issues", value_of = "done.{issue}", side = "a" }'
    count = max(1, amount // 100)
    scores = "".join(f'[[scores]]\nside = "a"\nlabel = "L"\nform = [{term}]\n' for _ in range(min(count, 500)))
    return base(scores, issues=20, mandates=30, levels=13)


def parentheses(amount: int, dice: random.Random) -> str:
    """Expressions as deep as their length allows."""
    texts = [
        "(" * 190 + "x" + ")" * 190,
        "-" * 390 + "x",
        "x+(" * 95 + "x" + ")" * 95,
        "1*(" * 95 + "x" + ")" * 95,
        "x-" * 195 + "x",
        "not " * 90 + "x",
        "x<" * 190 + "9",
        " and ".join("x" for _ in range(60)),
        "[" * 190 + "]" * 190,
    ]
    text, at = "", 0
    while len(text) < amount:
        text, at = text + event(f"e{at}", dice.choice(texts)), at + 1
    return base(text)


def masks(amount: int, dice: random.Random) -> str:
    """As many moves a side as there may be in each of twelve phases, each closed by pairs of tracks."""
    text = "".join(track(each, high=15) for each in range(50))
    for at in range(127):
        if len(text) > amount:
            break
        phases = [f"p{each}" for each in range(12) if dice.random() < 0.9] or ["p0"]
        pairs = (names(dice, 50, 2) for _ in range(6))
        asked = " and ".join(f"{one} <= {two} + {dice.randint(0, 9)}" for one, two in pairs)
        text += move(f"m{at}", asked, side='for = "sides"', phases=str(phases))
    return base(text, phases=12)


def alternatives(amount: int, dice: random.Random) -> str:
    """Guards of as many different alternatives as may be, in moves, effects and endings."""
    text, at = "".join(track(each, high=9) for each in range(50)), 0
    endings = ""
    while len(text) < amount and at < 64:
        one, two, three, four = (" or ".join(_pair(dice) for _ in range(4)) for _ in range(4))
        text += event(
            f"e{at}", f"({one}) and ({two}) and ({three})", f'effects = [{{ if = "{four}", do = ["x += 1"] }}]'
        )
        endings += f'[[endings]]\nid = "n{at}"\ntitle = "T"\nclass = "held"\ntext = "t"\nwhen = "({one}) and ({two})"\n'
        at += 1
    text += "".join(move(f"m{each}", _pairs(dice)) for each in range(min(at, 50)))
    return base(text).replace("[[endings]]\n", f"{endings}[[endings]]\n", 1)


def _pair(dice: random.Random) -> str:
    one, two = names(dice, 50, 2)
    return f"{one} >= {dice.randint(1, 9)} and {two} < 9"


def _pairs(dice: random.Random) -> str:
    return " or ".join(_pair(dice) for _ in range(16))


def appeals(amount: int, dice: random.Random) -> str:
    """A doctrine whose `otherwise` is long, for many moves."""
    text = "".join(track(each) for each in range(50)) + "".join(move(f"m{at}") for at in range(60))
    terms = ", ".join(f'"{" + ".join(names(dice, 50, 50))}"' for _ in range(max(1, amount // 250)))
    return base(text).replace('otherwise = "1"', f"otherwise = [\n{terms.replace(', ', chr(44) + chr(10))}]", 1)


def projections(amount: int, _: random.Random) -> str:
    """What-ifs that run the same long events again and again."""
    many = ", ".join(['"x += 1"'] * min(900, amount // 30))
    text = event("e", "", "effects = [\n" + many.replace(", ", ",\n") + "]", at="phase")
    again = ",\n".join(['"e"'] * min(900, amount // 30))
    for at in range(40):
        text += f'[[projections]]\nid = "p{at}"\ntitle = "P"\nevents = [{again}]\n'
    return base(text)


def chance(amount: int, dice: random.Random) -> str:
    """Events of chance after every move, which multiply."""
    count = min(250, max(1, amount // 2000))
    return base("".join(event(f"e{at}", "", outcomes(dice.choice([2, 4, 16])), at="ply") for at in range(count)))


def hidden(amount: int, dice: random.Random) -> str:
    """Hidden tracks that moves, events and scores hang on."""
    count = min(390, max(1, amount // 3000))
    text = "".join(track(at, high=dice.choice([1, 9]), seen="b") for at in range(count))
    text += event("e", " + ".join(f"t{at}" for at in range(min(count, 60))) + " >= 2", 'effects = ["x += 1"]', at="ply")
    text += "".join(f'[[scores]]\nside = "a"\nlabel = "L"\nform = "t{at}"\n' for at in range(count))
    return base(text + '[[projections]]\nid = "p"\ntitle = "P"\n')


def secrets(amount: int, _: random.Random) -> str:
    """Secret moves that are all shown as one with long effects."""
    many = ",\n".join(['"x += 1"'] * min(900, max(1, amount // 20)))
    text, few = move("open", "", f"effects = [{many}]"), many[:500].rpartition(",")[0]
    return base(text + "".join(move(f"m{at}", "", f'shown_as = "open"\neffects = [{few}]') for at in range(60)))


def endings(amount: int, dice: random.Random) -> str:
    """A hundred endings of long guards."""
    text = "".join(track(each) for each in range(60))
    first = ""
    for at in range(99):
        if len(first) > amount:
            break
        asked = " and ".join(f"{one} >= {dice.randint(0, 8)}" for one in names(dice, 60, 30))
        first += f'[[endings]]\nid = "e{at}"\ntitle = "E"\nclass = "held"\ntext = "E"\nwhen = "{asked}"\n'
    return base(text).replace("[[endings]]", first + "[[endings]]", 1)


def faults(amount: int, dice: random.Random) -> str:
    """Thousands of names that are not known, each near to hundreds that are."""
    letters = list("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcd")
    text = ""
    for _ in range(300):
        dice.shuffle(letters)
        text += track("t" + "".join(letters))
    number = 0
    while len(text) < amount:
        dice.shuffle(letters)
        text, number = text + event(f"e{number}", f"t{''.join(letters)} >= 1"), number + 1
    return base(text)


def wrong_types(amount: int, _: random.Random) -> str:
    """Thousands of values of the wrong type, and unknown keys."""
    lists = ",\n".join(["[" + ", ".join(["1.5"] * 900) + "]"] * max(1, amount // 4500))
    return base(f"junk = 1\n[[events]]\nid = 1\nphases = [{lists}]\n" + "".join(f"u{at} = 1\n" for at in range(900)))


def long_names(amount: int, _: random.Random) -> str:
    """Placeholders that stand for long names, many times over."""
    text, at = "", 0
    while len(text) < amount // 2:
        many = "{own}" * 200
        text, at = text + event(f"e{at}_{{own}}", "", f'for = "sides"\ntext = "{many}"'), at + 1
    return base(text, name="N" * min(3900, amount // 8))


def acting(amount: int, dice: random.Random) -> str:
    """Actors with all the moves that there may be at every moment, each asking and liking much."""
    text = "".join(track(each) for each in range(60))
    for actor in range(8):
        text += f'[[actors]]\nid = "z{actor}"\nname = "Z"\nbrief = "B"\n'
        for at in range(16 * len(MOMENTS)):
            asked = " and ".join(f"{one} >= 1" for one in names(dice, 60, max(1, amount // 20_000)))
            text += f'[[actors.moves]]\nid = "m{at}"\ntitle = "M"\nat = "{MOMENTS[at % 4]}"\nwhen = "{asked}"\n'
        text += f'[doctrines.z{actor}]\nname = "Z"\ntemperament = "T"\notherwise = "t0 + t1 - 2"\n'
        if len(text) > amount:
            break
    return base(text)


def printed(amount: int, dice: random.Random) -> str:
    """Front pages of all the pieces that there may be, for both sides."""
    text, at = "", 0
    while len(text) < amount:
        asked = [f'{{ if = "{" and ".join(f"x >= {k}" for k in range(dice.randint(1, 9)))}", text = "T" }}'] * 39
        lines = ",\n".join(f"[{', '.join(asked)}]" for _ in range(8)).replace("}, {", "},\n{")
        text, at = text + f'[[front_pages]]\nfor = "sides"\npaper = "P"\nheadlines = ["H"]\nlines = [{lines}]\n', at + 1
    return base(text)


def worded(amount: int, _: random.Random) -> str:
    """Hundreds of texts that each rule may tell one of, for every issue and side."""
    many, text, at = ",\n".join(f'"{each} {{own}}"' for each in range(min(900, amount // 100))), "", 0
    while len(text) < amount:
        text, at = text + move(f"w{at}", "", f"flavor = [{many}]", side='for = "issues"'), at + 1
    return base(text, issues=20)


def everything(amount: int, dice: random.Random) -> str:
    """Legal, and near all bounds at once."""
    text = "".join(track(each, high=15) for each in range(150))
    for at in range(150):
        last = f"d{at - 1}" if at else "x"
        text += derived(f"d{at}", f'[{{ if = "t{at % 100} >= 1", add = "t{at % 90} + {last}" }}]', low=0)
    for at in range(60):
        asked = " and ".join(f"{one} + {two} <= {30 + at}" for one, two in (names(dice, 150, 2) for _ in range(4)))
        text += move(f"m{at}", asked, outcomes(4, f'"1 + t{at}"'), side='for = "sides"', phases='["p0", "p1", "p2"]')
    at = 0
    while len(text) < amount and at < 290:
        text += event(f"e{at}", f"d{at % 150} >= {at % 7}", outcomes(8, f'"1 + t{at % 150}"', ', effects = ["x += 1"]'))
        at += 1
    return base(text, phases=12, plies=500)


KINDS: dict[str, Callable[[int, random.Random], str]] = {
    kind.__name__: kind
    for kind in (
        guards, products, nested, many_derived, chained, wide, plain, wheels, weights_of_nothing, by, values,
        parentheses, masks, alternatives, appeals, projections, chance, hidden, secrets, endings, faults,
        wrong_types, long_names, acting, printed, worded, everything,
    )
}  # fmt: skip


def made(kind: str, amount: int, dice: random.Random) -> str:
    """Return a file of a kind with about so many bytes of its thing."""
    return KINDS[kind](amount, dice)
