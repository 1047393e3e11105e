"""Words for people: every text on a screen comes from here, by key, in the session's language.

Not a hook: it may be called anywhere in a render or a handler, also conditionally. A change of
language draws all components anew, memoized ones too (`component.py`).
"""

from functools import cache

from app.catalogue.messages import Messages
from app.services.command import Notice, Refused
from app.ui.look import Language, current_look


@cache
def messages_for(language: Language) -> Messages:
    return Messages.load(language)


def t(key: str, /, **params: object) -> str:
    """The text of `key`, its placeholders filled from `params`."""
    return messages_for(current_look().language).text(key, **params)


def refusal_text(refused: Refused) -> str:
    """Why a command was refused, in words; what a need still lacks is named."""
    params = dict(refused.params)
    if refused.code == "need_lacks":
        params["missing"] = t(f"missing.{params['missing']}")
    return t(f"refused.{refused.code}", **params)


def notice_text(notice: Notice) -> str:
    return t(f"notice.{notice.code}", **notice.params)
