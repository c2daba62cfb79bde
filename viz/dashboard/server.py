"""`joinedup dashboard`: the server. Nothing leaves the machine, and nobody else's page may talk to it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

# before Solara is imported: it reads them once. What keeps a page from going elsewhere is in `offline`.
SETTINGS = {
    "SOLARA_APP": "joinedup.viz.dashboard.app",
    "SOLARA_THEME_VARIANT": "light",
    "SOLARA_THEME_VARIANT_USER_SELECTABLE": "false",
    "SOLARA_SESSION_HTTP_ONLY": "true",
    "SOLARA_KERNEL_CULL_TIMEOUT": "5m",  # a page that is gone keeps its state so long
    "SOLARA_KERNEL_MAX_COUNT": "50",
}
POLICY = (  # what a page may load: itself, and nothing from elsewhere
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss: blob: data:; "
    "worker-src 'self' blob:; frame-ancestors 'none'"
)
HIDDEN = ("/resourcez",)  # counts of all visitors
SWITCH_SECONDS = 0.001  # after which a thread that computes lets another one go on


class SameOrigin:
    """ASGI middleware: websockets from this server's own pages only, and a policy on every answer."""

    def __init__(self, app: Any, origins: set[str]) -> None:
        self.app, self.origins = app, origins

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "websocket" and not self._is_ours(scope):
            await receive()
            await send({"type": "websocket.close", "code": 4403})
            return
        if scope["type"] == "http" and scope["path"].startswith(HIDDEN):
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b"there is no such page"})
            return

        async def with_policy(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", []),
                    (b"content-security-policy", POLICY.encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                ]
            await send(message)

        await self.app(scope, receive, with_policy)

    def _is_ours(self, scope: dict[str, Any]) -> bool:
        return dict(scope["headers"]).get(b"origin", b"").decode("latin-1") in self.origins


def serve(host: str, port: int, origins: Sequence[str] = (), **limits: Any) -> None:
    """Serve the dashboard until it is stopped.

    origins: further addresses whose pages may talk to it, such as that of a proxy before it.
    limits: other limits than usual; see `limits.Limits`.
    Raises: ValueError for an origin that is none, and for a port that is taken or may not be used.
    """
    os.environ.update({k: v for k, v in SETTINGS.items() if k not in os.environ})
    import uvicorn

    from joinedup.viz.dashboard.limits import LIMITS
    from joinedup.viz.dashboard.offline import keep_offline

    keep_offline()

    for name, most in limits.items():
        setattr(LIMITS, name, most)
    further = {_origin(address) for address in origins}
    socket = _bound(host, port)
    port = socket.getsockname()[1]
    sys.setswitchinterval(SWITCH_SECONDS)
    _gets_ready()
    address = f"http://{'localhost' if host in ('127.0.0.1', 'localhost') else host}:{port}"
    print(f"The dashboard is starting; open {address}  (Ctrl-C stops it)", flush=True)
    from solara.server.starlette import app

    names = {host, "localhost", "127.0.0.1"}
    served = SameOrigin(app, {*further, *(f"http://{name}:{port}" for name in names)})
    server = uvicorn.Server(uvicorn.Config(served, log_level="warning"))
    server.run(sockets=[socket])


def _gets_ready() -> None:
    """Compile the model if this machine has not yet, and load it, so that the first visitor does not wait for it."""
    from joinedup.experiments.compiling import warm_up
    from joinedup.model.health_system import HealthSystem

    warm_up()
    HealthSystem("dudley", people=300).run_until(366)


def _origin(address: str) -> str:
    """As a browser says it: scheme, host, and the port unless it is the usual one.

    Raises: ValueError for an address that names no server.
    """
    found = urlsplit(address)
    if found.scheme not in ("http", "https") or not found.hostname or found.path not in ("", "/"):
        raise ValueError(f"origin is {address!r}; it must be an address such as https://joinedup.example.org")
    return f"{found.scheme}://{found.netloc.lower()}"


def _bound(host: str, port: int) -> Any:
    """A socket on which nobody else listens.

    Raises: ValueError that says why there is none.
    """
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        raise ValueError(
            f"cannot serve on {host}, port {port}: {(error.strerror or str(error)).lower()}; choose another with --port"
        ) from None
    return made
