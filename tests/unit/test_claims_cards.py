"""The cards: what is refused, what is shipped, and when a card is confirmatory."""

import copy
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from evoprune.claims import cards as card_files
from evoprune.claims import files, registration
from evoprune.claims.hypotheses import HYPOTHESES
from evoprune.cli import main
from evoprune.config import read
from evoprune.errors import ConfigError
from evoprune.registry import load
from evoprune.studies.autoencoder.grid import arms
from tests.unit.claimed import cards, part

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "config/claims.yaml"
VALUES = yaml.safe_load(SHIPPED.read_text())


def changed(change):
    values = copy.deepcopy(VALUES)
    change(values)
    return values


def of(values, name):
    return next(claim for claim in values["claims"] if claim["id"] == name)


BAD = [
    (lambda v: of(v, "C1").update(typ=1), ["claims.", "typ", "unknown key"]),
    (lambda v: of(v, "C1")["parts"][0].update(type="magic"), ["'magic'", "'superiority'"]),
    (lambda v: of(v, "C1")["parts"][0].pop("margin"), ["margin", "missing"]),
    (lambda v: of(v, "C1")["parts"][0].update(margin="l2"), ["unknown margin 'l2'", "l1, share"]),
    (lambda v: v["margins"]["l1"].update(value=0.0), ["margin", "greater than 0"]),
    (lambda v: v["margins"]["l1"].update(why="none"), ["why", "at least 10"]),
    (lambda v: of(v, "C1").update(family="f"), ["claim C1", "unknown family 'f'"]),
    (lambda v: of(v, "C1").update(id="C2"), ["ids must differ", "C2"]),
    (lambda v: of(v, "C1").update(id="../x"), ["id", "'../x'"]),
    (lambda v: of(v, "C1").update(status="sure"), ["status", "'sure'", "'exploratory'"]),
    (lambda v: of(v, "C1").update(min_seeds=3), ["min_seeds", "greater than or equal to 6"]),
    (lambda v: of(v, "C1").update(parts=[]), ["parts", "at least 1"]),
    (lambda v: of(v, "C9")["parts"][0].update(b=""), ["independent", "an arm on each side"]),
    (lambda v: of(v, "D4")["parts"][0].update(b=of(v, "D4")["parts"][0]["a"]), ["different arms"]),
    (lambda v: of(v, "C7")["parts"][0].update(best=["x"]), ["best or worst must name"]),
    (lambda v: of(v, "C7")["parts"][0].update(best=[]), ["best or worst must name"]),
]


@pytest.mark.parametrize(("change", "said"), BAD)
def test_what_is_wrong_is_named(change, said):
    with pytest.raises(ConfigError) as refused:
        card_files.parse(changed(change), "mine.yaml")
    assert str(refused.value).startswith("mine.yaml")
    for words in said:
        assert words in str(refused.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [("a: [", "not YAML"), ("- 1", "a mapping"), ("claims: 3", "claims"), (None, "cannot be read")],
)
def test_files_that_are_no_cards_are_refused(tmp_path, content, said):
    path = tmp_path / "c.yaml"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ConfigError, match=said):
        card_files.read(path)


def test_the_papers_claims_and_the_counter_hypotheses_have_cards():
    ids = {claim.id for claim in card_files.read(SHIPPED).claims}
    assert {f"C{n}" for n in range(1, 17)} | {f"D{n}" for n in range(1, 9)} <= ids


def test_the_published_scale_runs_every_arm_that_a_claim_is_about():
    paper = read([ROOT / "config/config.yaml", ROOT / "config/paper.yaml"])
    there = {seeded.arm.name for seeded in arms(paper)}
    for claim in card_files.read(SHIPPED).claims:
        assert set(claim.arms) <= there, claim.id


@pytest.mark.parametrize("filed", files.every(SHIPPED), ids=lambda filed: filed.path.stem)
def test_the_shipped_cards_are_registered_as_they_are(filed):
    for claim in filed.cards.claims:
        assert filed.cards.digest(claim) in filed.known.get(claim.id, {}), (
            f"claim {claim.id} changed: `python -m evoprune claims register`"
        )


