"""Forms of 県内: fields by name, one refusal beside its field, and one question about names.

`use_form` keeps what was typed; `ending` sends the command, says that it is safe, and where a text
looks as if it named a person asks once whether it does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import flet as ft

from app.services.command import Command, Refused
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.choices import choice_chips, multi_chips
from app.ui.components.dates import date_field
from app.ui.components.fields import number_stepper, text_field
from app.ui.components.refusals import refused_at, refused_elsewhere
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.sending import Answer

Options: TypeAlias = Sequence[tuple[str, str]]
LOOKS_PERSONAL = "county_looks_personal"


@dataclass(frozen=True)
class Form:
    """What is typed so far. Test ids are `<tag>.<name>`."""

    tag: str
    values: Mapping[str, Any]
    refused: Answer
    _set_values: Callable[[Any], None]
    _set_refused: Callable[[Any], None]

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    def put(self, name: str) -> Callable[[Any], None]:
        """The setter of one field. What was refused about it no longer holds."""

        def put(value: Any) -> None:
            self._set_values(lambda now: {**now, name: value})
            if self.refused is not None and self.refused.field == name:
                self._set_refused(None)

        return put

    def why(self, name: str) -> str | None:
        """Why this field was refused."""
        return refused_at(self.refused, name)

    def text(
        self, name: str, label: str, *, lines: int = 1, hint: str | None = None,
        needed: bool = False, keyboard: ft.KeyboardType = ft.KeyboardType.TEXT,
    ) -> ft.Control:  # fmt: skip
        return text_field(
            f"{self.tag}.{name}", label, self[name] or "", self.put(name), lines=lines, hint=hint,
            needed=needed, refusal=self.why(name), keyboard=keyboard,
        )  # fmt: skip

    def choice(
        self, name: str, label: str, options: Options, *, needed: bool = False
    ) -> ft.Control:
        return choice_chips(
            f"{self.tag}.{name}", label, options, self[name], self.put(name),
            refusal=self.why(name), needed=needed,
        )  # fmt: skip

    def several(self, name: str, label: str, options: Options) -> ft.Control:
        return multi_chips(
            f"{self.tag}.{name}", label, options, self[name] or (), self.put(name),
            refusal=self.why(name),
        )  # fmt: skip

    def day(self, name: str, label: str, *, needed: bool = False) -> ft.Control:
        return date_field(
            f"{self.tag}.{name}", label, self[name], self.put(name), refusal=self.why(name),
            needed=needed,
        )  # fmt: skip

    def number(
        self, name: str, label: str, *, unit: str = "", least: int = 0, most: int = 9999
    ) -> ft.Control:
        return number_stepper(
            f"{self.tag}.{name}", label, self[name], self.put(name), unit=unit, least=least,
            most=most, refusal=self.why(name),
        )  # fmt: skip

    def ending(
        self,
        label: str,
        command: Callable[[bool], Command],
        said: str,
        done: Callable[[], None],
        *,
        cancel: Callable[[], None] | None = None,
        shown: Sequence[str] = (),
        opens: Callable[[str], None] | None = None,
    ) -> list[ft.Control]:
        """What stands below the fields. `command` gets whether somebody is sure that no name is in
        it; `shown` are fields that draw their refusal themselves, all others stand here. What was
        made is opened where `opens` is given (its id in hexadecimal), instead of `done`."""
        runtime = current_runtime()

        async def go(sure: bool) -> None:
            outcome = await runtime.submit(command(sure))
            if isinstance(outcome, Refused):
                runtime.sound("refused")
                self._set_refused(outcome)
                return
            self._set_refused(None)
            runtime.sound("accepted")
            runtime.notify(said, ok=outcome)
            if opens is not None and outcome.entity is not None:
                opens(outcome.entity.hex())
            else:
                done()

        refused = self.refused
        parts = refused_elsewhere(refused, (*shown, *self.values))
        acts = [big_button(f"{self.tag}.save", label, lambda: go(False), icon=ft.Icons.CHECK)]
        if refused is not None and refused.code == LOOKS_PERSONAL:
            acts = [
                button(f"{self.tag}.sure", t("county.sure"), lambda: go(True), icon=ft.Icons.CHECK)
            ]
        if cancel is not None:
            acts.append(quiet_button(f"{self.tag}.cancel", t("frame.close"), cancel))
        parts.append(ft.Row(acts, wrap=True, spacing=GAP, run_spacing=GAP))
        return parts


def use_form(tag: str, start: Mapping[str, Any]) -> Form:
    """A form that begins with `start`. A hook; give the component a key to begin anew."""
    first: Mapping[str, Any] = dict(start)
    values, set_values = ft.use_state(first)
    nothing: Answer = None
    refused, set_refused = ft.use_state(nothing)
    return Form(tag, values, refused, set_values, set_refused)
