"""Files that somebody made to do harm, each with a right checksum: refused, and nothing is run."""

import gzip
import io
import json
import os
import pickletools
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from evoprune import artifacts

pytestmark = [pytest.mark.reliability]

CANARY = "canary"
COMMAND = f"touch {CANARY}"
CODE = f"import os; os.system('{COMMAND}')"
TEXT = len(COMMAND).to_bytes(4, "little") + COMMAND.encode()
SHORT = bytes([len(COMMAND)]) + COMMAND.encode()
PICKLES = {
    "posix.system": f"cposix\nsystem\n(V{COMMAND}\ntR.".encode(),
    "posix.system, protocol 2": b"\x80\x02cposix\nsystem\nX" + TEXT + b"\x85R.",
    "posix.system, protocol 4": b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c" + SHORT + b"\x85R.",
    "exec": f"c__builtin__\nexec\n(V{CODE}\ntR.".encode(),
    "eval": f"c__builtin__\neval\n(V__import__('os').system('{COMMAND}')\ntR.".encode(),
    "subprocess": f"csubprocess\ngetoutput\n(V{COMMAND}\ntR.".encode(),
    "built by instance": f"(V{COMMAND}\niposix\nsystem\n.".encode(),
}


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tensors(header: object, data: bytes = bytes(8), length: int | None = None) -> bytes:
    """A safetensors file with any header."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return (len(text) if length is None else length).to_bytes(8, "little") + text + data


def tensor(name: str = "x", **changes: object) -> dict[str, object]:
    return {name: {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]} | changes}


NESTED = b"[" * 1_000_000
ZEROS = bytes(300_000_000)
FILES = {
    **{f"pickle, {name}": data for name, data in PICKLES.items()},
    "archive of torch": zipped({"a/data.pkl": PICKLES["posix.system"], "a/version": b"3"}),
    "object array": b"\x93NUMPY\x01\x00v\x00"
    + b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }".ljust(117)
    + b"\n"
    + PICKLES["posix.system"],
    "bomb, zip": zipped({"x": ZEROS}),
    "bomb, gzip": gzip.compress(ZEROS, 1),
    "archive that leaves its folder": zipped({f"../../{CANARY}": b"x", f"/tmp/{CANARY}": b"x"}),
    "header of 2^63 bytes": tensors(tensor(), length=2**63),
    "header of 2^64 - 1 bytes": tensors(tensor(), length=2**64 - 1),
    "header of 100 MB": tensors(tensor(), length=100_000_001),
    "header longer than the file": tensors(tensor(), length=1000),
    "header of nothing": tensors(b""),
    "header that is nested deeply": tensors(NESTED),
    "header that is no JSON": tensors(b"{" * 100),
    "tensor of 2^40 numbers": tensors(tensor(shape=[2**40])),
    "tensor that overflows": tensors(tensor(shape=[2**62, 2**62])),
    "tensor beyond the end": tensors(tensor(data_offsets=[0, 10**12])),
    "tensor before the start": tensors(tensor(data_offsets=[-8, 0])),
    "tensors upon each other": tensors(tensor("x") | tensor("y")),
    "objects for numbers": tensors(tensor(dtype="O")),
    "name that leaves its folder": tensors(tensor(f"../../{CANARY}")),
    "absolute name": tensors(tensor(f"/tmp/{CANARY}")),
    "name that is a command": tensors(tensor(f"$({COMMAND})")),
    "metadata nested deeply": tensors(
        {"__metadata__": {artifacts.METADATA: NESTED[:100_000].decode()}} | tensor()
    ),
    "metadata that is no mapping": tensors({"__metadata__": {artifacts.METADATA: "1"}} | tensor()),
}
READ = """
import json, time
from pathlib import Path
from evoprune.checkpoints import Checkpoints
from evoprune.data.checking import plain
from evoprune.data.manifest import known_dataset
from evoprune.data.splits import Splits
from evoprune.errors import CorruptFileError
from evoprune.interruption import Interruption
from evoprune.studies.autoencoder import trade_off
from evoprune.studies.autoencoder.paths import RunPaths

def as_checkpoint(path):
    stem = path.with_name(path.name.removesuffix(".0.safetensors"))
    return Checkpoints(stem, seconds=0, interruption=Interruption()).found is None

def as_data(path):
    try:
        Splits.load(path)
    except (CorruptFileError, TypeError, ValueError, RecursionError):
        return True

def as_model(path):
    run = RunPaths(Path("study"), "arm", 1)
    run.model = path
    try:
        trade_off._of_run(run, {"status": "ok"}, None)
    except CorruptFileError:
        return True

def as_images(path):
    dataset = known_dataset("mnist")
    try:
        plain(path.read_bytes(), dataset.files["test_images"], dataset, str(path))
    except CorruptFileError:
        return True

found = []
for path in sorted(Path("files").glob("*.safetensors")):
    for read in (as_checkpoint, as_data, as_model, as_images):
        start = time.perf_counter()
        refused = read(path)
        found.append([path.name, read.__name__, refused, time.perf_counter() - start])
# Not of getrusage, which counts what was there before this program took the process over.
peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
print(json.dumps([found, peak]))
"""


def test_the_pickles_are_what_they_seem():
    for data in PICKLES.values():
        names = [operation.name for operation, _, _ in pickletools.genops(data)]
        assert {"REDUCE", "INST"} & set(names)
        assert names[-1] == "STOP"


@pytest.mark.promise(
    "malicious models, checkpoints and data are refused and run nothing",
    tries=100,
    seconds=1,
    megabytes=200,
)
def test_malicious_files_are_refused(tmp_path, promise):
    for number, data in enumerate(FILES.values()):
        artifacts.write_bytes(tmp_path / f"files/{number:02}.0.safetensors", data)
    done = subprocess.run(
        [sys.executable, "-c", READ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(artifacts.__file__).parents[1])},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found, megabytes = json.loads(done.stdout)
    assert len(found) == 4 * len(FILES)
    for name, reader, refused, seconds in found:
        with promise.tried():
            assert refused is True, (list(FILES)[int(name[:2])], reader)
            promise.took(seconds)
    promise.used(megabytes)
    assert not list(tmp_path.rglob(CANARY))
    assert not Path(f"/tmp/{CANARY}").exists()
    assert len(list(tmp_path.rglob("*"))) == 1 + 2 * len(FILES)