class TestFiles:
    """A study may have a file of its own beside the one that the config names."""

    def write(self, path, study, name="C1"):
        values = copy.deepcopy(VALUES)
        values["claims"] = [{**of(VALUES, "C1"), "id": name, "study": study}]
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(values))

    @pytest.fixture
    def main_file(self, tmp_path):
        path = tmp_path / "mine.yaml"
        self.write(path, "autoencoder")
        return path

    def test_without_one_all_cards_stand_together(self, main_file):
        assert [filed.path for filed in files.every(main_file)] == [main_file]
        assert files.of_study(main_file, "filter_criteria").path == main_file

    def test_its_own_file_has_its_cards_and_register(self, main_file, tmp_path, capsys):
        own = tmp_path / "mine/filter_criteria.yaml"
        self.write(own, "filter_criteria")
        filed = files.of_study(main_file, "filter_criteria")
        assert (filed.path, filed.register) == (own, own.with_suffix(".registered.json"))
        assert [claim.study for claim in filed.cards.claims] == ["filter_criteria"]
        assert files.of_study(main_file, "autoencoder").path == main_file
        assert main(["claims", "register", "--claims", str(main_file)]) == 0
        assert main(["claims", "check", "--claims", str(main_file)]) == 0
        lines = capsys.readouterr().out.splitlines()[-2:]
        assert [line.split()[:3] for line in lines] == [
            ["autoencoder", "C1", "confirmatory"],
            ["filter_criteria", "C1", "confirmatory"],
        ]
        registers = [json.loads(f.register.read_text()) for f in files.every(main_file)]
        digests = [set(register["C1"]) for register in registers]
        assert [len(found) for found in digests] == [1, 1]
        assert digests[0] != digests[1]

    def test_registering_again_changes_no_file(self, main_file):
        assert main(["claims", "register", "--claims", str(main_file)]) == 0
        register = registration.register_path(main_file)
        before = register.stat().st_mtime_ns
        assert main(["claims", "register", "--claims", str(main_file)]) == 0
        assert register.stat().st_mtime_ns == before

    def test_cards_of_a_study_in_two_files_are_refused(self, main_file, tmp_path):
        own = tmp_path / "mine/autoencoder.yaml"
        self.write(own, "autoencoder")
        with pytest.raises(ConfigError, match=f"has a file of its own: {own}"):
            files.every(main_file)

    def test_a_studys_own_file_is_about_no_other(self, main_file, tmp_path):
        own = tmp_path / "mine/filter_criteria.yaml"
        self.write(own, "autoencoder")
        with pytest.raises(ConfigError, match=f"{own}: has claims about autoencoder"):
            files.of_study(main_file, "autoencoder")


@pytest.mark.parametrize("name", list(HYPOTHESES))
def test_every_hypothesis_says_what_it_is(name):
    kind = load("hypothesis", HYPOTHESES, name)
    assert kind.__doc__
    assert kind.model_fields["type"].annotation.__args__ == (name,)
    for field, info in kind.model_fields.items():
        assert info.description, f"{name}.{field}"


MONDAY, TUESDAY = (datetime(2026, 11, day, 9, tzinfo=UTC) for day in (2, 3))
LATER = ["2026-11-04T10:00:00+00:00"]


class TestRegistration:
    def standing(self, claims, known, times):
        (claim,) = claims.claims
        finished = {arm: times for arm in claim.arms}
        return registration.standing(claim, claims.digest(claim), known, finished)

    def test_registered_before_its_runs(self):
        claims = cards(part("superiority"))
        known = registration.register(claims, {}, MONDAY)
        assert self.standing(claims, known, LATER) == ("confirmatory", "")

    def test_not_registered(self):
        standing = self.standing(cards(part("superiority")), {}, LATER)
        assert standing == ("exploratory", "the card is not registered")

    def test_a_changed_margin_makes_it_exploratory_and_changing_it_back_does_not(self):
        claims = cards(part("superiority"))
        known = registration.register(claims, {}, MONDAY)
        margin = {"value": 0.02, "unit": "L1", "why": "a reason that is long enough"}
        other = cards(part("superiority", margin=margin))
        standing = self.standing(other, known, LATER)
        assert standing == ("exploratory", "the card is changed since it was registered")
        # Registering what is changed does not make it older than the runs.
        known = registration.register(other, known, datetime(2026, 11, 5, tzinfo=UTC))
        reason = "it has runs from before it was registered (2026-11-05)"
        assert self.standing(other, known, LATER) == ("exploratory", reason)
        assert self.standing(claims, known, LATER) == ("confirmatory", "")

    def test_another_level_of_the_family_is_another_card(self):
        strict = {"all": {"question": "what?", "alpha": 0.01}}
        one, other = cards(part("superiority")), cards(part("superiority"), families=strict)
        known = registration.register(one, {}, MONDAY)
        assert self.standing(other, known, LATER).status == "exploratory"

    @pytest.mark.parametrize("time", ["", "2026-11-02T08:59:59+00:00"])
    def test_runs_from_before_or_of_unknown_time(self, time):
        claims = cards(part("superiority"))
        known = registration.register(claims, {}, MONDAY)
        assert self.standing(claims, known, [*LATER, time]).status == "exploratory"

    def test_what_was_registered_keeps_its_time(self):
        claims = cards(part("superiority"))
        known = registration.register(claims, {}, MONDAY)
        assert registration.register(claims, known, TUESDAY) == known

    @pytest.mark.parametrize("content", ["{", "[1]", '{"C1": {"x": "soon"}}'])
    def test_what_is_no_register_is_refused(self, tmp_path, content):
        path = tmp_path / "r.json"
        path.write_text(content)
        with pytest.raises(ConfigError, match="not a register"):
            registration.read(path)


def test_the_commands_check_and_register(tmp_path, capsys):
    path = tmp_path / "claims.yaml"
    path.write_text(SHIPPED.read_text())
    assert main(["claims", "check", "--claims", str(path)]) == 0
    assert "the card is not registered" in capsys.readouterr().out
    assert main(["claims", "register", "--claims", str(path)]) == 0
    written = json.loads((tmp_path / "claims.registered.json").read_text())
    assert set(written) == {claim["id"] for claim in VALUES["claims"]}
    assert main(["claims", "check", "--claims", str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    exploratory = [line.split()[1] for line in lines if "exploratory" in line]
    assert exploratory == [c["id"] for c in VALUES["claims"] if "status" in c]
