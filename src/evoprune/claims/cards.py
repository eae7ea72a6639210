"""The cards of all claims, checked as a whole. Source: spec section 2.4."""

from functools import reduce
from operator import or_
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationError,
    model_validator,
)

from evoprune.artifacts import sha256
from evoprune.claims.hypotheses import HYPOTHESES
from evoprune.claims.hypotheses.base import Margin
from evoprune.config_errors import explain
from evoprune.errors import ConfigError
from evoprune.names import Name
from evoprune.registry import load
from evoprune.settings import Settings, canonical_json
from evoprune.yaml_files import mapping


def _type(values: Any) -> str:
    """Name of a part's hypothesis."""
    return str(values.get("type") if isinstance(values, dict) else getattr(values, "type", None))


Part: Any = Annotated[
    reduce(or_, (Annotated[load("hypothesis", HYPOTHESES, n), Tag(n)] for n in HYPOTHESES)),
    Discriminator(_type),
]
"""Any registered hypothesis; `type` says which."""


class Family(Settings):
    """Claims that are corrected together."""

    question: str
    """What they are about together."""
    alpha: float = Field(default=0.05, gt=0, lt=1)
    """Probability of any false claim in the family."""


class Claim(Settings):
    """One claim: what is said, and what must hold for it to be true."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]+[a-z]?$")]
    """Short name in tables and figures; studies number theirs each for itself."""
    study: Literal["autoencoder", "filter_criteria", "pruning_functions"]
    """Whose runs it is about."""
    statement: str
    """The claim in a sentence."""
    source: str
    """Where it stands, or what it answers."""
    family: str
    """Family that it is corrected in."""
    status: Literal["confirmatory", "exploratory"] = "confirmatory"
    """Whether it was fixed before the runs it is decided by."""
    min_seeds: int = Field(default=6, ge=6)
    """Fewer seeds leave it open, whatever they show."""
    sensitivity: list[str] = Field(default_factory=list)
    """Other metrics that its differences are looked at in; they decide nothing."""
    parts: list[Part] = Field(min_length=1)
    """What must all hold."""

    @property
    def arms(self) -> list[str]:
        """Arms of all parts."""
        return list(dict.fromkeys(arm for part in self.parts for arm in part.arms))


class Cards(Settings):
    """A file of claims."""

    families: dict[Name, Family]
    """Families by name."""
    margins: dict[Name, Margin] = Field(default_factory=dict)
    """Margins that parts may name."""
    claims: list[Claim] = Field(min_length=1)
    """The cards."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [(claim.study, claim.id) for claim in self.claims]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"claims: ids must differ; twice: {', '.join(map('/'.join, twice))}")
        for claim in self.claims:
            if claim.family not in self.families:
                known = ", ".join(self.families)
                raise ValueError(f"claim {claim.id}: unknown family '{claim.family}'; {known}")
        return self

    def of_study(self, study: str) -> list[Claim]:
        """Claims about one study's runs."""
        return [claim for claim in self.claims if claim.study == study]

    def digest(self, claim: Claim) -> str:
        """Identity of a card with the level of its family."""
        # Without defaults, so that a key that is new in the code changes no card.
        card = claim.model_dump(exclude_defaults=True) | {
            "alpha": self.families[claim.family].alpha
        }
        return sha256(canonical_json(card).encode())[:16]


def read(path: Path) -> Cards:
    """Read and check a file of claims.

    Raises:
        ConfigError: it cannot be read, or a card is wrong: with a line for each key that is.
    """
    return parse(mapping(path, "a file of claims"), str(path))


def parse(values: dict[str, Any], source: str) -> Cards:
    """Check cards that were read from somewhere.

    Raises:
        ConfigError: see `read`.
    """
    try:
        return Cards.model_validate(_with_margins(values, source))
    except ValidationError as error:
        raise ConfigError(explain(error, Cards, source)) from None


def _with_margins(values: dict[str, Any], source: str) -> dict[str, Any]:
    """The values with margins in the place of their names."""
    margins = values.get("margins") or {}

    def filled(part: Any) -> Any:
        name = part.get("margin") if isinstance(part, dict) else None
        if not isinstance(name, str):
            return part
        if name not in margins:
            raise ConfigError(f"{source}: unknown margin '{name}'; there are {', '.join(margins)}")
        return {**part, "margin": margins[name]}

    def with_parts(claim: Any) -> Any:
        if not isinstance(claim, dict) or not isinstance(claim.get("parts"), list):
            return claim
        return {**claim, "parts": [filled(part) for part in claim["parts"]]}

    claims = values.get("claims")
    if not isinstance(claims, list):
        return values
    return {**values, "claims": [with_parts(claim) for claim in claims]}
