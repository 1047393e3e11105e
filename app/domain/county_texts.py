"""Texts that all councils read: whether one looks as if it named a person.

A sign, not a proof: whoever writes is asked once, and decides.
"""

import re

# A private telephone, or somebody who is spoken of with respect: 訓練 花子様, 山田さん宅.
_MOBILE = re.compile(r"0[789]0[-ー－ ]?\d{4}[-ー－ ]?\d{4}")
_RESPECT = re.compile(r"[一-龠々ヶ]{1,4}[ 　]?[一-龠々ぁ-んァ-ヶ]{0,4}(?:様|さん|氏)(?:宅|方)?")
_OFFICES = ("皆様", "皆さん", "お客様", "業者さん", "職員さん", "住民様", "各位様")


def looks_personal(text: str) -> bool:
    """Whether a text may hold somebody's name or private telephone."""
    if _MOBILE.search(text):
        return True
    return any(
        not found.group().endswith(_OFFICES) for found in _RESPECT.finditer(text)
    )  # fmt: skip
