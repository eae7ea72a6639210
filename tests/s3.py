"""An S3-compatible server on loopback, for as long as tests need it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3

KEYS = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
"""What the server takes, as it takes anything."""


def answers(port: int) -> bool:
    """Whether somebody listens."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def server() -> Iterator[str]:
    """Address of a server that has ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not answers(port):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


class Bucket:
    """A bucket of the server."""

    def __init__(self, endpoint: str, name: str) -> None:
        keys = {name.lower(): value for name, value in KEYS.items()}
        client = boto3.resource("s3", endpoint_url=endpoint, region_name="us-east-1", **keys)
        self._bucket = client.create_bucket(Bucket=name)

    @property
    def names(self) -> set[str]:
        """What is in it."""
        return {item.key for item in self._bucket.objects.all()}

    def read(self, name: str) -> bytes:
        """Content of an object."""
        return self._bucket.Object(name).get()["Body"].read()

    def remove(self, name: str) -> None:
        """Lose an object."""
        self._bucket.Object(name).delete()
