"""Our fonts in the web client's own font list, so that they are there before the first picture.

A font that a page asks for later is missing in the first frames: boxes instead of Japanese, and a
search for fallback fonts. The client's list is flet's, with our families added.
"""

import json
from pathlib import Path

from flet_web import get_package_web_dir
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.catalogue.assets import asset_path
from app.ui.theme import FONTS

KEPT = "private, max-age=86400"


def font_routes() -> list[Route]:
    return [
        Route("/assets/FontManifest.json", _manifest),
        Route("/assets/fonts/{name}", _font),
    ]


def _manifest(_request: Request) -> Response:
    shipped = Path(get_package_web_dir()) / "assets" / "FontManifest.json"
    families = json.loads(shipped.read_text(encoding="utf-8"))
    families.append({"family": "Roboto", "fonts": [{"asset": "fonts/roboto.woff2"}]})
    families += [
        {"family": family, "fonts": [{"asset": path.lstrip("/")}]} for family, path in FONTS.items()
    ]
    return JSONResponse(families, headers={"cache-control": "no-store"})


def _font(request: Request) -> Response:
    name = request.path_params["name"]
    ours = {path.rsplit("/", 1)[-1] for path in FONTS.values()}
    path = (
        asset_path(f"fonts/{name}")
        if name in ours
        else Path(get_package_web_dir()) / "assets" / "fonts" / Path(name).name
    )
    if not path.is_file():
        return PlainTextResponse("no such font\n", 404)
    return FileResponse(path, headers={"cache-control": KEPT})
