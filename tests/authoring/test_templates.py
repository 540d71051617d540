"""Templates: each character of what is written out comes from a place of the template."""

from __future__ import annotations

from wargame.authoring.templates import written_out


def test_every_piece_of_a_text_is_found_again_in_its_template() -> None:
    written = written_out("face.{own} + 2*{issue} >= 3", {"own": "north", "issue": "stone"})
    assert written.text == "face.north + 2*stone >= 3"
    for piece, source in (("face", "face"), ("north", "{own}"), ("2", "2"), ("stone", "{issue}"), (">= 3", ">= 3")):
        start = written.text.index(piece)
        assert written.as_written(start, start + len(piece)) == source
        assert written.column(start + 1) == written.template.index(source) + 1
