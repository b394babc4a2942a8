"""Debian's Prometheus (2.42, package `prometheus`) as a process of a test's own."""

import json
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request


def executable(name="prometheus"):
    """Where a program of the package is: on the PATH, or beside Python; None if it is nowhere."""
    return shutil.which(name) or shutil.which(name, path=str(pathlib.Path(sys.executable).parent))


class Prometheus:
    """A server over the database in `folder`/data, until `stop`."""

    def __init__(self, folder, config="scrape_configs: []\n", features=()):
        file = folder / "prometheus.yml"
        file.write_text(config)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.url = "http://127.0.0.1:%d" % probe.getsockname()[1]
        self.log = folder / "prometheus.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [executable(), f"--config.file={file}", f"--storage.tsdb.path={folder}/data",
                 "--storage.tsdb.retention.time=100y", f"--web.listen-address={self.url[7:]}", "--log.level=warn",
                 *(f"--enable-feature={feature}" for feature in features)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        for _ in range(200):
            try:
                urllib.request.urlopen(self.url + "/-/ready", timeout=1).read()
                return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise RuntimeError("prometheus does not get ready:\n" + self.log.read_text())

    def ask(self, path, **parameters):
        body = urllib.parse.urlencode(parameters).encode()
        try:
            answer = urllib.request.urlopen(f"{self.url}/api/v1/{path}", body, timeout=60).read()
        except urllib.error.HTTPError as error:
            answer = error.read()
        return json.loads(answer)

    def instant(self, query, moment):
        return self.ask("query", query=query, time=moment)

    def range(self, query, start, end, step):
        return self.ask("query_range", query=query, start=start, end=end, step=step)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
