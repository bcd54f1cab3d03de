"""Serve a desk on this machine alone, and open the browser on it."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import threading
import webbrowser
from collections.abc import Callable

import uvicorn

from pipeline.desk.app import Desk
from pipeline.desk.folder import Folder
from pipeline.desk.guard import Fault
from pipeline.errors import UsageProblem

_HOST = "127.0.0.1"
_PATIENCE = 3  # seconds for answers that are under way when the desk ends


def serve(folder: Folder, *, port: int, by: str, told: Callable[[str], None], fault: Fault, open_browser: bool) -> None:
    """Serve a folder until Ctrl-C.

    Args:
        folder: What the desk is about.
        port: The port; 0 for one that is free.
        by: Who decides, where that is known before anybody is asked.
        told: Told the address, which lets one browser in.
        fault: Told of a bug where it arose, without a word of any form.
        open_browser: Open it in the browser of the system.

    Raises:
        UsageProblem: The port is taken, or the folders don't fit together.
        CannotWrite: The folders can't be made.
    """
    with _listening(port) as listening:
        number = int(listening.getsockname()[1])
        desk = Desk(folder, port=lambda: number, fault=fault, by=by)
        desk.start()
        address = f"http://{_HOST}:{number}{desk.admission.entry}"
        told(address)
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        try:
            _run(desk, listening)
        finally:
            desk.stop()


def _run(desk: Desk, listening: socket.socket) -> None:
    """Answer requests until the system ends it. Nothing is logged: addresses and messages stay out of files."""
    logging.getLogger("uvicorn").addHandler(logging.NullHandler())
    logging.getLogger("uvicorn").propagate = False
    server = uvicorn.Server(
        uvicorn.Config(
            desk.app, log_config=None, access_log=False, server_header=False, date_header=False, lifespan="off",
            ws="none", http="h11", loop="asyncio", proxy_headers=False, timeout_graceful_shutdown=_PATIENCE,
            h11_max_incomplete_event_size=65_536,
        )
    )  # fmt: skip
    asyncio.run(server.serve(sockets=[listening]))


def _listening(port: int) -> socket.socket:
    """Listen on this machine alone, from now on: a browser that is quicker than the server waits for it.

    Raises:
        UsageProblem: The port is taken.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # else a port is taken for a minute after a desk that had pages open; not so on Windows,
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # where two programs could share it then
        listening.bind((_HOST, port))
        listening.listen()
    except OSError as error:
        listening.close()
        raise UsageProblem(
            f"Port {port} can't be used ({error.strerror}).", remedy="Leave --port out, or name another.", code="port"
        ) from error
    return listening
