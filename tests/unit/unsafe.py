"""Finds what could run text or bytes as a program: in Python by syntax, in rules by patterns."""

import ast
import re
from collections.abc import Iterator

MODULES = {
    *("pickle", "_pickle", "cPickle", "cloudpickle", "dill", "jsonpickle", "joblib"),
    *("shelve", "marshal", "code", "codeop"),
}
"""Modules that nothing may be imported from."""
BUILTINS = {"eval", "exec", "compile", "__import__"}
NAMES = {
    *("torch.load", "numpy.loads", "numpy.lib.npyio.NpzFile"),
    *("pandas.read_pickle", "pandas.eval", "pandas.io.pickle.read_pickle"),
    *("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"),
    *("yaml.unsafe_load", "yaml.full_load", "yaml.unsafe_load_all", "yaml.full_load_all"),
    *("yaml.Loader", "yaml.UnsafeLoader", "yaml.FullLoader", "asyncio.create_subprocess_shell"),
    *(f"builtins.{name}" for name in BUILTINS),
}
SAFE_LOADERS = {"yaml.SafeLoader", "yaml.CSafeLoader"}
METHODS = {"to_pickle", "read_pickle"}

Found = tuple[int, str]
"""Line, and what stands there."""


def in_python(text: str) -> list[Found]:
    """What is banned in a Python file."""
    tree = ast.parse(text)
    aliases = dict(_aliases(tree))
    found = [hit for node in ast.walk(tree) for hit in _banned(node, aliases)]
    return sorted(set(found))


def _aliases(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """What imported names stand for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield (name.asname, name.name) if name.asname else (name.name.split(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                yield name.asname or name.name, f"{node.module}.{name.name}"


def _dotted(node: ast.AST, aliases: dict[str, str]) -> str:
    """Full name that an expression refers to, as far as imports tell."""
    if isinstance(node, ast.Name):
        return aliases.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value, aliases)}.{node.attr}"
    return "?"


def _banned(node: ast.AST, aliases: dict[str, str]) -> Iterator[Found]:
    line = getattr(node, "lineno", 0)
    if isinstance(node, ast.Import | ast.ImportFrom):
        modules = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module]
        yield from ((line, f"import {m}") for m in modules if m and m.split(".")[0] in MODULES)
    elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
        name = _dotted(node, aliases)
        if name in NAMES | BUILTINS or (isinstance(node, ast.Attribute) and node.attr in METHODS):
            yield line, name
    elif isinstance(node, ast.Call):
        yield from ((line, said) for said in _banned_arguments(node, aliases))


def _banned_arguments(call: ast.Call, aliases: dict[str, str]) -> Iterator[str]:
    keywords = {k.arg: k.value for k in call.keywords}
    for name in ("shell", "allow_pickle"):
        value = keywords.get(name)
        if value is not None and not (isinstance(value, ast.Constant) and value.value is False):
            yield f"{name}={ast.unparse(value)}"
    if _dotted(call.func, aliases) in ("yaml.load", "yaml.load_all"):
        loader = keywords.get("Loader") or (call.args[1] if len(call.args) > 1 else None)
        if loader is None or _dotted(loader, aliases) not in SAFE_LOADERS:
            yield "yaml.load"


IN_RULES = re.compile(
    r"\b(eval|exec|compile|__import__|shell|os\.system|os\.popen|torch\.load|yaml\.load)\s*\("
    r"|\b(import|from)\s+(" + "|".join(sorted(MODULES)) + r")\b|\bshell\s*=\s*True"
)
"""The same in a file of rules, and commands built by hand in a `run` block."""
SHELL = re.compile(r"^( *)shell:(.*(?:\n(?:\1 +.*| *(?=\n)))*)", re.M)
"""A `shell:` directive with what stands deeper below it."""
SUBSTITUTION = re.compile(r"(?<!\{)\{([^{}]+)\}(?!\})")


def in_rules(text: str) -> list[Found]:
    """What is banned in a file of rules; every substitution in a command has to be quoted."""
    found = [(_line(text, hit.start()), hit.group()) for hit in IN_RULES.finditer(text)]
    for block in SHELL.finditer(text):
        for hit in SUBSTITUTION.finditer(block.group()):
            if not hit.group(1).endswith(":q"):
                found.append((_line(text, block.start() + hit.start()), hit.group()))
    return sorted(found)


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
