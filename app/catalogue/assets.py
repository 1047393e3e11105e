"""Where the shipped files lie: beside the source tree, in an installed package, in a packaged app.

Promises a path that exists. Refuses (FileNotFoundError) a file that is not shipped, and any name
that leads out of the assets folder. Never looks at the working directory.
"""

from pathlib import Path, PurePosixPath

_APP = Path(__file__).resolve().parent.parent


def assets_root() -> Path:
    """The assets folder: `app/assets` when installed as a package, else `assets` beside `app`."""
    installed = _APP / "assets"
    return installed if installed.is_dir() else _APP.parent / "assets"


def asset_path(name: str) -> Path:
    """Path of the shipped file or folder `name`, for example `codes/need_status.toml`."""
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts:
        raise FileNotFoundError(f"not a name inside the assets folder: {name}")
    path = assets_root().joinpath(*relative.parts)
    if not path.exists():
        raise FileNotFoundError(f"shipped file is missing, install again: {path}")
    return path
