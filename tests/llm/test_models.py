"""A language model plays at a local stand-in for an endpoint; whatever that sends is an answer, a forfeit or a stop."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from commands import only_save, wargame
from examples import BUNDLED
from stand_in import Asked, StandIn, completion, first, serving
from summits import summit_of

from wargame.confined import CONFINED
from wargame.errors import BudgetSpent, EndpointError, Forfeit, Offense, PlayerError
from wargame.game.game import Game
from wargame.journal.entries import Decision, End, Note
from wargame.journal.noting import MOST_NOTE, fault_of
from wargame.journal.reading import read_journal
from wargame.llm.offering import offer
from wargame.llm.settings import INSTRUCTIONS, Settings
from wargame.players.offered import player_name
from wargame.players.player import decision_of, reasons_of
from wargame.players.roster import is_reproducible, make_player
from wargame.processes import MODEL_KEY, environment_of_others

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wargame.players.player import Player

TINY = next(path for path in BUNDLED if path.stem == "two-villages")
PROMPT = Settings().prompt_digest
KEY = "sk-never-to-be-seen-0123456789"
Answered = tuple[int, dict[str, str], bytes]


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with serving() as found:
        yield found


def seated(stand_in: StandIn, *options: str, limit: float | None = None) -> tuple[Game, Player]:
    """Return a game, and a model for its side to move."""
    offer(stand_in.url, options)
    game = Game(summit_of(TINY), 1)
    player = make_player(game.summit, "llm:stand-in", 0, move_limit=limit)
    player.endpoint.pause = 0.01  # type: ignore[attr-defined]
    return game, player


def test_a_model_is_asked_with_its_page_and_a_schema_and_its_reasons_are_kept(stand_in: StandIn) -> None:
    game, player = seated(stand_in, "temperature=0.7")
    move = decision_of(player, game)
    assert move.id in game.legal_moves
    assert reasons_of(player) == "It costs nothing."
    (asked,) = stand_in.asked
    assert asked.path == "/v1/chat/completions"
    assert (asked.body["model"], asked.body["temperature"]) == ("stand-in", 0.7)
    assert asked.body["messages"][0]["content"] == INSTRUCTIONS
    assert "YOUR MOVES" in asked.page
    assert len(asked.numbers) == len(game.legal_moves)
    assert "Authorization" not in asked.headers


@pytest.mark.parametrize(
    "text",
    [
        'I think …\n```json\n{"move": "1", "reasons": "so"}\n```',
        '{"move": 1, "reasons": "so"}',
        '{"move": "1."}',
        '{"plan": {"a": 1}} and so {"reasons": "so", "move": "1"}',
    ],
)
def test_an_answer_is_found_in_what_a_model_says_around_it(stand_in: StandIn, text: str) -> None:
    stand_in.answer = lambda _: completion(text)
    game, player = seated(stand_in)
    assert decision_of(player, game).id in game.legal_moves
    assert len(stand_in.asked) == 1


@pytest.mark.parametrize(
    ("text", "offense"),
    [
        ("", Offense.MALFORMED),
        (None, Offense.MALFORMED),
        ("I would send an envoy.", Offense.MALFORMED),
        ('["1"]', Offense.MALFORMED),
        ('{"move": true}', Offense.MALFORMED),
        ('{"move": 1.5}', Offense.MALFORMED),
        ('{"move": ["1"]}', Offense.MALFORMED),
        ("{" * 50_000, Offense.MALFORMED),
        ('{"move": ' * 5000, Offense.MALFORMED),
        ('{"move": "999"}', Offense.ILLEGAL),
        ('{"move": "-1"}', Offense.ILLEGAL),
        ('{"move": "\\u0661"}', Offense.ILLEGAL),
        ('{"move": "\\u001b[2J\\u202e1"}', Offense.ILLEGAL),
    ],
)
def test_a_bad_answer_is_asked_for_once_more_and_then_forfeits(
    stand_in: StandIn, text: str | None, offense: Offense
) -> None:
    stand_in.answer = lambda _: completion(text)
    game, player = seated(stand_in)
    with pytest.raises(Forfeit) as caught:
        decision_of(player, game)
    assert caught.value.offense is offense
    assert caught.value.player == f"llm:stand-in@0#{PROMPT}"
    assert str(caught.value).isprintable()
    assert len(stand_in.asked) == 2
    assert "That was no move" in stand_in.asked[1].page


@pytest.mark.parametrize(
    "message",
    [
        {"role": "assistant", "tool_calls": [{"function": {"name": "move", "arguments": '{"move": "1"}'}}]},
        {"role": "assistant", "content": None, "refusal": "I do not play war games."},
    ],
)
def test_a_tool_call_in_place_of_an_answer_is_the_models_fault_and_not_the_endpoints(
    stand_in: StandIn, message: dict[str, object]
) -> None:
    stand_in.answer = lambda _: (200, {}, json.dumps({"choices": [{"message": message}]}).encode())
    game, player = seated(stand_in)
    with pytest.raises(Forfeit) as caught:
        decision_of(player, game)
    assert caught.value.offense is Offense.MALFORMED
    assert len(stand_in.asked) == 2


@pytest.mark.parametrize(
    "usage", [[1], "many", {"prompt_tokens": "7"}, {"prompt_tokens": -1, "completion_tokens": 1e9}]
)
def test_a_count_of_tokens_that_cannot_be_is_guessed_and_the_answer_stands(stand_in: StandIn, usage: object) -> None:
    def miscounted(asked: Asked) -> Answered:
        whole = {"choices": [{"message": {"content": first(asked)}}], "usage": usage}
        return 200, {}, json.dumps(whole).encode()

    stand_in.answer = miscounted
    game, player = seated(stand_in)
    assert decision_of(player, game).id in game.legal_moves
    assert 500 < player.budget.tokens_in < 50_000  # type: ignore[attr-defined]


def test_reasons_with_half_a_character_are_kept_without_it(stand_in: StandIn) -> None:
    stand_in.answer = lambda asked: completion(f'{{"move": "{asked.numbers[0]}", "reasons": "a \\ud800 b \ud800"}}')
    game, player = seated(stand_in)
    decision_of(player, game)
    assert reasons_of(player) == "a b"


def test_a_repaired_answer_is_a_move_like_any_other(stand_in: StandIn) -> None:
    stand_in.answer = lambda asked: completion("Well…" if len(stand_in.asked) == 1 else first(asked))
    game, player = seated(stand_in)
    assert decision_of(player, game).id in game.legal_moves


def test_hostile_reasons_are_text(stand_in: StandIn) -> None:
    hostile = "\x1b]0;owned\x07 [bold]no[/] =cmd()\n\u202egnp\u2069 \U000e0041 e\u0301\u0301\u0301\u0301 " + "x" * 5000
    stand_in.answer = lambda asked: completion(first(asked, hostile))
    game, player = seated(stand_in)
    decision_of(player, game)
    said = reasons_of(player)
    assert fault_of(said) == ""
    assert len(said) == MOST_NOTE


def test_a_server_that_knows_no_schemas_or_another_name_of_a_limit_is_asked_otherwise(stand_in: StandIn) -> None:
    def picky(asked: Asked) -> Answered:
        if "response_format" in asked.body:
            return 400, {}, b'{"error": {"message": "response_format is not supported"}}'
        if "max_tokens" in asked.body:
            return 400, {}, b'{"error": {"message": "use max_completion_tokens"}}'
        return completion(first(asked))

    stand_in.answer = picky
    game, player = seated(stand_in)
    decision_of(player, game)
    decision_of(player, game)
    assert [len(asked.body) for asked in stand_in.asked] == [6, 5, 5, 5]  # what was learned stays


@pytest.mark.parametrize(
    ("answered", "words", "tries"),
    [
        ((401, {}, b'{"error": {"message": "no such key"}}'), "answered 401: no such key", 1),
        ((404, {}, b"<html>\x1b[2J"), "answered 404: <html> [2J", 1),
        ((302, {"Location": "http://example.org/"}, b""), "answered 302", 1),
        ((500, {}, b""), "answered 500", 3),
        ((429, {"Retry-After": "0"}, b'{"error": "slowly"}'), "answered 429: slowly", 3),
        ((429, {"Retry-After": "999999"}, b""), "answered 429", 1),
        ((200, {}, b"not JSON"), "no chat completion", 1),
        ((200, {}, b"[" * 100_000), "no chat completion", 1),
        ((200, {}, b'{"choices": []}'), "no chat completion", 1),
        ((200, {}, b'{"choices": [{"message": "hi"}]}'), "no chat completion", 1),
        ((200, {}, b'{"choices": [{"message": {"content": "\xff\xfe"}}]}'), "no chat completion", 1),
        ((200, {}, b'{"error": {"message": "no \\u001b[2Jmemory"}}'), "[2Jmemory; is it an API", 1),
        ((204, {}, b""), "answered 204", 1),
        ((200, {}, b'{"choices": [{"message": {"content": [1]}}]}'), "without text", 1),
        ((200, {}, b" " * (2**20 + 1)), "more than 1,048,576 bytes", 1),
        ((200, {"Content-Length": "5000"}, b"{"), "gives no answer", 1),
    ],
    ids=range(16),
)
def test_an_endpoint_that_fails_stops_the_game_with_one_line(
    stand_in: StandIn, answered: Answered, words: str, tries: int
) -> None:
    stand_in.answer = lambda _: answered
    game, player = seated(stand_in, "timeout=3")
    with pytest.raises(EndpointError) as caught:
        decision_of(player, game)
    assert words in str(caught.value)
    assert str(caught.value).isprintable()
    assert stand_in.url in str(caught.value)
    assert len(stand_in.asked) == tries


def test_an_endpoint_that_is_down_or_slow_is_told_of(stand_in: StandIn) -> None:
    def slow(_: Asked) -> Answered:
        time.sleep(2)
        return completion("")

    stand_in.answer = slow
    game, player = seated(stand_in, "timeout=0.2")
    with pytest.raises(EndpointError, match=r"no answer within 0\.2 seconds"):
        decision_of(player, game)
    game, player = seated(stand_in, limit=0.2)
    with pytest.raises(Forfeit) as caught:
        decision_of(player, game)
    assert caught.value.offense is Offense.LATE
    stand_in.url = "http://127.0.0.1:9/v1"
    game, player = seated(stand_in)
    with pytest.raises(EndpointError, match="nobody listens there"):
        decision_of(player, game)


@pytest.mark.parametrize(
    ("options", "words", "answers"),
    [
        (("tokens=2000",), "tokens 2,100 of 2,000 after 2 answers", 2),
        (("money=0.003", "prices=1/10"), "money 0.003 of 0.003 after 2 answers", 2),
        (("seconds=0.0001",), "seconds", 0),
    ],
)
def test_a_spent_budget_stops_clearly(stand_in: StandIn, options: tuple[str, ...], words: str, answers: int) -> None:
    game, player = seated(stand_in, *options)
    for _ in range(answers):
        decision_of(player, game)
    with pytest.raises(BudgetSpent, match="budget of the language models is spent") as caught:
        decision_of(player, game)
    assert words in str(caught.value)


def test_tokens_that_a_server_does_not_count_are_guessed(stand_in: StandIn) -> None:
    stand_in.answer = lambda asked: completion(first(asked), tokens=None)
    game, player = seated(stand_in)
    decision_of(player, game)
    assert player.budget.tokens_in > len(stand_in.asked[0].page) // 5  # type: ignore[attr-defined]


def test_the_key_goes_to_the_endpoint_and_nowhere_else(
    stand_in: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(MODEL_KEY, KEY)
    stand_in.answer = lambda asked: completion(first(asked, f"My key is {asked.headers['Authorization']}"))
    seats = ("--seat", "hill=llm:stand-in", "--seat", "vale=doctrine", "--llm-url", stand_in.url)
    done = wargame("play", "two-villages", "--plain", "--saves", tmp_path, *seats)
    assert done.code == 0, done.err
    assert stand_in.asked[0].headers["Authorization"] == f"Bearer {KEY}"
    ledger = tmp_path / "t.jsonl"
    names = ("--players", "llm:stand-in,doctrine", "--games", "2", "--out", ledger, "--llm-url", stand_in.url)
    done = wargame("tournament", "two-villages", *names)
    assert done.code == 0, done.err
    stand_in.answer = lambda _: (401, {}, json.dumps({"error": {"message": f"Incorrect key: {KEY}"}}).encode())
    failed = wargame("play", "two-villages", "--plain", "--saves", tmp_path / "2", *seats)
    assert (failed.code, "Incorrect key: [key]" in failed.error) == (1, True)
    assert KEY not in repr(offer(stand_in.url)) + done.out + done.err + failed.out + failed.err
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or KEY.encode() not in path.read_bytes(), path
    assert b"My key is Bearer [key]" in ledger.read_bytes()
    assert MODEL_KEY not in environment_of_others()


@pytest.mark.parametrize("key", ["1", "none", "e"])
def test_a_key_that_is_no_secret_takes_nothing_out_of_an_answer(
    stand_in: StandIn, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv(MODEL_KEY, key)
    stand_in.answer = lambda asked: completion(first(asked, "There is none better: 1."))
    game, player = seated(stand_in)
    assert decision_of(player, game).id in game.legal_moves
    assert reasons_of(player) == "There is none better: 1."


def test_a_server_that_drips_is_left_once_its_time_is_up() -> None:
    left = threading.Event()

    def drip(listener: socket.socket) -> None:
        with listener.accept()[0] as line, suppress(OSError):
            line.recv(2**16)
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n")
            while True:
                line.sendall(b" ")
                time.sleep(0.01)
        left.set()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=drip, args=(listener,), daemon=True).start()
        endpoint = StandIn(url=f"http://127.0.0.1:{listener.getsockname()[1]}/v1")
        game, player = seated(endpoint, "timeout=0.3")
        with pytest.raises(EndpointError, match="no answer within"):
            decision_of(player, game)
        assert left.wait(5)


def test_a_game_at_the_table_keeps_reasons_as_notes_of_their_seat(stand_in: StandIn, tmp_path: Path) -> None:
    seats = ("--seat", "hill=llm:stand-in@0.5", "--seat", "vale=doctrine", "--llm-url", stand_in.url)
    assert wargame("play", "two-villages", "--plain", "--saves", tmp_path, *seats).code == 0
    path = only_save(tmp_path)
    journal = read_journal(path)
    assert journal.header.seats["hill"] == f"llm:stand-in@0.5#{PROMPT}"
    notes = [entry for entry in journal.entries if isinstance(entry, Note)]
    assert len(notes) == len(stand_in.asked)
    assert {(note.seat, note.text) for note in notes} == {("hill", "It costs nothing.")}
    assert wargame("save", "verify", path).code == 0


def test_notes_of_a_seat_stay_closed_until_the_end(stand_in: StandIn, tmp_path: Path) -> None:
    seats = ("--seat", "hill=human", "--seat", "vale=llm:stand-in", "--llm-url", stand_in.url)
    wargame("play", "two-villages", "--plain", "--saves", tmp_path, *seats, "--seed", "2", typed="1\n")
    path = only_save(tmp_path)
    assert b"It costs nothing." in path.read_bytes()
    shown = wargame("save", "show", path)
    assert "It costs nothing." not in shown.out
    assert "closed until the game is over" in shown.out


def test_a_tournament_pins_how_models_are_asked_and_goes_on_behind_a_spent_budget(
    stand_in: StandIn, tmp_path: Path
) -> None:
    out = tmp_path / "t.jsonl"
    command = ("tournament", "two-villages", "--players", "llm:a,llm:a@1", "--games", "4", "--out", out)
    at = ("--llm-url", stand_in.url, "--workers", "2")
    stopped = wargame(*command, *at, "--llm", "tokens=12000")
    assert stopped.code == 1
    assert "budget of the language models is spent" in stopped.error
    header = json.loads(out.read_text().splitlines()[0])
    assert header["players"] == [f"llm:a@0#{PROMPT}", f"llm:a@1#{PROMPT}"]
    assert header["language_models"] == {"url": stand_in.url, "instructions": INSTRUCTIONS}
    done = wargame(*command, *at, "--json")
    assert done.code == 0, done.err
    lines = [json.loads(line) for line in out.read_text().splitlines()[1:]]
    assert len(lines) == 4
    assert all(line["ending"] and set(line["reasons"].values()) == {"It costs nothing."} for line in lines)
    assert not json.loads(done.out)["reproducible"]
    other = tmp_path / "prompt.txt"
    other.write_text("Play badly.\n")
    changed = wargame(*command, *at, "--llm", f"prompt={other}")
    assert "is the file of another tournament: players was" in changed.error


def test_a_forfeit_of_a_model_is_counted_and_the_tournament_goes_on(stand_in: StandIn) -> None:
    stand_in.answer = lambda _: completion("no")
    done = wargame(
        "tournament", "two-villages", "--players", "llm:a,doctrine", "--games", "2", "--json", "--llm-url", stand_in.url
    )
    assert done.code == 0, done.err
    assert '"malformed"' in done.out


def wayward(stand_in: StandIn) -> None:
    """Let the stand-in answer no question twice alike, and say how many it has been asked."""

    def answer(asked: Asked) -> Answered:
        count = len(stand_in.asked)
        numbers = asked.numbers
        return completion(json.dumps({"move": numbers[count % len(numbers)], "reasons": f"Question {count}."}))

    stand_in.answer = answer


@pytest.mark.parametrize("which", [("--games", "3"), ("--games", "3", "--threads", "3"), ("--game", "1", "--json")])
def test_games_of_a_run_are_saved_as_they_were_played_with_the_reasons_of_a_model(
    stand_in: StandIn, tmp_path: Path, which: tuple[str, ...]
) -> None:
    wayward(stand_in)
    seats = ("--seat", "hill=llm:a", "--seat", "vale=doctrine", "--llm-url", stand_in.url)
    done = wargame("run", "two-villages", *which, "--save", tmp_path, *seats)
    assert done.code == 0, done.err
    journals = [read_journal(path) for path in sorted(tmp_path.glob("*.jsonl"))]
    assert len(journals) == (1 if "--game" in which else 3)
    told = []
    for journal in journals:
        for before, entry in zip(journal.entries, journal.entries[1:], strict=False):
            if isinstance(entry, Note):
                assert isinstance(before, Decision)
                assert (before.ply, before.side) == (entry.ply, entry.seat) == (entry.ply, "hill")
                told.append(entry.text)
        assert wargame("save", "verify", journal.path).code == 0
    assert sorted(told) == sorted(f"Question {count + 1}." for count in range(len(stand_in.asked)))
    if "--game" in which:
        ending = json.loads(done.out)["ending"]
        assert f'"ending":"{ending}"' in journals[0].path.read_text()


def test_a_run_whose_budget_is_spent_has_saved_what_came_to_its_end(stand_in: StandIn, tmp_path: Path) -> None:
    wayward(stand_in)
    seats = ("--seat", "hill=llm:a", "--seat", "vale=doctrine", "--llm-url", stand_in.url, "--threads", "1")
    for keep, folder in (("all", tmp_path / "all"), ("endings", tmp_path / "endings")):
        stopped = wargame(
            "run", "two-villages", "--games", "9", "--save", folder, "--keep", keep, *seats, "--llm", "tokens=9000"
        )
        assert stopped.code == 1
        assert "budget of the language models is spent" in stopped.error
        found = sorted(folder.glob("*.jsonl"))
        assert 1 <= len(found) <= 3
        assert f"Saved {len(found)} game" in stopped.err
        assert all(any(isinstance(each, End) for each in read_journal(path).entries) for path in found)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--llm-url", "ftp://example.org"), "--llm-url takes http://"),
        (("--llm-url", "http://u:secret@example.org/v1"), "a key belongs into WARGAME_LLM_KEY"),
        (("--llm-url", "http://[::1"), "--llm-url takes http://"),
        (("--llm", "tokens=many"), "--llm tokens= takes a number of tokens"),
        (("--llm", "tokens=0"), "more than 0"),
        (("--llm", "token=5"), "with NAME one of temperature, prompt, tokens"),
        (("--llm", "tokens=5", "--llm", "tokens=6"), "named twice"),
        (("--llm", "temperature=3"), "a number from 0 to 2"),
        (("--llm", "money=3"), "needs --llm prices=IN/OUT"),
        (("--llm", "prices=3"), "two numbers"),
        (("--llm", "prompt=/nowhere"), "the prompt cannot be read"),
        (("--seat", "hill=llm:"), "write llm:MODEL"),
        (("--seat", "hill=llm:a b"), "write llm:MODEL"),
        (("--seat", "hill=llm:a@9"), "a number from 0 to 2"),
        (("--seat", "hill=llm:a#123"), "another prompt"),
    ],
)
def test_what_is_written_wrong_is_told_in_one_line(arguments: tuple[str, ...], words: str) -> None:
    done = wargame("run", "two-villages", "--games", "1", *arguments)
    assert done.code == 2
    assert words in done.error
    assert "secret" not in done.error


def test_a_key_is_not_sent_in_the_open_nor_shown_where_it_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MODEL_KEY, KEY)
    with pytest.raises(PlayerError, match="in the open"):
        offer("http://models.example.org/v1")
    monkeypatch.setenv(MODEL_KEY, f"{KEY}\n")
    with pytest.raises(PlayerError, match="no key has") as caught:
        offer("https://models.example.org/v1")
    assert KEY not in str(caught.value)


def test_a_page_in_a_browser_asks_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    offer()
    monkeypatch.setenv(CONFINED, "1")
    with pytest.raises(PlayerError, match="asks no language model for a page"):
        make_player(summit_of(TINY), "llm:a", 0)


def test_a_model_is_called_by_its_name_and_reproduces_nothing() -> None:
    assert player_name("llm:meta/llama3.1:8b@0.5#0123456789ab") == "meta/llama3.1:8b@0.5"
    assert not is_reproducible("llm:a")


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "urllib3", None)
    monkeypatch.delitem(sys.modules, "wargame.llm.endpoint", raising=False)
    monkeypatch.delitem(sys.modules, "wargame.llm.player", raising=False)
    done = wargame("run", "two-villages", "--games", "1", "--seat", "hill=llm:a")
    assert done.code == 1
    assert "pip install 'wargame[llm]'" in done.error


def test_nobody_seats_models_who_does_not_offer_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wargame.players.roster._models", [])
    with pytest.raises(PlayerError, match="wargame play, run, tournament and analyze behavior"):
        make_player(summit_of(TINY), "llm:a", 0)
