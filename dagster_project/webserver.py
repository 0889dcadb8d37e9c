"""The UI of a company: Dagster's own webserver, with the gate reports and drafts beside it that its pages link to.

Nothing else of the company's folders is served: landed files, keys and warehouses stay where they are.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster._utils.interrupts import setup_interrupt_handlers
from dagster_webserver.webserver import DagsterWebserver
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from dagster_project.links import REPORTS
from dagster_project.own_files import is_plain_file
from dagster_project.runs import company_instance, run_environment, workspace_file
from dagster_project.settings import Settings
from dagster_project.versions import FOR_REVIEWERS, VERSION

THIS_MACHINE = "127.0.0.1"
NAMES_OF_THIS_MACHINE = [THIS_MACHINE, "localhost"]
SECONDS_TO_STOP = 20
FILE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "sandbox allow-scripts allow-modals",
    "X-Content-Type-Options": "nosniff",
}
"""A page among a company's files may be anybody's: its scripts have an origin of their own and cannot ask the UI, which
asks for no password. The appendix needs scripts, and modals to print a passport."""


def serve(settings: Settings, port: int, *, read_only: bool, on_ready: Callable[[], None]) -> None:
    """Serve the UI on this machine alone until it is stopped: it asks for no password.

    Read-only, every change is refused and no daemon runs. Otherwise the daemon runs beside it, with schedule and
    sensor. Requests of other sites' pages are turned away: see `for_this_machine`.
    """
    setup_interrupt_handlers()
    os.environ.update(run_environment(settings), PYTHONWARNINGS="ignore")
    with (
        company_instance(settings) as instance,
        nullcontext() if read_only else _daemon(workspace_file(settings)),
        WorkspaceProcessContext(
            instance,
            WorkspaceFileTarget([str(workspace_file(settings))]),
            read_only=read_only,
            code_server_log_level="WARNING",
        ) as context,
    ):
        app = CompanyWebserver(context, settings).create_asgi_app()
        on_ready()
        uvicorn.run(app, host=THIS_MACHINE, port=port, log_level="warning")


class CompanyWebserver(DagsterWebserver):
    """Dagster's webserver, which also serves a company's gate reports and drafts."""

    def __init__(self, context: WorkspaceProcessContext, settings: Settings) -> None:
        self._settings = settings
        super().__init__(context, live_data_poll_rate=2000)

    def build_routes(self) -> list[BaseRoute]:
        return [*report_routes(self._settings), *super().build_routes()]

    def build_middleware(self) -> list[Middleware]:
        return [*for_this_machine(), *super().build_middleware()]


def for_this_machine() -> list[Middleware]:
    """What keeps other sites' pages in a browser of this machine from asking the server, which asks for no password.

    Neither a name that somebody points at this machine nor a page of another site gets an answer; a link to it does.
    """
    return [Middleware(TrustedHostMiddleware, allowed_hosts=NAMES_OF_THIS_MACHINE), Middleware(OwnPagesOnly)]


class OwnPagesOnly:
    """Refuses what a browser says comes from a page of another site, unless somebody follows a link."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and _is_of_another_site(Headers(scope=scope)):
            if scope["type"] == "websocket":
                await WebSocketClose(1008)(scope, receive, send)
            else:
                await PlainTextResponse("Asked by a page of another site.", 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_of_another_site(headers: Headers) -> bool:
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return True
    return (
        headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
        and headers.get("sec-fetch-mode") != "navigate"
    )


def report_routes(settings: Settings) -> list[BaseRoute]:
    """The year's gate report, and the files of its draft, of its versions and of the reviewers' copies."""

    def quality(request: Request) -> FileResponse:
        year = request.path_params["year"]
        return _file(
            settings.data_dir,
            settings.quality_page(year),
            f"There is no gate report of {year}: it was never run, or runs now.",
        )

    def release(request: Request) -> FileResponse:
        year, name = request.path_params["year"], request.path_params["name"]
        folder = request.path_params["folder"]
        if folder not in ("draft", "reviewer") and not VERSION.fullmatch(folder.removesuffix(FOR_REVIEWERS)):
            raise HTTPException(404)
        return _file(
            settings.company_dir,
            settings.releases_dir(year) / folder / name,
            f"There is no {name} in {folder} of {year}.",
        )

    return [
        Route(REPORTS + "/{year:int}/quality.html", quality),
        Route(REPORTS + "/{year:int}/{folder}/{name}", release),
    ]


def _file(below: Path, path: Path, otherwise: str) -> FileResponse:
    """A file that its folder lists, with no link on the way; whatever else a name could lead to is not found."""
    if not (path.parent.is_dir() and path in path.parent.iterdir() and is_plain_file(path, below)):
        raise HTTPException(404, otherwise)
    return FileResponse(path, headers=FILE_HEADERS)


@contextmanager
def _daemon(workspace: Path) -> Iterator[None]:
    """Dagster's daemon in a process of its own, which runs schedule and sensor."""
    process = subprocess.Popen([sys.executable, "-m", "dagster._daemon", "run", "-w", str(workspace)])
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
