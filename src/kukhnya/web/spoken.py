"""Words that pages take from the program and not from a template: they need a translation too."""

from typing import Final

from kukhnya.api.rules import PRIVACY
from kukhnya.model.audience import Audience, Relation

from . import (
    acts,
    admin_announcements,
    admin_email,
    admin_emoji,
    admin_invites,
    admin_people,
    admin_server,
    circles,
    compose,
    finding,
    forms,
    lists,
    people,
    typed,
)

SENTENCES: Final = (
    *forms.SENTENCES.values(),
    *typed.SENTENCES.values(),
    typed.NOT_A_PICTURE,
    typed.GONE,
    compose.NOT_QUOTED,
    *acts.SENTENCES.values(),
    acts.NOT_ALLOWED,
    "What quotes a status must not be for more people than that is",
    admin_people.WRONG_HANDLE,
    *admin_announcements.WRONG.values(),
    *admin_email.WRONG.values(),
    *admin_emoji.WRONG.values(),
    *admin_invites.WRONG.values(),
    *admin_server.WRONG.values(),
    *PRIVACY.split("\n\n"),
    "This action is not allowed",
    "Sign in first, then send the form again.",
    "This form has grown old. Go back, reload the page and send it again.",
    "The app is unknown here. It may have to be set up again.",
    "The address the app wants to be sent back to is not one it has registered.",
    "The app asks in a way this server does not know.",
    "The app's proof key must be of the kind S256.",
    "The app asks for more than it has registered for.",
    "Something went wrong on our side; nothing was saved.",
    "The database does not answer; please try again in a moment.",
    "The request is too large",
    "Method not allowed",
    "Bad request",
    "A browser",
    "This is not your password.",
    "The two are not the same.",
    "This is not your handle.",
    "Nobody of this name is known here.",
    "That is you.",
    "This is not a picture we can read: JPEG, PNG, GIF or WebP",
    "This picture is damaged",
    "This picture is too large.",
    circles.CANNOT_JOIN,
    circles.FULL,
    finding.TOO_LONG,
    finding.WRONG_WORDS,
    lists.NOT_FOLLOWED,
    people.NOBODY_SO_NAMED,
    people.TICK_OR_NAME,
    "A work needs a picture",
    "A letter cannot be shown among works",
)

WORDS: Final = tuple(
    dict.fromkeys(
        [*(audience.value for audience in Audience), *(r.value for r in Relation if r is not Relation.AUTHOR)]
    )
)
