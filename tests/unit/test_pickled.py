"""The reader of CIFAR's pickles: plain values come back, and nothing that could run does."""

import time

import numpy as np
import pytest

from evoprune.data.images.formats.pickled import read
from evoprune.errors import CorruptFileError
from tests.unit.pickled_by_python2 import Raw, operations, pickled

ARRAY = np.arange(12, dtype=np.uint8).reshape(3, 4)


def test_plain_values_come_back():
    value = {
        "batch_label": "training batch 1 of 5",
        "labels": [6, 9, 255, 256, 65_535, 65_536, -1],
        "names": ["é", "x" * 300],
        "others": [None, True, False, (), (1,), (1, (2, 3))],
    }
    assert read(pickled(value), "a") == value


def test_arrays_come_back_in_both_orders():
    for array in (ARRAY, np.asfortranarray(ARRAY), ARRAY[:0], np.arange(256, dtype=np.uint8)):
        found = read(pickled({"data": array}), "a")["data"]
        assert found.dtype == np.uint8
        np.testing.assert_array_equal(found, array)


def test_what_cpickle_writes_is_read_byte_by_byte():
    data = bytes.fromhex("80027d71012855046461746171025d7103284b064b0965732e").replace(b"s.", b"u.")
    assert read(data, "a") == {"data": [6, 9]}
    long, memo = b"\x80\x02\x8a\x02\xff\x00.", b"\x80\x02]q\x05K\x07ah\x05\x86."
    assert read(long, "a") == 255
    assert read(memo, "a") == ([7], [7])


def called(module, name, argument):
    """The pickle of a call."""
    text = operations(argument)
    return b"\x80\x02c" + f"{module}\n{name}\n".encode() + text + b"\x85R."


CANARY = "canary"
HOSTILE = {
    "posix.system": called("posix", "system", f"touch {CANARY}"),
    "os.system": called("os", "system", f"touch {CANARY}"),
    "subprocess.getoutput": called("subprocess", "getoutput", f"touch {CANARY}"),
    "builtins.eval": called("builtins", "eval", f"open('{CANARY}', 'w')"),
    "__builtin__.exec": called("__builtin__", "exec", f"open('{CANARY}', 'w')"),
    "builtins.open": b"\x80\x02cbuiltins\nopen\n" + operations((CANARY, "w")) + b"R.",
    "numpy.loadtxt": called("numpy", "loadtxt", "/etc/passwd"),
    "numpy.core.multiarray.fromfile": called("numpy.core.multiarray", "fromfile", "/etc/passwd"),
    "pathlib.Path": called("pathlib", "Path", "x"),
    "_codecs.encode": ARRAY.dumps(),
    "operation INST": b"\x80\x02(" + operations(f"touch {CANARY}") + b"iposix\nsystem\n.",
    "operation OBJ": b"\x80\x02(" + operations(f"touch {CANARY}") + b"o.",
    "operation EXT1": b"\x80\x02\x82\x01.",
    "operation PERSID": b"Px\n.",
    "operation STACK_GLOBAL": b"\x80\x04U\x05posixU\x06system\x93.",
    "operation NEWOBJ": b"\x80\x02cnumpy\nndarray\n)\x81.",
    "operation NEXT_BUFFER": b"\x80\x05\x97.",
}
REFUSED = {
    "a call that makes no array": b"\x80\x02cnumpy\nndarray\n)R.",
    "numbers that are no functions": b"\x80\x02K\x01)R.",
    "arrays of objects": b"\x80\x02cnumpy\ndtype\n" + operations(("O", 0, 1)) + b"R.",
    "a state of a list": b"\x80\x02](K\x01lb.",
    "a state of a name": b"\x80\x02cnumpy\nndarray\n}b.",
    "entries of a number": b"\x80\x02K\x01K\x02a.",
    "entries by numbers": b"\x80\x02}K\x01K\x02s.",
    "no stop": b"\x80\x02K\x01",
    "nothing": b"",
    "nothing on the stack": b"\x80\x02.",
    "a mark that is not there": b"\x80\x02]e.",
    "what lies below a mark": b"\x80\x02K\x01K\x01(\x86.",
    "a number that is not in the memo": b"\x80\x02h\x09.",
    "no pickle": b"MATLAB 5.0",
    "a text beyond the end": b"\x80\x02T\xff\xff\xff\x7fabc.",
    "an array longer than its bytes": pickled(ARRAY).replace(b"K\x03K\x04", b"K\x03K\x05"),
    "an array filled twice": pickled({"a": Raw(operations(ARRAY) + b"Nb")}),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_could_run_is_refused_by_name_and_nothing_is_run(what, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CorruptFileError, match="nothing in it was run") as refused:
        read(HOSTILE[what], "some/data_batch_1")
    assert str(refused.value).startswith("some/data_batch_1: refused, ")
    assert what in str(refused.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_broken_is_refused(what):
    with pytest.raises(CorruptFileError, match="some/data_batch_1: "):
        read(REFUSED[what], "some/data_batch_1")


def test_every_truncation_and_flipped_byte_ends_in_a_value_or_an_error():
    whole = pickled({"data": ARRAY, "labels": [1, 2, 3]})
    for end in range(len(whole)):
        with pytest.raises(CorruptFileError):
            read(whole[:end], "a")
    for place in range(len(whole)):
        for bit in (1, 16, 128):
            spoilt = bytearray(whole)
            spoilt[place] ^= bit
            try:
                read(bytes(spoilt), "a")
            except CorruptFileError:
                continue


def test_values_that_refer_to_themselves_many_times_take_no_time():
    doubled = b"\x80\x02)" + b"q\x00h\x00\x86" * 200
    start = time.perf_counter()
    read(doubled + b".", "a")
    for rest in (b"}q\x01h\x00K\x01s.", b"\x85R.", b"Nb."):
        with pytest.raises(CorruptFileError):
            read(doubled + rest, "a")
    assert time.perf_counter() - start < 1
