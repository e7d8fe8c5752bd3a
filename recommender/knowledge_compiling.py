"""Checking the YAML of a knowledge base and turning it into plain data, ready to be assembled.

Every complaint is one line: file, line, what is wrong and what to write instead.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from recommender.capability_compiling import CAPABILITY_KEYS, as_capability
from recommender.dates import first_day, last_day
from recommender.documents import Document
from recommender.entries import Entry, listed, shown, suggestion
from recommender.errors import KnowledgeError, UserError
from recommender.file_format import (
    ARTICLE_KEYS,
    ATTRIBUTE_KEYS,
    CLAIM_KEYS,
    CONDITION_KEYS,
    CONFIDENCES,
    CRITERION_KEYS,
    EFFECT_KEYS,
    FACT_KEYS,
    FRAMEWORK_KEYS,
    MEASURE_KEYS,
    METRICS,
    OPTION_KEYS,
    QUESTION_KEYS,
    READING_KEYS,
    RELATIONS,
    RELEASE_KEYS,
    RULE_KEYS,
    SENTENCE_KEYS,
    SOURCE_KEYS,
    SOURCE_KINDS,
    STANCES,
    TEST_KEYS,
    TYPES,
)
from recommender.inference import ANY, OPERATORS
from recommender.knowledge import DATA_PIPELINE, KINDS, UNKNOWN
from recommender.strict_yaml import parse
from recommender.studies_compiling import PUBLISHED, PUBLISHED_MEASURE_KEYS, measure, study
from recommender.toolkit_compiling import (
    TOOLKIT_KEYS,
    TOOLKITS,
    as_attribute,
    as_option,
    stated_facts,
)

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")


def compile_texts(texts: dict[str, str], folder: str = "") -> dict[str, Any]:
    """Return the checked, plain data of a knowledge base.

    Args:
        texts: each YAML file's text by its name relative to the knowledge base.
        folder: what messages put before the name.

    Raises:
        KnowledgeError: the first thing that is wrong.

    """
    documents = {name: _parsed(name, text, folder) for name, text in texts.items()}
    return _Compiler(documents).run()


@dataclass(frozen=True, slots=True)
class Checked:
    """A knowledge base as it was read, with all that is wrong; ``compiled`` only if nothing is."""

    documents: dict[str, Document]
    compiled: dict[str, Any] | None
    faults: tuple[KnowledgeError, ...]


def check_texts(texts: dict[str, str], folder: str = "") -> Checked:
    """Return all that :func:`compile_texts` has to complain about, not the first thing alone.

    Faults of the vocabularies hide those of what uses them, since most of these would be echoes.
    """
    faults: list[KnowledgeError] = []
    documents: dict[str, Document] = {}
    compiled = None
    for name, text in texts.items():
        try:
            documents[name] = _parsed(name, text, folder)
        except KnowledgeError as fault:
            faults.append(fault)
    if not faults:
        try:
            compiled = _Compiler(documents, faults).run()
        except KnowledgeError as fault:
            faults.append(fault)
    return Checked(documents, None if faults else compiled, tuple(faults))


def _parsed(name: str, text: str, folder: str) -> Document:
    return parse(text, f"{folder}/{name}" if folder else name, KnowledgeError)


class _Compiler:
    """Compiles one knowledge base; the vocabularies are read first, then what uses them.

    Where ``faults`` is given, faults are gathered there and what has them is left out.
    """

    def __init__(
        self, documents: dict[str, Document], faults: list[KnowledgeError] | None = None
    ) -> None:
        self.documents = documents
        self.faults = faults
        self.attributes: dict[str, dict[str, Any]] = {}
        self.criteria: dict[str, dict[str, Any]] = {}
        self.questions: dict[str, dict[str, Any]] = {}
        self.sources: dict[str, dict[str, Any]] = {}
        self.sentences: dict[str, set[str]] = {}
        self.concepts: set[str] = set()
        self.toolkits: list[dict[str, Any]] = []
        self.workloads: list[str] = []

    def run(self) -> dict[str, Any]:
        self._fill(self.attributes, self._list("attributes.yaml", ATTRIBUTE_KEYS), self._attribute)
        for name in self._names("sources/"):
            self._fill(self.sources, self._list(name, SOURCE_KEYS), self._source)
        articles = self._each(self._names("articles/"), self._article)
        self._stop_at_faults()
        self._fill(self.criteria, self._list("criteria.yaml", CRITERION_KEYS), self._criterion)
        published_names = self._names(f"{PUBLISHED}/")
        framework_names = self._names("frameworks/")
        self.framework_ids = {name.split("/")[-1].removesuffix(".yaml") for name in framework_names}
        toolkits = self._each(self._names(f"{TOOLKITS}/"), self._toolkit)
        self._fill(self.questions, self._list("questions.yaml", QUESTION_KEYS), self._question)
        self._stop_at_faults()
        rules = self._rules()
        relevance = self._relevance()
        capabilities: dict[str, dict[str, Any]] = {}
        if "capabilities.yaml" in self.documents:
            entries = self._list("capabilities.yaml", CAPABILITY_KEYS)
            self._fill(capabilities, entries, self._capability)
        self.workloads = list(relevance["workloads"])
        studies = self._each(
            published_names,
            lambda name: study(
                self.documents[name], self.sources, self.framework_ids, self.workloads
            ),
        )
        return {
            "relevance": relevance,
            "studies": studies,
            "capabilities": list(capabilities.values()),
            "attributes": list(self.attributes.values()),
            "criteria": list(self.criteria.values()),
            "questions": list(self.questions.values()),
            "rules": rules,
            "sources": list(self.sources.values()),
            "articles": articles,
            "frameworks": self._each(
                framework_names, lambda name: self._framework(name, KINDS, toolkits)
            ),
            "yardsticks": self._each(
                self._names("yardsticks/"), lambda name: self._framework(name, ("yardstick",))
            ),
        }

    # -- faults ------------------------------------------------------------------------------
    def _each(self, items: Iterable[_Item], make: Callable[[_Item], _Made]) -> list[_Made]:
        """Return what is made of each item; where faults are gathered, without what has one."""
        made = []
        for item in items:
            try:
                made.append(make(item))
            except KnowledgeError as fault:
                if self.faults is None:
                    raise
                self.faults.append(fault)
        return made

    def _fill(
        self,
        table: dict[str, dict[str, Any]],
        entries: Iterable[Entry],
        make: Callable[[Entry], dict[str, Any]],
    ) -> None:
        self._each(entries, lambda entry: self._add(table, make(entry), entry))

    def _stop_at_faults(self) -> None:
        if self.faults:
            raise self.faults.pop()

    # -- files -------------------------------------------------------------------------------
    def _names(self, prefix: str) -> list[str]:
        return [name for name in self.documents if name.startswith(prefix)]

    def _list(self, name: str, keys: Iterable[str]) -> list[Entry]:
        document = self.documents.get(name)
        if document is None:
            raise KnowledgeError(f"{name}: missing from the knowledge base; put it back")
        return self._entries(document, keys)

    def _entries(self, document: Document, keys: Iterable[str]) -> list[Entry]:
        if not isinstance(document.data, list):
            raise KnowledgeError(f"{document.where()}: must be a list; start each item with '-'")
        allowed = list(keys)
        return [
            Entry(document, (index,), KnowledgeError, allowed)
            for index in range(len(document.data))
        ]

    def _add(self, table: dict[str, dict[str, Any]], plain: dict[str, Any], entry: Entry) -> None:
        if plain["id"] in table:
            entry.fail(f"the id {plain['id']!r} is taken; choose another", "id")
        table[plain["id"]] = plain

    # -- vocabularies ------------------------------------------------------------------------
    def _attribute(self, entry: Entry) -> dict[str, Any]:
        kind = entry.choice("type", TYPES)
        key = {"level": "levels", "choice": "choices"}.get(kind)
        steps = entry.entries(key, ("id", "meaning")) if key else []
        if key and len(steps) < 2:
            entry.fail(f"a {kind} needs at least two {key!r}; add them")
        return {
            "id": entry.text("id"),
            "topic": entry.text("topic"),
            "meaning": entry.text("meaning"),
            "type": kind,
            "shelf_life": entry.number("shelf_life", low=0.1),
            "steps": [step.text("id") for step in steps],
            "step_meanings": [step.text("meaning") for step in steps],
            "many": entry.flag("many"),
            "unit": entry.optional("unit"),
            "name": None,
            "shown_only": entry.flag("shown_only"),
            "says": self._says(entry, kind, [step.text("id") for step in steps]),
        }

    def _says(self, entry: Entry, kind: str, steps: list[str]) -> dict[str, str]:
        """Return the phrases of an attribute by value, "" for any value."""
        values = ["false", "true"] if kind == "boolean" else steps
        if not isinstance(entry.data.get("says"), dict):
            phrase = entry.optional("says")
            if phrase is None:
                return {}
            if "{}" not in phrase:
                entry.fail("'says' needs {} where the value goes; or a phrase each", "says")
            return {"": phrase}
        phrases = entry.mapping("says")
        missing = [value for value in values if value not in phrases]
        strange = [value for value in phrases if value not in values]
        if missing or strange:
            entry.fail(f"'says' must name exactly {listed(values) or 'no value'}", "says")
        return {value: str(phrases[value]) for value in values}

    def _source(self, entry: Entry) -> dict[str, Any]:
        stated = entry.optional("date")
        return {
            "id": entry.text("id"),
            "title": entry.text("title"),
            "kind": entry.choice("kind", SOURCE_KINDS),
            "author": entry.optional("author"),
            "stated_date": stated,
            "date": self._day(entry, "date", last_day) if stated else None,
            "address": entry.optional("address"),
            "read": self._day(entry, "read", last_day) if entry.optional("read") else None,
            "record": entry.flag("record"),
        }

    def _article(self, name: str) -> dict[str, Any]:
        document = self.documents[name]
        article = Entry(document, (), KnowledgeError, ARTICLE_KEYS)
        identity = article.text("id")
        if identity not in self.sources:
            article.fail(f"{identity!r} is not in sources/; add it there", "id")
        sentences = [
            {
                "id": sentence.text("id"),
                "about": list(sentence.texts("about")),
                "paraphrase": sentence.text("paraphrase"),
                "digest": sentence.text("digest"),
            }
            for sentence in article.entries("sentences", SENTENCE_KEYS)
        ]
        self.sentences[identity] = {str(sentence["id"]) for sentence in sentences}
        return {
            "id": identity,
            "title": article.text("title"),
            "author": article.optional("author"),
            "date": article.text("date"),
            "surveys": list(article.texts("surveys")),
            "sentences": sentences,
        }

    def _criterion(self, entry: Entry) -> dict[str, Any]:
        readings = [self._reading(reading) for reading in entry.entries("reads", READING_KEYS)]
        measures = [
            {
                "metric": measure.choice("metric", METRICS),
                "weight": measure.number("weight", default=1.0, low=0.01),
                "best": measure.number("best", low=1e-12),
                "worst": measure.number("worst", low=1e-12),
                "per": measure.optional("per"),
            }
            for measure in entry.entries("measures", MEASURE_KEYS)
        ]
        relation = entry.optional("relation")
        if relation and relation not in RELATIONS:
            entry.fail(f"no such relation; {suggestion(relation, RELATIONS)}", "relation")
        if not readings and not relation:
            entry.fail("a criterion needs 'reads' (or a 'relation'); add the facts that feed it")
        return {
            "id": entry.text("id"),
            "name": entry.text("name"),
            "group": entry.text("group"),
            "meaning": entry.text("meaning"),
            "importance": entry.number("importance"),
            "readings": readings,
            "measures": measures,
            "published": [
                measure(published)
                for published in entry.entries("published", PUBLISHED_MEASURE_KEYS)
            ],
            "relation": relation,
        }

    def _reading(self, entry: Entry) -> dict[str, Any]:
        attribute = self._known_attribute(entry, "attribute")
        given = entry.mapping("values")
        if attribute["type"] == "boolean":
            steps: list[str] = ["false", "true"]
        elif attribute["steps"]:
            steps = attribute["steps"]
        else:
            entry.fail(f"a {attribute['type']} cannot be scored; read a level, choice or boolean")
        if not given:
            if attribute["type"] == "choice":
                entry.fail("choices have no order; give 'values' for each")
            values = {step: index / (len(steps) - 1) for index, step in enumerate(steps)}
        else:
            missing = [step for step in steps if step not in given]
            strange = [step for step in given if step not in steps]
            if missing or strange:
                hint = listed(steps)
                entry.fail(f"'values' must name exactly {hint}; add or strike some", "values")
            values = {step: given[step] for step in steps}
        for step, value in values.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
                entry.fail(f"the value of {step!r} must be from 0 to 1; change it", "values", step)
        return {
            "attribute": attribute["id"],
            "weight": entry.number("weight", default=1.0, low=0.01),
            "values": values,
        }

    def _question(self, entry: Entry) -> dict[str, Any]:
        options_from = entry.optional("options_from")
        options = [
            {
                "id": option.text("id"),
                "label": option.text("label"),
                "asks_for_nothing": option.flag("asks_for_nothing"),
            }
            for option in entry.entries("options", OPTION_KEYS)
        ]
        if options_from == "frameworks":
            options += [
                {"id": name, "label": name, "asks_for_nothing": False}
                for name in sorted(self.framework_ids)
                if self._kind(name) != DATA_PIPELINE
            ]
        elif options_from == TOOLKITS:
            options += self.toolkits
        elif options_from:
            options += self.questions[entry.choice("options_from", self.questions)]["options"]
        reserved = {UNKNOWN, ANY}
        for option in options:
            if option["id"] in reserved:
                entry.fail(f"{option['id']!r} is reserved for every question; name it otherwise")
        if len(options) < 2 and not options_from:
            entry.fail("a question needs at least two 'options'; add them")
        return {
            "id": entry.text("id"),
            "text": entry.text("text"),
            "help": entry.text("help"),
            "many": entry.flag("many"),
            "options": options,
            "options_from": options_from,
        }

    def _relevance(self) -> dict[str, dict[str, list[str]]]:
        """Return which answers each workload and each device of the probes speaks for."""
        document = self.documents.get("workloads.yaml")
        if document is None:
            return {"workloads": {}, "devices": {}}
        entry = Entry(document, (), KnowledgeError, ("workloads", "devices"))
        found: dict[str, dict[str, list[str]]] = {}
        for key, question, keys in (
            ("workloads", "models", ("id", "meaning", "models")),
            ("devices", "hardware", ("id", "hardware")),
        ):
            asked = self.questions.get(question, {"options": []})
            options = [option["id"] for option in asked["options"]]
            found[key] = {}
            for item in entry.entries(key, keys):
                for answer in item.texts(question):
                    if answer not in options:
                        item.fail(f"{shown(answer)} is no answer; {suggestion(answer, options)}")
                found[key][item.text("id")] = list(item.texts(question))
        return found

    def _capability(self, entry: Entry) -> dict[str, Any]:
        return as_capability(entry, self.attributes, self._operator, self._check_value)

    # -- rules -------------------------------------------------------------------------------
    def _rules(self) -> list[dict[str, Any]]:
        entries = [entry for name in self._names("rules/") for entry in self._list(name, RULE_KEYS)]
        self.concepts = {
            effect.text("conclude")
            for entry in entries
            for effect in entry.entries("then", EFFECT_KEYS)
            if "conclude" in effect.data
        }
        table: dict[str, dict[str, Any]] = {}
        self._fill(table, entries, self._rule)
        return list(table.values())

    def _rule(self, entry: Entry) -> dict[str, Any]:
        when = []
        for condition in entry.entries("when", (*CONDITION_KEYS, "any")):
            alternatives = condition.entries("any", CONDITION_KEYS) or [condition]
            when.append([self._condition(alternative) for alternative in alternatives])
        effects = [self._effect(effect) for effect in entry.entries("then", EFFECT_KEYS)]
        if not effects:
            entry.fail("a rule needs 'then': what follows; add an effect")
        return {
            "id": entry.text("id"),
            "because": entry.text("because"),
            "when": when,
            "effects": effects,
            "unless": [self._exception(one) for one in entry.entries("unless", CONDITION_KEYS)],
            "sources": self._citations(entry, "sources", required=False),
            "tests": [
                {"given": test.mapping("given"), "fires": test.flag("fires")}
                for test in entry.entries("tests", ("given", "fires"))
            ],
        }

    def _operator(self, entry: Entry) -> tuple[str, Any]:
        used = [operator for operator in OPERATORS if operator in entry.data]
        if len(used) != 1:
            entry.fail(f"exactly one operator is needed; possible: {listed(OPERATORS)}")
        return used[0], entry.data[used[0]]

    def _condition(self, entry: Entry) -> dict[str, Any]:
        if "concept" in entry.data:
            concept = entry.text("concept")
            if concept not in self.concepts:
                entry.fail(f"no rule concludes {concept!r}; {suggestion(concept, self.concepts)}")
            return {"kind": "concept", "subject": concept, "operator": "is", "value": True}
        subject = entry.choice("requirement", self.questions)
        operator, value = self._operator(entry)
        if operator in ("at_least", "at_most"):
            entry.fail("answers have no order; use is, in or includes", operator)
        options = [ANY, *(option["id"] for option in self.questions[subject]["options"])]
        for item in value if isinstance(value, list) else [value]:
            if item not in options:
                entry.fail(f"{shown(item)} is no answer; {suggestion(str(item), options)}")
        return {"kind": "requirement", "subject": subject, "operator": operator, "value": value}

    def _exception(self, entry: Entry) -> dict[str, Any]:
        """Return a condition on an answer: concepts are only concluded, never withdrawn."""
        if "concept" in entry.data:
            entry.fail("an exception is an answer, not a concept; write 'requirement'", "concept")
        return self._condition(entry)

    def _effect(self, entry: Entry) -> dict[str, Any]:
        if "emphasise" in entry.data:
            target = entry.choice("emphasise", self.criteria)
            return {"kind": "emphasise", "target": target, "amount": entry.number("by", low=-10)}
        if "conclude" in entry.data:
            return {"kind": "conclude", "target": entry.text("conclude")}
        if "require_each" in entry.data:
            return self._require_each(entry)
        attribute = self._known_attribute(entry, "require")
        operator, value = self._operator(entry)
        for item in value if isinstance(value, list) else [value]:
            self._check_value(entry, attribute, item, operator)
        return {
            "kind": "require",
            "target": attribute["id"],
            "operator": operator,
            "value": value,
        }

    def _require_each(self, entry: Entry) -> dict[str, Any]:
        """Return the effect that requires the attribute "QUESTION.OPTION" of each chosen option."""
        question = entry.choice("require_each", self.questions)
        operator, value = self._operator(entry)
        for chosen in self.questions[question]["options"]:
            known = self.attributes.get(f"{question}.{chosen['id']}")
            if known is not None:
                self._check_value(entry, known, value, operator)
        return {"kind": "require_each", "target": question, "operator": operator, "value": value}

    # -- frameworks and toolkits -------------------------------------------------------------
    def _toolkit(self, name: str) -> tuple[Entry, list[tuple[str, dict[str, Any]]]]:
        """Enter a toolkit's attribute and option, and return the facts that its file states."""
        entry = Entry(self.documents[name], (), KnowledgeError, TOOLKIT_KEYS)
        if name != f"{TOOLKITS}/{entry.text('id')}.yaml":
            entry.fail("the id is not the file's name; make them the same", "id")
        self._add(self.attributes, as_attribute(entry), entry)
        self.toolkits.append(as_option(entry))
        return entry, stated_facts(entry, self.framework_ids)

    def _framework(
        self,
        name: str,
        kinds: tuple[str, ...],
        toolkits: Iterable[tuple[Entry, list[tuple[str, dict[str, Any]]]]] = (),
    ) -> dict[str, Any]:
        entry = Entry(self.documents[name], (), KnowledgeError, FRAMEWORK_KEYS)
        identity = entry.text("id")
        if not name.endswith(f"/{identity}.yaml"):
            entry.fail(f"the id {identity!r} is not the file's name; make them the same", "id")
        seen: set[str] = set()
        facts = self._each(
            entry.entries("facts", FACT_KEYS), lambda fact: self._fact(fact, identity, seen)
        )
        facts += self._each(
            [
                toolkit.holding(stated, FACT_KEYS)
                for toolkit, found in toolkits
                for framework, stated in found
                if framework == identity
            ],
            lambda fact: self._fact(fact, identity, seen),
        )
        claims = self._each(
            entry.entries("claims", CLAIM_KEYS), lambda claim: self._claim(claim, identity, seen)
        )
        releases = self._each(entry.entries("releases", RELEASE_KEYS), self._release)
        return {
            "id": identity,
            "name": entry.text("name"),
            "kind": entry.choice("kind", kinds),
            "package": entry.optional("package"),
            "began": self._beginning(entry),
            "releases": sorted(releases, key=lambda release: release["date"]),
            "facts": facts,
            "claims": claims,
            "recipes": entry.data.get("recipes") or [],
        }

    def _kind(self, identity: str) -> object:
        """Return the kind that a framework's file states, before the file is checked."""
        stated = self.documents[f"frameworks/{identity}.yaml"].data
        return stated.get("kind") if isinstance(stated, dict) else None

    def _beginning(self, framework: Entry) -> dict[str, Any] | None:
        if not framework.mapping("began"):
            return None
        entry = Entry(
            framework.document, (*framework.path, "began"), KnowledgeError, ("date", "source")
        )
        return {
            "date": self._day(entry, "date", last_day),
            "stated_date": entry.text("date"),
            "source": self._citations(entry, "source")[0],
        }

    def _release(self, entry: Entry) -> dict[str, Any]:
        return {
            "version": entry.text("version"),
            "date": self._day(entry, "date", last_day),
            "stated_date": entry.text("date"),
            "source": self._citations(entry, "source")[0],
            "note": entry.optional("note"),
        }

    def _fact(self, entry: Entry, framework: str, seen: set[str]) -> dict[str, Any]:
        attribute = self._known_attribute(entry, "attribute")
        value = entry.data.get("value")
        if value is None:
            entry.fail("'value' is missing; write it, or 'unknown' with a note", "value")
        if value != UNKNOWN:
            self._check_value(entry, attribute, value, "is", key="value")
        citations = self._citations(entry, "source", required=value != UNKNOWN)
        holds_from = self._day(entry, "from", last_day)
        identity = f"{framework}.{attribute['id']}@{entry.text('from')}"
        if identity in seen:
            number = 2
            while f"{identity}#{number}" in seen:
                number += 1
            identity = f"{identity}#{number}"
        seen.add(identity)
        if value == UNKNOWN and not entry.optional("note"):
            entry.fail("an unknown needs a 'note' that says where you looked; add it")
        return {
            "id": identity,
            "framework": framework,
            "attribute": attribute["id"],
            "value": value,
            "holds_from": holds_from,
            "since": self._since(holds_from, citations),
            "until": self._day(entry, "until", first_day) if entry.optional("until") else None,
            "sources": citations,
            "through": self._backends(entry),
            "confidence": entry.choice("confidence", CONFIDENCES, default="high"),
            "note": entry.optional("note"),
            "stated_from": entry.text("from"),
            "by": entry.flag("by"),
        }

    def _backends(self, entry: Entry) -> list[str]:
        """Return the frameworks through which alone a fact holds."""
        backends = list(entry.texts("through"))
        for name in backends:
            if name not in self.framework_ids:
                hint = suggestion(name, self.framework_ids)
                entry.fail(f"no framework {shown(name)}; {hint}", "through")
        return backends

    def _claim(self, entry: Entry, framework: str, seen: set[str]) -> dict[str, Any]:
        identity = entry.text("id")
        if not identity.startswith(f"{framework}-"):
            entry.fail(f"the id must start with '{framework}-'; put it in front", "id")
        if identity in seen:
            entry.fail(f"the id {identity!r} is taken; choose another", "id")
        seen.add(identity)
        if "attribute" in entry.data:
            self._known_attribute(entry, "attribute")
        citations = self._citations(entry, "source")
        return {
            "id": identity,
            "framework": framework,
            "text": entry.text("text"),
            "stance": entry.choice("stance", STANCES),
            "attribute": entry.optional("attribute"),
            "since": self._since(self._day(entry, "from", last_day), citations),
            "sources": citations,
            "tested_by": self._test(entry),
        }

    def _test(self, claim: Entry) -> dict[str, Any] | None:
        """Return how a claim is tested by a measurement."""
        if not claim.mapping("tested_by"):
            return None
        entry = Entry(claim.document, (*claim.path, "tested_by"), KnowledgeError, TEST_KEYS)
        return {
            "workload": entry.choice("workload", self.workloads),
            "metric": entry.choice("metric", METRICS),
            "expect": entry.choice("expect", ("lower", "higher")),
            "than": list(entry.texts("than")) or entry.fail("'than' names nobody; add one", "than"),
        }

    # -- values ------------------------------------------------------------------------------
    def _known_attribute(self, entry: Entry, key: str) -> dict[str, Any]:
        return self.attributes[entry.choice(key, self.attributes)]

    def _check_value(
        self, entry: Entry, attribute: dict[str, Any], value: Any, operator: str, key: str = ""
    ) -> None:
        kind, path = attribute["type"], (key,) if key else ()
        if kind == "boolean" and not isinstance(value, bool):
            entry.fail(f"{attribute['id']} is true or false, not {shown(value)}; write one", *path)
        if kind in ("level", "choice") and value not in attribute["steps"]:
            hint = suggestion(str(value), attribute["steps"])
            entry.fail(f"{shown(value)} is no {kind} of {attribute['id']}; {hint}", *path)
        if kind == "quantity" and (isinstance(value, bool) or not isinstance(value, int | float)):
            entry.fail(f"{attribute['id']} is a number, not {shown(value)}; write digits", *path)
        if kind in ("text", "versions", "reference") and not isinstance(value, str):
            entry.fail(f"{attribute['id']} is a text; put {shown(value)} in quotes", *path)
        if operator in ("at_least", "at_most") and kind != "level":
            entry.fail(f"{attribute['id']} has no order; use is, is_not or in", *path)

    def _day(self, entry: Entry, key: str, end: Callable[[str], str]) -> str:
        try:
            return end(entry.text(key))
        except KnowledgeError:
            raise
        except UserError as problem:
            entry.fail(f"{key!r}: {problem}", key)

    def _citations(self, entry: Entry, key: str, *, required: bool = True) -> list[str]:
        citations = list(entry.texts(key))
        if required and not citations:
            entry.fail(f"{key!r} is missing; name a source of sources/", key)
        for citation in citations:
            source, _, locator = citation.partition("#")
            if source not in self.sources:
                entry.fail(f"no source {source!r}; {suggestion(source, self.sources)}", key)
            if source in self.sentences and locator not in self.sentences[source]:
                self._no_sentence(entry, key, source, locator)
        return citations

    def _no_sentence(self, entry: Entry, key: str, source: str, locator: str) -> NoReturn:
        hint = suggestion(locator, self.sentences[source]) if locator else "write #ID behind it"
        entry.fail(f"{source} has no sentence {locator!r}; {hint}", key)

    def _since(self, holds_from: str, citations: list[str]) -> str:
        """Return the first day on which it held and one of its sources was published."""
        dates = [self.sources[citation.partition("#")[0]]["date"] for citation in citations]
        if not dates or None in dates:
            return holds_from
        return str(max(holds_from, min(dates)))
