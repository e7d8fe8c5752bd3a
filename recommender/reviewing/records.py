"""Decision records: the JSON of a recommendation, read again and replayed.

A record holds the requirements, the date, the digest of the knowledge, the probe results and the
seed of the draws; the program makes the same reports of them again. It does not hold the knowledge
itself. The words and the arithmetic of a report come from the program, so that a replay needs the
program's version in any case, and every version brings its knowledge along; a copy in each record
would only be old knowledge in a place where nobody mends it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from recommender.assessment import Assessment
from recommender.dates import last_day
from recommender.errors import OtherKnowledgeError, RecordError, RequirementsError, UserError
from recommender.evidence.facts import Evidence
from recommender.evidence.intervals import Interval
from recommender.knowledge.view import Knowledge
from recommender.ranking import Contribution, Ranked
from recommender.recommendation import Recommendation, recommend
from recommender.reports.plain import PROGRAM, SCHEMA
from recommender.requirements import Requirements, from_mapping
from recommender.strict_yaml import read_text

if TYPE_CHECKING:
    from recommender.explanation.how_sure import HowSure

#: Larger than any record with the results of a machine; anything beyond is something else.
MAX_BYTES = 50_000_000
#: Stands in a message where nobody has looked for the state of the knowledge.
ANY = "FOLDER|REVISION"


@dataclass(frozen=True, slots=True)
class Excluded:
    """A framework that the record says is excluded; rule and fact are None by the user's choice."""

    framework: str
    name: str
    rule: str | None
    fact: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """A decision record as it was written.

    Attributes:
        name: what messages call it, its path.
        text: the file's text.
        program: the program that made it, and its version.
        as_of: the ISO day for which the advice was given.
        digest: that of the knowledge base that was used.
        stated: the requirements as plain data; see :meth:`requirements`.
        ranking: the frameworks that were on the table, best first, without their constraints.
        excluded: those that were not.
        verdict: how clear the answer was.
        weights: the weight of each criterion that counted.
        sureness: the acceptabilities and how they were drawn; None if nobody asked.
        probe_results: the results that were given, as plain data.

    """

    name: str
    text: str
    program: str
    as_of: str
    digest: str
    stated: Mapping[str, Any]
    ranking: tuple[Ranked, ...]
    excluded: tuple[Excluded, ...]
    verdict: str
    weights: Mapping[str, float]
    sureness: Mapping[str, Any] | None
    probe_results: tuple[Mapping[str, Any], ...]

    def requirements(self, knowledge: Knowledge) -> Requirements:
        """Return what was asked, by the questions of a knowledge base.

        Raises:
            RecordError: that knowledge base has other questions or answers.

        """
        try:
            return from_mapping(self.stated, knowledge, f"{self.name}: requirements")
        except RequirementsError as problem:
            raise RecordError(
                f"{problem} (the questions have changed since this record: decide anew)"
            ) from None


def read(path: Path) -> Record:
    """Return the record in a file.

    Raises:
        RecordError: it cannot be read, or it is no decision record of this program.

    """
    text = read_text(path, RecordError, MAX_BYTES)
    try:
        plain = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise RecordError(f"{path}: nested too deeply; this is no decision record") from None
    except ValueError as problem:
        raise RecordError(
            f"{path}: not JSON ({problem}); give the decision.json that 'recommender report' writes"
        ) from None
    schema = plain.get("schema") if isinstance(plain, dict) else None
    if schema != SCHEMA:
        raise RecordError(
            f"{path}: no decision record (schema {schema!r}, not {SCHEMA!r}); give the "
            "decision.json that 'recommender report' writes"
        )
    try:
        return _record(str(path), text, plain)
    except KeyError as problem:
        raise RecordError(f"{path}: lacks {problem}; {_MEND}") from None
    except (TypeError, ValueError, AttributeError, UserError) as problem:
        raise RecordError(f"{path}: garbled ({problem}); {_MEND}") from None


_MEND = "take the file as 'recommender report' wrote it"


