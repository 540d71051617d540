"""Scenarios that nobody would write: random guards, forms and effects, to try every corner of the language at once."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

Names = tuple[str, ...]

_HEAD = """
format = 1
id = "generated"
title = "t"
summary = "s"
introduction = "i"
success = 50
ply_limit = {ply_limit}
first = "drawn"
ending_classes = ["good", "bad"]
[source]
title = "t"
description = "d"
[[sides]]
id = "usa"
name = "U"
leader = "l"
brief = "b"
mandates = [{{ id = "p", title = "P", brief = "b" }}, {{ id = "q", title = "Q", brief = "b", weight = 3 }}]
[[sides]]
id = "kor"
name = "K"
leader = "l"
brief = "b"
mandates = [{{ id = "r", title = "R", brief = "b" }}, {{ id = "s", title = "S", brief = "b" }}]
[[issues]]
id = "arms"
title = "Arms"
conceded_by = "kor"
levels = ["a", "b", "c", "d"]
labels = ["a", "b", "c", "d"]
vague = "v"
start = {{ offer = 1, claim = 2 }}
values.usa = {{ p = 3, q = [0, 5, -2, 9] }}
values.kor = {{ r = -4 }}
[[issues]]
id = "aid"
title = "Aid"
conceded_by = "{aid}"
levels = ["a", "b"]
labels = ["a", "b"]
vague = "v"
start = {{ claim = 1, vague = 1 }}
[[actors]]
id = "ally"
name = "A"
brief = "b"
[[actors.tracks]]
id = "{{own}}.mood"
title = "t"
meaning = "m"
min = -2
max = 4
start = 1
seen_by = "{seer}"
"""

_TRACKS = {
    "heat": (0, 9, 4),
    "mood": (-4, 5, -1),
    "flag": (0, 1, 0),
    "usa.face": (0, 60, 30),
    "kor.face": (-200, 300, 7),
}
_ISSUES = [f"{kind}.{issue}" for kind in ("offer", "claim", "vague", "done") for issue in ("arms", "aid")]
_GAPS = [f"{kind}.{issue}" for kind in ("raw", "gap") for issue in ("arms", "aid")]
_ENGINE = ["phase", "round", "clock", "ply"]
_ASSIGNABLE = [*_TRACKS, *_ISSUES]
_READABLE = (*_ASSIGNABLE, *_GAPS, *_ENGINE, "usa.mandate", "kor.mandate")
_ACTED = (*_READABLE, "ally.mood")  # what only the third party asks about: a move would give it away
_DERIVED = ["twice", "cut", "turn", "deep"]
_CONTROLS = [
    "again = 1",
    "end_round = 1",
    "end_phase = 1",
    "end_game = 1",
    "next_phase = 1",
    "next_phase = 0",
    "next_phase = flag + 2",
]


@cache
def _linear(names: Names) -> st.SearchStrategy[str]:
    number = st.integers(-6, 9).map(str)
    name = st.sampled_from(names)
    term = st.one_of(name, name, number, st.tuples(st.integers(-3, 4), name).map(lambda pair: f"{pair[0]}*{pair[1]}"))
    return st.lists(term, min_size=1, max_size=3).map(" - ".join) | st.lists(term, min_size=1, max_size=3).map(
        " + ".join
    )


@cache
def _guard(names: Names, *, least: int = 0) -> st.SearchStrategy[str]:
    name, operator = st.sampled_from(names), st.sampled_from(["<", "<=", "==", "!=", ">=", ">", "<=", ">="])
    single = st.tuples(name, operator, st.integers(-3, 9)).map(lambda parts: f"{parts[0]} {parts[1]} {parts[2]}")
    linear = st.tuples(_linear(names), operator, _linear(names)).map(" ".join)
    chain = st.tuples(st.integers(-2, 3), _linear(names), st.integers(2, 9)).map(lambda p: f"{p[0]} <= {p[1]} < {p[2]}")
    condition = st.one_of(single, single, linear, chain, name, name.map(lambda each: f"not {each}"))
    several = st.lists(condition, min_size=2, max_size=3)
    either = st.one_of(several.map(" or ".join), st.tuples(several, condition).map(_mixed), several.map(_neither))
    clause = st.one_of(condition, condition, condition, either.map(lambda each: f"({each})"))
    return st.lists(clause, min_size=least, max_size=3).map(" and ".join)


def _mixed(parts: tuple[list[str], str]) -> str:
    return f"{' and '.join(parts[0])} or {parts[1]}"


def _neither(parts: list[str]) -> str:
    return f"not ({' and '.join(parts)})"


@cache
def _form(names: Names) -> st.SearchStrategy[str]:
    plain = _linear(names).map(lambda text: f'"{text}"')
    guarded = st.tuples(_guard(names), _linear(names)).map(lambda pair: f'{{ if = "{pair[0]}", add = "{pair[1]}" }}')
    by = st.lists(_linear(names), min_size=1, max_size=3).map(
        lambda forms: '{ by = "mood", add = [' + ", ".join(f'"{form}"' for form in forms) + "] }"
    )
    issues = st.just('{ for = "issues", add = "gap.{issue} - done.{issue}" }')
    values = st.sampled_from(["usa", "kor"]).map(
        lambda side: f'{{ for = "issues", value_of = "claim.{{issue}}", side = "{side}" }}'
    )
    terms = st.lists(st.one_of(plain, guarded, guarded, by, issues, values), min_size=1, max_size=3)
    return plain | terms.map(lambda each: f"[{', '.join(each)}]")


@cache
def _effects(names: Names, *, controls: bool = True) -> st.SearchStrategy[str]:
    operator = st.sampled_from(["=", "+=", "-=", ">>=", "<<="])
    target = st.sampled_from(_ASSIGNABLE)
    constant = st.tuples(target, operator, st.integers(-5, 9)).map(lambda parts: f'"{parts[0]} {parts[1]} {parts[2]}"')
    assigned = st.tuples(target, operator, _linear(names)).map(lambda parts: f'"{" ".join(parts)}"')
    several = st.lists(st.one_of(constant, assigned), min_size=1, max_size=3).map(", ".join)
    guarded = st.tuples(_guard(names), several).map(lambda pair: f'{{ if = "{pair[0]}", do = [{pair[1]}] }}')
    issues = st.just(
        '{ for = "issues", if = "not vague.{issue}", do = ["offer.{issue} >>= claim.{issue}", "heat += gap.{issue}"] }'
    )
    kinds = [constant, constant, assigned, guarded, guarded, issues]
    if controls:
        control = st.sampled_from(_CONTROLS)
        often = st.tuples(_guard(names, least=1), control).map(
            lambda pair: f'{{ if = "{pair[0]}", do = ["{pair[1]}"] }}'
        )
        kinds += [often, control.map(lambda text: f'"{text}"')]
    return st.lists(st.one_of(kinds), max_size=4).map(lambda each: f"[{', '.join(each)}]")


def _texts() -> st.SearchStrategy[str]:
    """Draw a text, or a list of some."""
    word = st.sampled_from(["A word.", "Two words.", "Three words, told.", "None."])
    several = st.lists(word, min_size=1, max_size=4, unique=True).map(lambda each: str(each).replace("'", '"'))
    return word.map(lambda text: f'"{text}"') | several


@cache
def _outcomes(names: Names, *, controls: bool = True) -> st.SearchStrategy[str]:
    body = st.tuples(_form(names), _guard(names), _effects(names, controls=controls), _texts())
    drawn = st.lists(body, min_size=1, max_size=3)

    def written(bodies: list[tuple[str, str, str, str]]) -> str:
        entries = [
            f'{{ id = "o{at}", title = "O", weight = {weight}, when = "{when}", effects = {effects}, text = {text} }}'
            for at, (weight, when, effects, text) in enumerate(bodies)
        ]
        sure = '{ id = "sure", title = "O", weight = "2", effects = [] }'  # some outcome is always possible
        return f"[{', '.join([*entries, sure])}]"

    return st.just("[]") | drawn.map(written)


@st.composite
def _move_of_actor(draw: st.DrawFn, at: int) -> str:
    """Draw what the third party may do, often at a moment at which it may do other things."""
    moment = draw(st.sampled_from(["ply", "round", "round", "phase", "final"]))
    head = f'[[actors.moves]]\nid = "act-{at}"\ntitle = "t"\nat = "{moment}"\ntext = {draw(_texts())}'
    when, effects = draw(_guard(_ACTED)), draw(_effects(_ACTED, controls=False))
    seen = draw(st.sampled_from(["everyone", "usa", "nobody"]))
    return f'{head}\nwhen = "{when}"\neffects = {effects}\nseen_by = "{seen}"'


@st.composite
def _drafting(draw: st.DrawFn, names: Names) -> str:
    """Draw how texts are changed clause by clause."""
    when = draw(st.sampled_from(["", "flag", "flag or heat >= 5", "bid.arms >= 1", "clock <= 2 or mood >= 0 and flag"]))
    lies = draw(st.sampled_from(["flag", "flag or bid.arms >= 1", "heat >= 4 and not (flag or mood >= 2)"]))
    text = [
        f'[drafting]\nphases = ["one"]\ngroup = "g"\nmost = {draw(st.integers(1, 3))}\nwhen = "{when}"',
        f'on_table = "{lies}"',
        f"effects = {draw(_effects(names, controls=False))}\nchanged = {draw(_effects(names))}",
        '[drafting.hand_over]\ntitle = "t"',
    ]
    kinds = draw(st.lists(st.sampled_from(["ask", "give", "trim", "drop"]), min_size=1, unique=True))
    return "\n".join([*text, *(f'[drafting.{kind}]\ntitle = "t {{issue}}"' for kind in kinds)])


@st.composite
def _many_moves(draw: st.DrawFn, names: Names, phases: str) -> str:
    """Draw, now and then, more moves than fit into a word of the kernel."""
    many = draw(st.sampled_from([0] * 14 + [55, 100]))
    whens = [draw(_guard(names, least=1)) for _ in range(3 if many else 0)]
    effects = [draw(_effects(names)) for _ in range(3 if many else 0)]
    head = f'for = "sides"\ngroup = "g"\ntitle = "t"\nphases = {phases}'
    return "\n".join(
        f'[[moves]]\nid = "many-{at}"\n{head}\nwhen = "heat != {at % 10} and {whens[at % 3]}"\n'
        f"effects = {effects[at // 3 % 3]}"
        for at in range(many)
    )


@st.composite
def scenarios(draw: st.DrawFn) -> str:
    """Draw the text of a scenario that writes out and can be played."""
    aid, seer = draw(st.sampled_from(["usa", "usa", "both", "ally"])), draw(st.sampled_from(["everyone", "{own}"]))
    text = [_HEAD.format(ply_limit=draw(st.integers(6, 24)), aid=aid, seer=seer)]
    text += [draw(_move_of_actor(at)) for at in range(draw(st.integers(1, 3)))]
    for at, following in enumerate(draw(st.sampled_from([("two", ""), ("two", "three", ""), ("three", "one", "two")]))):
        rounds, onward = draw(st.integers(1, 4)), f'next = "{following}"' if following else ""
        text.append(f'[[phases]]\nid = "{("one", "two", "three")[at]}"\ntitle = "t"\nrounds = {rounds}\n{onward}')
    phases = sum(part.startswith("[[phases]]") for part in text)
    for name, (low, high, start) in _TRACKS.items():
        text.append(
            f'[[tracks]]\nid = "{name}"\ntitle = "t"\nmeaning = "m"\nmin = {low}\nmax = {high}\nstart = {start}'
        )
    names: Names = _READABLE
    for name in _DERIVED:  # plain and within its bounds, plain and clamped, anything, anything over the others
        form = f'"{draw(_linear(names))}"' if name == "cut" else draw(_form(names))
        form = '"2*heat + 1"' if name == "twice" else form
        low, high = (0, 30) if name == "twice" else (draw(st.integers(-5, 1)), draw(st.integers(2, 12)))
        text.append(f'[[derived]]\nid = "{name}"\ntitle = "t"\nmeaning = "m"\nmin = {low}\nmax = {high}\nform = {form}')
        names = (*names, name)
    everywhere = str(["one", "two", "three"][:phases]).replace("'", '"')
    text.append(
        f'[[setup]]\nid = "luck"\ntitle = "t"\noutcomes = [{{ id = "a", title = "A", weight = "1 + usa.mandate", '
        f'effects = {draw(_effects(names, controls=False))} }}, {{ id = "b", title = "B", weight = "2" }}]'
    )
    text.append(f'[[moves]]\nid = "wait"\nfor = "sides"\nphases = {everywhere}\ngroup = "g"\ntitle = "t"')
    movers = ['side = "usa"', 'side = "kor"', 'for = "sides"', 'for = "issues"', 'for = "issues claimed"']
    for at in range(draw(st.integers(2, 6))):
        text.append(f'[[moves]]\nid = "move-{at}"\n{draw(st.sampled_from(movers))}\ngroup = "g"\ntitle = "t"')
        text.append(f"flavor = {draw(_texts())}")
        text.append(f'phases = {draw(st.sampled_from([everywhere, everywhere, """["one"]""", """["two"]"""]))}')
        text.append(
            f'when = "{draw(_guard(names))}"\neffects = {draw(_effects(names))}\noutcomes = {draw(_outcomes(names))}'
        )
    text.append(draw(st.just("") | _drafting(names)))
    text.append(draw(_many_moves(names, everywhere)))
    for at in range(draw(st.integers(1, 7))):
        moment = draw(st.sampled_from(["ply", "ply", "round", "round", "phase", "final"]))
        text.append(f'[[events]]\nid = "event_{at}"\ntitle = "t"\nat = "{moment}"\ntext = {draw(_texts())}')
        event = (
            f'when = "{draw(_guard(names))}"\neffects = {draw(_effects(names))}\noutcomes = {draw(_outcomes(names))}'
        )
        text.append(event if moment == "ply" else event.replace("again = 1", "end_round = 1"))
    for at in range(draw(st.integers(0, 3))):
        fixed = draw(st.sampled_from(["", "", "scores = { usa = 3, kor = 98 }"]))
        text.append(
            f'[[endings]]\nid = "end_{at}"\ntitle = "t"\nclass = "bad"\ntext = "t"\n'
            f'when = "{draw(_guard(names))}"\n{fixed}'
        )
    text.append(f'[[endings]]\nid = "last"\ntitle = "t"\nclass = "good"\ntext = {draw(_texts())}')
    for mover in ('side = "usa"', 'side = "kor"', 'for = "sides"'):
        when = draw(_guard((*names, "ending_class")))
        text.append(
            f'[[scores]]\n{mover}\nlabel = "l"\nwhen = "{when}"\nform = {draw(_form((*names, "ending_class")))}'
        )
    for side in ("usa", "kor"):
        text.append(f'[doctrines.{side}]\nname = "n"\ntemperament = "t"\notherwise = {draw(_form(names))}')
        text.append(f"appeal.wait = {draw(_form(names))}")
    text.append(f'[doctrines.ally]\nname = "n"\ntemperament = "t"\notherwise = {draw(_form(_ACTED))}')
    liked = draw(st.just('"1"') | _form(_ACTED))
    text.append(f"appeal.act-0 = {liked}")
    for when in ("", f'when = "{draw(_guard(names, least=1))}"'):
        asked, words = draw(_guard(names)), draw(_texts())
        text.append(f'[[front_pages]]\nfor = "sides"\npaper = "p"\n{when}\nheadlines = ["h"]')
        text.append(f'lines = [[{{ if = "{asked}", text = {words} }}], ["l"]]')
    return "\n".join(text)
