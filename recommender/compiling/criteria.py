"""What is weighed, and how facts and measurements become values: criteria.yaml."""

from recommender.compiling.studies import PUBLISHED_MEASURE_KEYS, anchors, measure
from recommender.compiling.vocabulary import Plain, Vocabulary
from recommender.entries import Entry, listed, suggestion
from recommender.evidence.relations import KNOWN
from recommender.file_format import MEASURE_KEYS, METRICS, READING_KEYS, RELATIONS
from recommender.measurements import YARDSTICK

#: What can be predicted of the user's own model: its step as a multiple of the yardstick's.
PREDICTED = ("step_s", YARDSTICK)


def criterion(entry: Entry, known: Vocabulary) -> Plain:
    """Return a criterion as plain data."""
    readings = [_reading(reading, known) for reading in entry.entries("reads", READING_KEYS)]
    measures = [_measure(one) for one in entry.entries("measures", MEASURE_KEYS)]
    relation = entry.optional("relation")
    if relation and relation not in RELATIONS:
        entry.fail(f"no such relation; {suggestion(relation, RELATIONS)}", "relation")
    if relation == KNOWN and not readings:
        entry.fail("what people know spares them what 'reads' say; add the facts", "relation")
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
            measure(published) for published in entry.entries("published", PUBLISHED_MEASURE_KEYS)
        ],
        "relation": relation,
    }


def _measure(entry: Entry) -> Plain:
    best, worst = anchors(entry)
    found = {
        "metric": entry.choice("metric", METRICS),
        "weight": entry.number("weight", default=1.0, low=0.01),
        "best": best,
        "worst": worst,
        "per": entry.optional("per"),
        "predicted": entry.flag("predicted"),
    }
    if found["predicted"] and (found["metric"], found["per"]) != PREDICTED:
        metric, per = PREDICTED
        fault = f"only {metric!r} per {per!r} is predicted; leave 'predicted' out"
        entry.fail(fault, "predicted")
    return found


def _reading(entry: Entry, known: Vocabulary) -> Plain:
    attribute = known.attribute(entry, "attribute")
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
