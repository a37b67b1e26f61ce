"""A classifier's description as JSON: complete, exact to the bit, and read without trust."""

from __future__ import annotations

import json

import attrs
import cattrs

from sepgenre_training.classification.classifier import Classifier
from sepgenre_training.errors import ClassifierError
from sepgenre_training.experiment.configuration_file import describe_fault, strict_converter

_converter = strict_converter()


def format_classifier(classifier: Classifier) -> str:
    """Return `classifier` as JSON; `parse_classifier` gives an equal one back."""
    values = _converter.unstructure(classifier)
    return json.dumps(values, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True)


def parse_classifier(text: str, *, source: str) -> Classifier:
    """Return the classifier that `text` describes.

    Raises
    ------
    ClassifierError
        Naming `source`, where anything is missing, unknown, of the wrong type, or out of range.
    """
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _damaged(source, str(error)) from error
    if not isinstance(values, dict):
        raise _damaged(source, "it is no JSON object")
    try:
        return _converter.structure(values, Classifier)
    except (AttributeError, TypeError) as error:
        # What cattrs raises for a list in the place of an object within it.
        raise _damaged(source, str(error)) from error
    except cattrs.BaseValidationError as error:
        faults = cattrs.transform_error(error, path="", format_exception=describe_fault)
        raise _damaged(source, "; ".join(faults)[:300]) from error


def rename_classifier(classifier: Classifier, name: str) -> Classifier:
    """Return `classifier` under another name.

    Raises
    ------
    ClassifierError
        Where the name is empty.
    """
    name = " ".join(name.split())
    if not name:
        raise ClassifierError("A classifier needs a name.", remedy="Write at least one character.")
    return attrs.evolve(classifier, name=name)


def _damaged(source: str, reason: str) -> ClassifierError:
    return ClassifierError(
        f"{source}: the description of the classifier cannot be used: {reason.rstrip('.')}.",
        remedy="Export it again from the project that it comes from.",
    )
