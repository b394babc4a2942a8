"""Certificates that live as long as a test, made with openssl."""

from __future__ import annotations

import pathlib
import subprocess


class Authority:
    """Signs certificates; `certificate` is what trusts them."""

    def __init__(self, folder: pathlib.Path, name: str = "authority") -> None:
        self.folder = folder
        self.certificate, self.key = folder / f"{name}.pem", folder / f"{name}.key"
        self._make(self.key, f"/CN={name}", "-x509", "-days", "2", "-out", self.certificate)

    def issue(self, name: str, days: int = 2) -> tuple[pathlib.Path, pathlib.Path]:
        """A certificate for 127.0.0.1 and its key; one for -1 days has expired."""
        certificate, key, request = (self.folder / f"{name}.{end}" for end in ("pem", "key", "csr"))
        self._make(key, f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-out", request)
        validity = ["-days", str(days)]
        self._run(
            *("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial"),
            *("-copy_extensions", "copy", "-out", certificate, *validity),
        )
        return certificate, key

    def _make(self, key: pathlib.Path, subject: str, *options) -> None:
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
        self._run("req", *curve, "-nodes", "-keyout", key, "-subj", subject, *options)

    @staticmethod
    def _run(*arguments) -> None:
        done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
