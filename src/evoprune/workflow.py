"""What the Snakemake rules are made from: jobs, files, parameters and digests of a config.

Light to import: Snakemake reads the rules again in every job of a cluster.
"""

import re
from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from evoprune.artifacts import sha256
from evoprune.claims import files
from evoprune.claims.hypotheses import HYPOTHESES
from evoprune.config import Config, parse
from evoprune.data import DATASETS
from evoprune.data.manifest import fingerprint
from evoprune.data.places import data_root
from evoprune.integrity import move_corrupt_aside
from evoprune.provenance import code_digest
from evoprune.registry import module_of
from evoprune.settings import canonical_json
from evoprune.studies import filter_criteria, pruning_functions
from evoprune.studies.autoencoder import STUDY, figures, plots, tables
from evoprune.studies.autoencoder.arm import TOGETHER, Arm, SeededArm
from evoprune.studies.autoencoder.code import arm_code
from evoprune.studies.autoencoder.engine import engine_of
from evoprune.studies.autoencoder.grid import arms, datasets
from evoprune.studies.autoencoder.paths import RunPaths, StudyPaths
from evoprune.studies.autoencoder.scopes import scope_of
from evoprune.studies.autoencoder.settings import Dataset
from evoprune.studies.autoencoder.variants import PUBLISHED
from evoprune.studies.autoencoder.warm import kinds
from evoprune.studies.filter_criteria.workflow import FilterCriteriaWorkflow
from evoprune.studies.pruning_functions.workflow import PruningFunctionsWorkflow
from evoprune.studies.workflow import StudyWorkflow
from evoprune.training.engines import ENGINES
from evoprune.unrecorded import mark_unrecorded


@dataclass(frozen=True)
class TrainingJob:
    """Runs that train together: a chunk of an arm's seeds, or of several arms of a mode.

    Attributes:
        name: name of its log and benchmark.
        specs: the arms as JSON.
        codes: digest of the code that each of them depends on.
        engine: what trains them.
        cost: networks that it trains; long jobs start first.
        data: files of the data sets that it trains on.
    """

    name: str
    specs: list[str]
    codes: list[str]
    engine: str
    cost: int
    data: list[str]
    runs: list[RunPaths]

    @property
    def rule(self) -> str:
        """Name of its rule."""
        return re.sub(r"\W", "_", f"train_{self.name}")

    @property
    def records(self) -> list[str]:
        """Records of the runs."""
        return [str(run.record) for run in self.runs]

    @property
    def histories(self) -> list[str]:
        """Histories of the runs."""
        return [str(run.history) for run in self.runs]

    @property
    def models(self) -> list[str]:
        """Models of the runs."""
        return [str(run.model) for run in self.runs]


