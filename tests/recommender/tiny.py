"""A knowledge base of three made-up frameworks, small enough to compute by hand."""

from recommender.compiling import compile_texts
from recommender.knowledge.view import Knowledge
from recommender.loading.loader import assemble

ATTRIBUTES = """
- {id: ease, topic: use, meaning: Ease., type: level, shelf_life: 2, levels: [
    {id: hard, meaning: Hard.}, {id: fair, meaning: Fair.}, {id: easy, meaning: Easy.}]}
- {id: power, topic: use, meaning: Power., type: level, shelf_life: 2, levels: [
    {id: weak, meaning: Weak.}, {id: strong, meaning: Strong.}]}
- {id: mobile, topic: use, meaning: Mobile., type: boolean, shelf_life: 2}
- {id: runs_on, topic: life, meaning: Runs on., type: reference, many: true, shelf_life: 5}
- {id: successor, topic: life, meaning: Successor., type: reference, many: true, shelf_life: 5}
- {id: trait, topic: use, meaning: Trait., type: text, many: true, shelf_life: 5}
"""

SOURCES = """
- {id: handbook, title: The handbook, kind: official, date: 2016-03, read: 2026-01-01}
- {id: history, title: The release history, kind: index, record: true, read: 2026-01-01}
- {id: opinion, title: An opinion, kind: post, date: 2016-06-15}
"""

CRITERIA = """
- {id: ease, name: Ease, group: use, meaning: Ease., importance: 1, reads: [{attribute: ease}]}
- {id: power, name: Power, group: use, meaning: Power., importance: 1, reads: [{attribute: power}]}
- {id: speed, name: Speed, group: speed, meaning: Speed., importance: 0,
   reads: [{attribute: power}], measures: [{metric: step_s, per: numpy, best: 0.1, worst: 10}]}
- {id: kept, name: Kept, group: life, meaning: Kept., importance: 0, relation: existing_code}
"""

QUESTIONS = """
- id: purpose
  text: What for?
  help: The main use.
  options: [{id: study, label: Study}, {id: work, label: Work}]
- id: places
  text: Where?
  help: All places.
  many: true
  options: [{id: desk, label: Desk}, {id: phone, label: Phone}]
- id: existing_code
  text: In what is your code?
  help: Now.
  options: [{id: none, label: None}]
  options_from: frameworks
"""

RULES = """
- id: study-is-easy
  because: Study should be easy.
  when: [{requirement: purpose, is: study}]
  then: [{emphasise: ease, by: 2}, {conclude: gentle}]
- id: gentle-needs-no-power
  because: What is gentle needs no power.
  when: [{concept: gentle}, {any: [{requirement: places, includes: desk},
                                   {requirement: places, includes: phone}]}]
  then: [{emphasise: ease, by: 4}]
- id: phones-need-mobile
  because: A phone needs a mobile run time.
  when: [{requirement: places, includes: phone}]
  then: [{require: mobile, is: true}]
- id: work-is-strong
  because: Work needs power.
  when: []
  unless: [{requirement: purpose, is: study}]
  then: [{emphasise: power, by: 1}]
"""

FRAMEWORKS = {
    "alpha": """
id: alpha
name: Alpha
kind: framework
releases: [{version: "1.0", date: 2015-06, source: history}]
facts:
  - {attribute: ease, value: easy, from: 2015-06, source: handbook}
  - {attribute: power, value: weak, from: 2015-06, source: history}
  - {attribute: mobile, value: false, from: 2015-06, source: history}
  - {attribute: runs_on, value: beta, from: 2015-06, source: history}
""",
    "beta": """
id: beta
name: Beta
kind: framework
releases: [{version: "0.9", date: 2014, source: history}]
facts:
  - {attribute: ease, value: hard, from: 2014, source: history}
  - {attribute: ease, value: fair, from: 2018-01, source: history}
  - {attribute: power, value: strong, from: 2014, until: 2020-01-01, source: history}
  - {attribute: mobile, value: true, from: 2014, source: history}
claims:
  - {id: beta-strong, text: Beta is strong., stance: pro, from: 2016, source: opinion}
""",
    "gamma": """
id: gamma
name: Gamma
kind: framework
releases: [{version: "1.0", date: 2017-02-10, source: history}]
facts:
  - {attribute: ease, value: fair, from: 2017-02-10, source: history}
  - {attribute: power, value: unknown, from: 2017-02-10, note: Looked in the handbook.}
""",
}


def texts(**changes: str) -> dict[str, str]:
    """Return the files; a keyword replaces one ("rules", "alpha", …)."""
    files = {
        "attributes.yaml": changes.get("attributes", ATTRIBUTES),
        "criteria.yaml": changes.get("criteria", CRITERIA),
        "questions.yaml": changes.get("questions", QUESTIONS),
        "rules/all.yaml": changes.get("rules", RULES),
        "sources/all.yaml": changes.get("sources", SOURCES),
    }
    if "capabilities" in changes:
        files["capabilities.yaml"] = changes["capabilities"]
    if "workloads" in changes:
        files["workloads.yaml"] = changes["workloads"]
    for name, text in FRAMEWORKS.items():
        files[f"frameworks/{name}.yaml"] = changes.get(name, text)
    return files


def knowledge(**changes: str) -> Knowledge:
    """Return the compiled knowledge base."""
    return assembled(texts(**changes))


def assembled(files: dict[str, str]) -> Knowledge:
    """Return the knowledge base of some files."""
    return assemble(compile_texts(files, "tiny"), "tiny")


def breaking() -> Knowledge:
    """Return the knowledge base in which releases can break programs; Beta's of 2016 did."""
    attribute = """
- {id: breaking_changes, topic: life, meaning: Broke., type: level, shelf_life: 9, levels: [
    {id: severe, meaning: Rewritten.}, {id: rare, meaning: Rarely.}]}
"""
    facts = """
  - {attribute: breaking_changes, value: severe, from: 2016-01-01, source: history}
  - {attribute: breaking_changes, value: rare, from: 2019-01-01, source: history}
"""
    criteria = CRITERIA
    for old, new in (
        (
            "{attribute: power}]}\n- {id: speed",
            "{attribute: power}, {attribute: breaking_changes}]}\n- {id: speed",
        ),
        ("importance: 0, relation: existing_code", "importance: 4, relation: existing_code"),
    ):
        criteria = criteria.replace(old, new)
    return knowledge(
        attributes=ATTRIBUTES + attribute,
        criteria=criteria,
        beta=FRAMEWORKS["beta"].replace("claims:", facts.strip("\n") + "\nclaims:"),
    )
