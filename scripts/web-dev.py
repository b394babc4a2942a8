#!/usr/bin/env python3
"""Serves the web page from disk, and everything else from a running skein: edit, reload, no Swift build.

  scripts/web-dev.py [--port 8099] [--skein http://127.0.0.1:16686]
"""
import argparse
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent / "Query" / "Web" / "Assets"
TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
          "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    skein = ""

    def do_GET(self):
        path = self.path.split("?")[0]
        if path.startswith(("/api/", "/prometheus/", "/metrics", "/health", "/ready")):
            self.forward(None)
        elif path.startswith("/assets/"):
            self.file((ASSETS / path.removeprefix("/assets/")).resolve())
        else:
            self.file(ASSETS / "index.html")

    def do_POST(self):
        self.forward(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def file(self, path):
        if not path.is_file() or ASSETS not in path.parents:
            self.answer(404, "text/plain", b"no such file\n")
        else:
            self.answer(200, TYPES.get(path.suffix, "application/octet-stream"), path.read_bytes())

    def forward(self, body):
        request = urllib.request.Request(self.skein + self.path, data=body)
        if body is not None:
            request.add_header("Content-Type", self.headers.get("Content-Type", "application/json"))
        try:
            with urllib.request.urlopen(request) as response:
                self.answer(response.status, response.headers.get("Content-Type", ""), response.read())
        except urllib.error.HTTPError as error:
            self.answer(error.code, error.headers.get("Content-Type", ""), error.read())
        except OSError as error:
            self.answer(502, "text/plain", f"skein does not answer: {error}\n".encode())

    def answer(self, status, media_type, body):
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--port", type=int, default=8099)
parser.add_argument("--skein", default="http://127.0.0.1:16686")
options = parser.parse_args()
Handler.skein = options.skein
server = ThreadingHTTPServer(("127.0.0.1", options.port), Handler)
print(f"http://127.0.0.1:{options.port}", flush=True)
server.serve_forever()