class Workflow(StudyWorkflow[StudyPaths, Arm]):
    """Everything that the rules need of a config.

    Raises:
        ConfigError: the config is not valid.
    """

    def __init__(self, values: dict[str, Any]) -> None:
        self.config: Config = parse(values, "the config")
        super().__init__(StudyPaths(Path(self.config.results)), arms(self.config), figures, tables)
        self.modes = list(dict.fromkeys(arm.mode for arm, _ in self.arms))
        self.plot = canonical_json(self.config.plot.model_dump())
        self.filter_criteria = FilterCriteriaWorkflow(self.config)
        self.pruning_functions = PruningFunctionsWorkflow(self.config)

    @cached_property
    def scopes(self) -> list[str]:
        """Modes and networks with published arms on the study's data set."""
        dataset = self.config.autoencoder.dataset.name
        return list(
            dict.fromkeys(
                scope_of(arm.mode, arm.environment)
                for arm, _ in self.arms
                if arm.variant == PUBLISHED and arm.dataset == dataset
            )
        )

    @cached_property
    def contents(self) -> set[str]:
        """What the study holds besides its published arms."""
        words = {word for arm, _ in self.arms for word in arm.variant.split("+")}
        datasets = {arm.dataset for arm, _ in self.arms if arm.variant == PUBLISHED}
        environments = {arm.environment for arm, _ in self.arms}
        swept = any("=" in word for word in words)
        found = {
            "variants": any("=" not in word for word in words - {PUBLISHED}),
            "cross_entropy": "cross_entropy" in words,
            "environments": len(environments) > 1,
            "sweeps": swept or len(environments) > 1 or len(datasets) > 1,
        }
        return {content for content, there in found.items() if there}

    @cached_property
    def datasets(self) -> dict[str, Dataset]:
        """Data sets by name."""
        return datasets(self.config)

    @property
    def data(self) -> list[str]:
        """Files of the data sets."""
        return [str(self.paths.dataset(name)) for name in self.datasets]

    def data_spec(self, name: str) -> str:
        """Settings of a data set as JSON."""
        return canonical_json(self.datasets[name].model_dump())

    def data_code(self, name: str) -> str:
        """Digest of the code that makes a data set, and of the files that it is cut from."""
        generator = self.datasets[name].generator
        return code_digest([module_of(DATASETS, generator)]) + fingerprint(generator)

    @property
    def data_root(self) -> str:
        """Folder of the files of real data sets."""
        return str(data_root(configured=self.config.data_root))

    @cached_property
    def runs(self) -> list[RunPaths]:
        """Files of every run."""
        return [self.paths.run(arm.name, seed) for arm, seeds in self.arms for seed in seeds]

    @property
    def run_files(self) -> list[str]:
        """Every file of every run: models too, or a lost one would go unseen."""
        return [str(path) for run in self.runs for path in run.all()]

    @property
    def collected(self) -> list[str]:
        """Tables of runs."""
        return [str(path) for path in (self.paths.runs, self.paths.timings, self.paths.history)]

    @property
    def trade_off_code(self) -> str:
        """Digest of the code that measures networks made smaller."""
        return code_digest(["evoprune.studies.autoencoder.trade_off"])

    def claims(self, study: str) -> str:
        """The cards of a study and what of them is registered, as JSON."""
        _, claims, known = files.of_study(Path(self.config.claims), study)
        own = claims.of_study(study)
        families = {c.family: claims.families[c.family].model_dump() for c in own}
        standing = {c.id: known.get(c.id, {}).get(claims.digest(c), "") for c in own}
        described = [claim.model_dump() for claim in own]
        return canonical_json({"claims": described, "families": families, "known": standing})

    def claims_digest(self, study: str = STUDY) -> str:
        """Checksum of a study's cards: those of another study do not count."""
        return sha256(self.claims(study).encode())

    def claims_code(self, study: str = STUDY) -> str:
        """Digest of the code that decides the claims of a study."""
        return code_digest(
            [
                "evoprune.claims.decide",
                "evoprune.claims.output",
                f"evoprune.studies.{study}.samples",
                *(module_of(HYPOTHESES, name) for name in HYPOTHESES),
            ]
        )

    @property
    def _extra(self) -> Mapping[str, Path]:
        return {"trade_off": self.paths.trade_off, "claims": self.paths.claims}

    @property
    def collect_code(self) -> str:
        """Digest of the code that gathers the runs."""
        return code_digest(["evoprune.studies.autoencoder.collect"])

    def training_jobs(self) -> Iterator[TrainingJob]:
        """All training jobs; a job's parameters do not tell its seeds."""
        compute = self.config.compute
        together: dict[str, list[SeededArm]] = {}
        for arm, seeds in self.arms:
            key = canonical_json([getattr(arm, name) for name in TOGETHER])
            chunks = SeededArm(arm, seeds).chunks(compute.runs_per_job(arm.mode))
            together.setdefault(key, []).extend(chunks)
        size = compute.arms_per_job
        for chunks in together.values():
            yield from (self._job(chunks[i : i + size]) for i in range(0, len(chunks), size))

    def _job(self, chunks: list[SeededArm]) -> TrainingJob:
        first = chunks[0]
        engines = [self._engine(arm) for arm, _ in chunks]
        cells = first.arm.cells
        return TrainingJob(
            name=f"{first.arm.name}_{first.seeds[0]}",
            specs=[arm.json_text() for arm, _ in chunks],
            codes=[arm_code(arm, engine) for (arm, _), engine in zip(chunks, engines, strict=True)],
            engine=engines[0],
            cost=cells * sum(len(seeds) for _, seeds in chunks),
            data=[
                str(self.paths.dataset(name))
                for name in sorted({a.dataset_of(s).name for a, seeds in chunks for s in seeds})
            ],
            runs=[self.paths.run(arm.name, seed) for arm, seeds in chunks for seed in seeds],
        )

    def _engine(self, arm: Arm) -> str:
        return engine_of(arm, self.config.compute.engine, self.config.compute.device).name

    @cached_property
    def kinds(self) -> list[str]:
        """What kernels are compiled for before training starts, as the `warm` command takes it."""
        return kinds([arm for arm, _ in self.arms if self._engine(arm) == "numba"])

    @property
    def kernels(self) -> str:
        """List of what kernels were compiled for."""
        return str(self.paths.root / "logs" / "kernels.txt")

    @property
    def kernels_code(self) -> str:
        """Digest of the code that is compiled."""
        return code_digest([module_of(ENGINES, "numba")])

    @property
    def published(self) -> str:
        """Checksum of the published values that figures and tables show beside ours."""
        return sha256((Path(__file__).parent / "studies/autoencoder/published.csv").read_bytes())

    @property
    def metrics(self) -> str:
        """The few numbers that two experiments are compared by."""
        return str(self.paths.metrics)

    @property
    def studies(self) -> list[str]:
        """Studies that have arms."""
        there: dict[str, Sized] = {
            STUDY: self.arms,
            filter_criteria.STUDY: self.filter_criteria.arms,
            pruning_functions.STUDY: self.pruning_functions.arms,
        }
        return [name for name, arms_of_study in there.items() if arms_of_study]

    @property
    def metrics_inputs(self) -> list[str]:
        """Files that these numbers are chosen from."""
        files_of = {
            STUDY: self.compared_inputs,
            filter_criteria.STUDY: self.filter_criteria.compared_inputs,
            pruning_functions.STUDY: self.pruning_functions.compared_inputs,
        }
        return [file for name in self.studies for file in files_of[name]]

    @property
    def metrics_code(self) -> str:
        """Digest of the code that chooses them."""
        return code_digest([f"evoprune.studies.{name}.headline" for name in self.studies])

    @property
    def plot_files(self) -> list[str]:
        """Data of the plots that DVC draws."""
        return [str(self.paths.plot(name)) for name in plots.PLOTS]

    @property
    def plots_code(self) -> str:
        """Digest of the code that makes them."""
        modules = [module_of(plots.PLOTS, name) for name in plots.PLOTS]
        return code_digest([*modules, "evoprune.report.tables"])

    def everything(self) -> list[str]:
        """Every file of every study that has arms."""
        own: list[str] = []
        if self.arms:
            made = [str(self.paths.trade_off), *self.decided, *self.plot_files]
            drawn = self.presented(self.contents, self.scopes, self.modes)
            own = [*self.data, *self.run_files, *self.collected, *made, *drawn]
        others = [*self.filter_criteria.everything(), *self.pruning_functions.everything()]
        return [*own, *dict.fromkeys(others), self.metrics]

    def mark_unrecorded(self) -> list[str]:
        """Let files be made again that Snakemake has no record of."""
        return mark_unrecorded([*self.everything(), self.kernels])

    def move_corrupt_aside(self) -> list[Path]:
        """Let files that are no longer what was written count as missing."""
        return move_corrupt_aside(map(Path, self.everything()))
