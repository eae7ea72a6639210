"""What the rules of the study are made from; light to import, as `evoprune.workflow` is."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from evoprune.commands.collect import format_runs
from evoprune.config import Config
from evoprune.data.images.code import modules as image_modules
from evoprune.data.images.known import fingerprint
from evoprune.networks.convolutional import CONVOLUTIONAL
from evoprune.provenance import code_digest
from evoprune.registry import module_of
from evoprune.studies.filter_criteria import STUDY, figures, tables
from evoprune.studies.filter_criteria.arm import Arm, SeededArm
from evoprune.studies.filter_criteria.code import arm_code, study_code
from evoprune.studies.filter_criteria.grid import arms
from evoprune.studies.filter_criteria.paths import RunPaths, StudyPaths
from evoprune.studies.workflow import StudyWorkflow

PACKAGE = f"evoprune.studies.{STUDY}"


class FilterCriteriaWorkflow(StudyWorkflow[StudyPaths, Arm]):
    """Jobs, files, parameters and digests of the study; nothing at all if it has no arms.

    Args:
        config: the whole config.

    Raises:
        ConfigError: an arm does not exist or means nothing.
    """

    def __init__(self, config: Config) -> None:
        own = arms(config.filter_criteria, config.root_seed)
        super().__init__(StudyPaths(Path(config.results)), own, figures, tables)

    def code(self, name: str) -> str:
        """Digest of the code that an arm depends on."""
        return arm_code(self.arm(name))

    def images_of(self, name: str) -> str:
        """What was found of the images of an arm."""
        return str(self.paths.images(self.arm(name).dataset_settings["generator"]))

    @cached_property
    def images(self) -> list[str]:
        """What was found of all images."""
        return list(dict.fromkeys(self.images_of(name) for name in self._by_name))

    def images_code(self, name: str) -> str:
        """Digest of the code that checks the images of a data set, and of what has to be true."""
        return code_digest(image_modules(name)) + fingerprint(name)

    @cached_property
    def runs(self) -> list[RunPaths]:
        """Files of every run."""
        return [self.paths.run(arm.name, seed) for arm, seeds in self.arms for seed in seeds]

    @property
    def collected(self) -> list[str]:
        """Tables of runs."""
        paths = self.paths
        tables_of_runs = (paths.runs, paths.timings, paths.generations, paths.fronts, paths.alone)
        return [str(path) for path in (*tables_of_runs, paths.evaluations)]

    @property
    def collect_code(self) -> str:
        """Digest of the code that gathers the runs."""
        return study_code([f"{PACKAGE}.collect"])

    @cached_property
    def _deployed_runs(self) -> list[SeededArm]:
        """The runs whose networks are deployed: the first seed of each arm."""
        return [SeededArm(arm, seeds[:1]) for arm, seeds in self.arms]

    @property
    def deploy_inputs(self) -> list[str]:
        """Records and models of the runs whose networks are deployed."""
        runs = [self.paths.run(arm.name, seed) for arm, (seed,) in self._deployed_runs]
        return [str(path) for run in runs for path in (run.record, run.model)]

    @property
    def deployed(self) -> list[str]:
        """Deployed networks, and the table of what they take."""
        files = [self.paths.onnx(arm.name, seed) for arm, (seed,) in self._deployed_runs]
        return [str(path) for path in (self.paths.deployed, *files)]

    @property
    def deploy_arguments(self) -> list[str]:
        """Arms and seeds as the `deploy` command takes them."""
        return [format_runs(seeded.arm.name, seeded.seeds) for seeded in self._deployed_runs]

    @property
    def deploy_code(self) -> str:
        """Digest of the code that deploys networks."""
        networks = {module_of(CONVOLUTIONAL, arm.network) for arm, _ in self.arms}
        return code_digest([f"{PACKAGE}.deploying", *sorted(networks)])

    @property
    def samples_code(self) -> str:
        """Digest of the code that claims read the runs with."""
        return study_code([f"{PACKAGE}.samples"])

    @cached_property
    def contents(self) -> set[str]:
        """What the study holds, for figures and tables that would be empty without."""
        arms_there = [arm for arm, _ in self.arms]
        found = {
            "search": any(arm.searches for arm in arms_there),
            "inheritance": any(arm.searches and arm.weights == "inherit" for arm in arms_there),
            "ranking": any(arm.ranking is not None for arm in arms_there),
        }
        return {content for content, there in found.items() if there}

    @property
    def _extra(self) -> Mapping[str, Path]:
        return {"claims": self.paths.claims, "deployed": self.paths.deployed}

    def _digest(self, modules: Iterable[str]) -> str:
        return study_code(modules)

    def everything(self) -> list[str]:
        """Every file that the study consists of."""
        if not self.arms:
            return []
        runs = [str(path) for run in self.runs for path in run.all()]
        made = [*self.collected, *self.decided, *self.deployed]
        return [*self.images, *runs, *made, *self.presented(self.contents)]
