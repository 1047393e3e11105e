"""`tasuki reborn`: a copied folder becomes a device of its own; a refusal changes nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.bootstrap import open_operation, shipped_dictionaries
from app.cli.main import main
from app.cli.passphrase import VARIABLE
from app.services.rebirth import Rebirth
from app.services.volunteers import RegisterVolunteer
from tests.support.centres import PASSPHRASE, Centre, fake_world, open_centre
from tests.support.commands import SAME_MORNING
from tests.support.together import ADDRESS, CHIEF, Host
from tests.support.trouble import copy_of, names


def test_a_copy_becomes_a_new_device(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    with open_centre(tmp_path / "one") as one:
        host = Host(one.operation)
        tablet = host.let_in(tmp_path / "tablet")
        copy = copy_of(tablet, tmp_path / "copy", seed=62)
        copy.do(RegisterVolunteer("訓練 花子", "", ""))
        tablet.operation.close()
        copy.operation.close()

        def reborn(folder: Path, passphrase: str, invitation: str):
            return Rebirth(
                folder, fake_world(one.clock, 90), shipped_dictionaries(),
                lambda _address, _fingerprint: host.transport(),
            ).finish(passphrase, invitation)  # fmt: skip

        def tasuki(*words: object) -> int:
            programs = replace(SAME_MORNING, reborn=reborn)
            return main(programs, ["reborn", str(tmp_path / "copy"), *map(str, words)])

        assert tasuki("--invitation", "TASUKI1:なにか") == 1
        said = capsys.readouterr().err
        assert "招待として読めません" in said
        assert "記録はそのままです" in said
        invitation = host.invitations.invite(("coordinator",), "", None, ADDRESS, CHIEF).qr
        assert tasuki("--invitation", invitation) == 0
        said = capsys.readouterr().out
        assert "この端末の記号は C です" in said
        assert "記録 1 件を書き直しました" in said
        assert str(next((tmp_path / "copy").glob("before-*"))) in said
        again = open_operation(tmp_path / "copy", PASSPHRASE, fake_world(one.clock, 91))
        assert names(Centre(again, one.clock)) == ["訓練 花子"]
        assert again.letter == "C"
        again.close()
        monkeypatch.setenv(VARIABLE, "ちがう")
        assert tasuki("--invitation", invitation) == 1
        assert "合言葉が違います" in capsys.readouterr().err
