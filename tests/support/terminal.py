"""Who sits at the terminal of a command: what is typed, and what was asked for it."""

import pytest


class Terminal:
    """One answer a question; without any left there is no terminal."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.questions: list[str] = []
        self._answers: list[str] = []
        monkeypatch.setattr("getpass.getpass", self._asked)
        monkeypatch.setattr("builtins.input", self._asked)

    def types(self, *words: str) -> None:
        self._answers = list(words)

    def _asked(self, question: str) -> str:
        self.questions.append(question)
        if not self._answers:
            raise EOFError
        return self._answers.pop(0)
