"""The same through an S3-compatible server, on loopback."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [pytest.mark.dvc, pytest.mark.slow]

BUCKET = """
import boto3, sys
client = boto3.client("s3", endpoint_url=sys.argv[1], region_name="us-east-1")
client.create_bucket(Bucket="results")
"""


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def endpoint():
    """Address of a server that ends with the tests."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not answers(port):
            assert server.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def use(repository, endpoint):
    """What the README says about S3, in a file that Git ignores."""
    repository.dvc("remote", "add", "--local", "--default", "s3", "s3://results/evoprune")
    repository.dvc("remote", "modify", "--local", "s3", "endpointurl", endpoint)


def test_a_clone_is_complete_after_a_pull_from_s3(repository, endpoint):
    repository.run(sys.executable, "-c", BUCKET, endpoint)
    use(repository, endpoint)
    assert "files pushed" in repository.dvc("push")
    assert repository.dvc("push").strip() == "Everything is up to date."
    assert repository.run("git", "status", "--porcelain") == ""
    clone = repository.clone(repository.folder.parent / "clone")
    use(clone, endpoint)
    clone.dvc("pull")
    assert clone.stored() == repository.stored()
    assert clone.planned() == {}
