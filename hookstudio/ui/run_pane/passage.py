"""What the program itself adds to the console: lines made of coloured parts, some of which can be clicked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PLACE: Final = "place:"  # 'place:LINE:COLUMN', a place in the user's own file
UNFOLD: Final = "unfold:"  # 'unfold:N', the folded lines of fold N


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line: its text, the theme's role for its colour, and where a click leads ('' nowhere)."""

    text: str
    role: str = "text"
    link: str = ""
    strong: bool = False


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """`level` decides the tint: 'failure', 'warning', 'heading' or 'note'. `folds` are lines that a click on UNFOLD puts in place."""

    level: str
    lines: tuple[Line, ...]
    folds: tuple[tuple[Line, ...], ...] = ()

    @property
    def text(self) -> str:
        return "\n".join("".join(span.text for span in line) for line in self.lines)

    def unfolded(self, number: int) -> Passage:
        """The passage with fold *number* opened in place of the line that offered it."""
        link = f"{UNFOLD}{number}"
        lines: list[Line] = []
        for line in self.lines:
            lines.extend(self.folds[number] if any(span.link == link for span in line) else (line,))
        return Passage(self.level, tuple(lines), self.folds)
