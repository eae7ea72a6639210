"""Results of a study byte by byte, whoever made them."""

from pathlib import Path

from evoprune import artifacts

SUFFIXES = (".jsonl", ".safetensors", ".json")


def contents(study: Path) -> dict[str, object]:
    """Every result byte by byte; records without times.

    Args:
        study: folder of the study.
    """
    found: dict[str, object] = {}
    for path in _results(study):
        if path.suffix == ".json":
            record = artifacts.read_json(path)
            if isinstance(record, dict):
                record.pop("timing", None)
            found[str(path.relative_to(study))] = record
        else:
            found[str(path.relative_to(study))] = artifacts.read_bytes(path)
    return found


def broken(study: Path) -> list[str]:
    """Files under a final name that are not what their checksum says."""
    return [str(path) for path in _results(study) if not artifacts.is_intact(path)]


def _results(study: Path) -> list[Path]:
    files = sorted(study.rglob("*"))
    return [p for p in files if p.suffix in SUFFIXES and "unfinished" not in p.parts]
