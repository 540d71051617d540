"""The lesson: whatever is played of what the coach asks for, it comes to a signature."""

from __future__ import annotations

from wargame.session.lesson import lesson, sit_down


def course(choices: tuple[int, ...]) -> tuple[list[int], dict[str, int]]:
    """Play a lesson, of the moves asked for the one with each number (0 once they run out).

    Returns how many there were at each decision, and the values at the end.
    """
    plan = lesson()
    sitting = sit_down(plan)
    game, rules = sitting.game, sitting.rules
    counts: list[int] = []
    while not game.is_over:
        if game.turn != plan.side:
            sitting.play(sitting.decide())
            continue
        found = plan.step_at(game, {"walk-out"})
        open_ = [rules.move_by_id[plan.side, move] for move in game.legal_moves]
        asked = [move for move in open_ if found and found[1].lit and not plan.answer_to(found[1], move)]
        moves = asked or open_[:1]  # where all is free, the first
        choice = choices[len(counts)] if len(counts) < len(choices) else 0
        counts.append(len(moves))
        sitting.play(moves[choice].id)
    return counts, game.values()


def test_every_course_of_the_lesson_is_signed() -> None:
    waiting: list[tuple[int, ...]] = [()]
    played = 0
    while waiting:
        begun = waiting.pop()
        counts, values = course(begun)
        played += 1
        assert values["signed"] == 1, begun
        for at in range(len(begun), len(counts)):
            waiting += [(*begun, *(0 for _ in range(len(begun), at)), other) for other in range(1, counts[at])]
    assert played > 1