def _record(name: str, text: str, plain: Mapping[str, Any]) -> Record:
    sureness = plain["sureness"]
    return Record(
        name,
        text,
        str(plain["program"]),
        last_day(str(plain["as_of"])),
        str(plain["knowledge"]),
        dict(plain["requirements"]),
        tuple(_ranked(one) for one in plain["ranking"]),
        tuple(
            Excluded(
                str(one["framework"]),
                str(one["name"]),
                str(one["constraint"]["rule"]) if one["constraint"] else None,
                str(one["fact"]) if one["fact"] else None,
            )
            for one in plain["exclusions"]
        ),
        str(plain["verdict"]),
        {str(name): float(weight) for name, weight in plain["weights"].items()},
        None if sureness is None else dict(sureness),
        tuple(dict(result) for result in plain["probe_results"]),
    )


def _ranked(plain: Mapping[str, Any]) -> Ranked:
    framework = str(plain["framework"])
    return Ranked(
        framework,
        str(plain["name"]),
        float(plain["score"]),
        float(plain["low"]),
        float(plain["high"]),
        tuple(
            Contribution(
                str(one["criterion"]),
                float(one["weight"]),
                Assessment(
                    framework,
                    str(one["criterion"]),
                    _interval(one),
                    tuple(
                        Evidence(
                            str(item["kind"]),
                            str(item["id"]),
                            _interval(item),
                            float(item["weight"]),
                        )
                        for item in one["evidence"]
                    ),
                ),
            )
            for one in plain["contributions"]
        ),
        (),
    )


def _interval(plain: Mapping[str, Any]) -> Interval:
    return Interval(float(plain["low"]), float(plain["high"]))


def replay(record: Record, knowledge: Knowledge) -> tuple[Recommendation, "HowSure | None"]:
    """Return the recommendation of a record, made again, and how sure it is if the record says so.

    Raises:
        OtherKnowledgeError: the knowledge is another than the record's.
        RecordError: the acceptabilities cannot be computed here.

    """
    if knowledge.digest != record.digest:
        raise OtherKnowledgeError(
            f"{record.name}: made with the knowledge base {record.digest[:12]} by "
            f"{record.program}, and this one is {knowledge.digest[:12]}; "
            f"replay it with that version, or name the knowledge with --knowledge {ANY}"
        )
    found = recommend(
        record.requirements(knowledge), record.as_of, record.probe_results, knowledge=knowledge
    )
    return found, _how_sure(record, found)


@dataclass(frozen=True, slots=True)
class Compared:
    """A report that was made again beside the one that lies there.

    ``line`` is the first in which they differ, None where they are the same byte for byte; ``hint``
    says why they may.
    """

    name: str
    line: int | None
    hint: str = ""

    def __str__(self) -> str:
        if self.line is None:
            return f"{self.name}: the same byte for byte"
        return f"{self.name}: differs from line {self.line} on{self.hint}"


def compare(record: Record, made: Mapping[str, str]) -> tuple[Compared, ...]:
    """Return whether the reports made again are the record and the reports beside it.

    Args:
        record: the record.
        made: the reports by their names; the record is the one of JSON, the others are compared
            where a file of their name lies beside it.

    """
    place = Path(record.name)
    hint = (
        "; it has been changed by hand, or the program has since"
        if record.program == PROGRAM
        else f"; it was made by {record.program}, and this is {PROGRAM}"
    )
    found = []
    for name, text in made.items():
        beside = place if name.endswith(".json") else place.with_name(name)
        try:
            there = beside.read_bytes()
        except OSError:
            continue
        line = _first_difference(there, text.encode())
        found.append(Compared(str(beside), line, hint))
    return tuple(found)


def _first_difference(one: bytes, other: bytes) -> int | None:
    if one == other:
        return None
    lines = zip_longest(one.split(b"\n"), other.split(b"\n"))
    return next(number for number, (a, b) in enumerate(lines, start=1) if a != b)


def _how_sure(record: Record, found: Recommendation) -> "HowSure | None":
    drawn = record.sureness
    if drawn is None:
        return None
    from recommender.explanation.how_sure import HowSure

    if "not_computed" in drawn:
        return HowSure(found, None)
    try:
        return found.how_sure(int(drawn["samples"]), int(drawn["seed"]), float(drawn["leeway"]))
    except ImportError:
        from recommender.sureness.of_decision import INSTALL

        raise RecordError(
            f"{record.name}: its acceptabilities need NumPy; install it: {INSTALL}"
        ) from None
    except (KeyError, TypeError, ValueError) as problem:
        raise RecordError(f"{record.name}: garbled (sureness: {problem}); {_MEND}") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
