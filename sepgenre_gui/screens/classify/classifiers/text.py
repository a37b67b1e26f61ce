"""What is said of a classifier, in words; knows no Qt."""

from __future__ import annotations

import html

from sepgenre_gui.screens.classify.files.rows import share_text
from sepgenre_gui.services.classifiers import ListedClassifier
from sepgenre_gui.services.jobs.words import count
from sepgenre_training.classification.classifier import Classifier


def facts(listed: ListedClassifier) -> tuple[tuple[str, str], ...]:
    """Return what there is to know, as names and values."""
    own = listed.classifier
    calibration, expected = own.calibration, own.expected
    return (
        ("Genres", ", ".join(own.classes)),
        ("Network", f"{own.network}, {count(own.epochs, 'epoch')}"),
        ("Separator", own.identity.separator),
        ("Trained on", f"{count(own.n_segments, 'segment')} of {count(own.n_songs, 'song')}"),
        ("Expected accuracy", f"{expected.accuracy.explained()}, for a segment"),
        ("Estimated from", f"{expected.source}, {count(expected.n_trials, 'network')}"),
        ("Unsure", unsure_text(own)),
        ("Temperature", f"{calibration.temperature:.2f}"),
        (
            "Calibration error",
            f"{calibration.before.ece:.3f} before, {calibration.after.ece:.3f} after",
        ),
        ("Files", f"{listed.n_files:,} looked at"),
    )


def unsure_text(classifier: Classifier) -> str:
    """Return when a verdict is unsure."""
    decision = classifier.decision
    if not decision.is_reachable:
        wanted = share_text(decision.target_accuracy)
        return f"always: however sure it was, fewer than {wanted} were right"
    right = share_text(decision.accuracy)
    return f"below {decision.unsure_below:.2f}; of those above, {right} were right"


def facts_html(listed: ListedClassifier) -> str:
    """Return `facts` as rich text, a paragraph each."""
    return "".join(
        f"<p style='margin:0 0 4px 0'><b>{html.escape(name)}</b>: {html.escape(value)}</p>"
        for name, value in facts(listed)
    )
