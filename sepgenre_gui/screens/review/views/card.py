"""The segment that is asked about: its song, the guess, and the probabilities."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import APART, HEADING, NEAR, TIGHT, font
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.results.parts.page import paragraph
from sepgenre_gui.screens.experiment.results.segments_view import percent
from sepgenre_gui.screens.review.charts.bars_chart import Bar, BarsChart
from sepgenre_gui.screens.review.views.parts import button, offer, row_of_buttons
from sepgenre_gui.services.learning.review import Review, ReviewItem

_KEYS = "Enter accepts, a genre's key corrects, X skips, Space plays, Ctrl+Z takes back."


class SegmentCard(QFrame):
    """Shows a `ReviewItem`.

    Attributes
    ----------
    song : ElidedLabel
    guess : QLabel
    chart : BarsChart
        The probabilities, the highest on top.
    accept, skip, play, open_button : QPushButton
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName("Segment to review")
        self.song, self.place = ElidedLabel(), paragraph(role="muted")
        self.guess = paragraph()
        self.chart = BarsChart(
            theme,
            name="Probabilities of the genres",
            x_label="probability",
            hint="Nothing is guessed yet.",
            highest=1.0,
        )
        self.accept = button("&Accept", "Give it the genre that is guessed", key="Return")
        self.skip = button("S&kip", "Leave it as it is, and go on", key="X")
        self.play = button("&Play", "Hear it, or stop it", key="Space")
        self.open_button = button("Open in c&uration", "See it in its track", key="O")
        self.song.setFont(font(HEADING, bold=True))
        self.guess.setFont(font(HEADING))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(APART, NEAR, APART, NEAR)
        layout.setSpacing(TIGHT)
        for part in (self.song, self.place, self.guess, self.chart):
            layout.addWidget(part)
        layout.addLayout(row_of_buttons(self.accept, self.skip, self.play, self.open_button))
        layout.addWidget(paragraph(_KEYS, role="muted"))

    def show_item(self, item: ReviewItem, review: Review) -> None:
        """Show what is asked."""
        self.song.setText(item.track.title)
        self.place.setText(place_text(item, review))
        self.guess.setText(f"{item.guess.name}, {percent(item.probability)}")
        self.accept.setText(f"&Accept {item.guess.name.replace('&', '&&')}")
        self.accept.setAccessibleName(f"Accept {item.guess.name}")
        self.chart.show_bars(probability_bars(review.genres, item.probabilities))

    def refuse_edits(self, reason: str) -> None:
        """Say why answers are refused; empty where they are not."""
        offer(self.accept, reason)


def probability_bars(
    genres: tuple[Genre, ...], probabilities: tuple[float, ...]
) -> tuple[Bar, ...]:
    """Return a bar for each genre, the most probable first, with the key that names it."""
    pairs = sorted(zip(genres, probabilities, strict=True), key=lambda each: -each[1])
    return tuple(
        Bar(
            name=genre.name if genre.key is None else f"{genre.key}  {genre.name}",
            value=probability,
            text=percent(probability),
            colour=(genre.color, genre.color),
        )
        for genre, probability in pairs
    )


def place_text(item: ReviewItem, review: Review) -> str:
    """Return where the segment is, and what it bears now."""
    minutes, seconds = divmod(item.start_s, 60)
    given = next((each.name for each in review.genres if each.id == item.segment.genre_id), "")
    bears = f"suggested as {given}" if given else "without a genre"
    return f"From {int(minutes)}:{seconds:04.1f}, {bears}. Guessed by {review.model}."
