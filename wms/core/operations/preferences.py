"""What a person chooses for himself: the language and the theme of his pages."""

from __future__ import annotations

from wms.core.audit import changed
from wms.core.cause import Cause
from wms.core.fields import clean_choice
from wms.core.models import Person
from wms.core.operations.people import LANGUAGES, subject_of

THEMES = ("light", "dark", "auto")


def choose_preferences(*, cause: Cause, person: Person, language: str, theme: str) -> bool:
    """Store the person's own choice. Returns whether anything changed. Refuses with NotAccepted."""
    values = {
        "language": clean_choice("language", language, LANGUAGES),
        "theme": clean_choice("theme", theme, THEMES),
    }
    return changed(cause=cause, action="person.preferences", subject=subject_of(person), row=person, values=values)
