"""Where shipped files are found."""

import pytest

from app.catalogue.assets import asset_path, assets_root


def test_a_shipped_folder_is_found_from_any_working_directory(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert asset_path("messages") == assets_root() / "messages"


@pytest.mark.parametrize(
    "name", ["../pyproject.toml", "/etc/passwd", "messages/../../README.md", "no/such"]
)
def test_names_outside_or_missing_are_refused(name: str) -> None:
    with pytest.raises(FileNotFoundError):
        asset_path(name)
