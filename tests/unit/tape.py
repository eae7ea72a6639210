"""A stand-in for CUDA graphs on the CPU: records operations with their arguments, and repeats them.

Like a graph, a replay runs no Python of the engine again: numbers are those of the recording, and
tensors that the work did not make itself are read and written where they were.
"""

from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten, tree_map


class Tape(TorchDispatchMode):
    """Records what happens while it is active."""

    def __init__(self):
        super().__init__()
        self._operations = []

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        self._operations.append((function, args, kwargs or {}, result))
        return result

    def replay(self):
        made = {}
        for function, args, kwargs, recorded in self._operations:
            args, kwargs = tree_map(lambda x: made.get(id(x), x), (args, kwargs))
            outcome = tree_flatten(function(*args, **kwargs))[0]
            made.update(zip(map(id, tree_flatten(recorded)[0]), outcome, strict=True))


class Recorder:
    """Captures work on tapes, as `cuda.capture` does in graphs, and counts what it does."""

    def __init__(self):
        self.captured = self.replayed = 0

    def __call__(self, work):
        self.captured += 1
        tape = Tape()
        with tape:
            work()  # leaves its traces in the buffers, as the warm-up of a graph does

        def replay():
            self.replayed += 1
            tape.replay()

        return replay
