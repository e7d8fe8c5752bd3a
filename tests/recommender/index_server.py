"""A package index of a few made-up releases on this machine, for pip to ask (PEP 691, PEP 700)."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

#: Version, day of upload, wheel tags, Requires-Python.
Release = tuple[str, str, Sequence[str], str]


@contextmanager
def index(packages: dict[str, Sequence[Release]], *, dated: bool = True) -> Iterator[str]:
    """Serve packages and give the address; ``dated`` tells upload times."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.strip("/").split("/")[-1]
            if name not in packages:
                self.send_error(404)
                return
            body = json.dumps(page(name, packages[name], dated=dated)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/vnd.pypi.simple.v1+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/simple"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def page(name: str, releases: Sequence[Release], *, dated: bool) -> dict[str, object]:
    """Return the index's page of a package."""
    files = [
        {
            "filename": f"{name.replace('-', '_')}-{version}-{tag}.whl",
            "url": f"{name.replace('-', '_')}-{version}-{tag}.whl",
            "hashes": {},
            "requires-python": requires,
            **({"upload-time": f"{day}T12:00:00Z", "size": 1} if dated else {}),
        }
        for version, day, tags, requires in releases
        for tag in tags
    ]
    return {
        "meta": {"api-version": "1.1" if dated else "1.0"},
        "name": name,
        "versions": [release[0] for release in releases],
        "files": files,
    }
