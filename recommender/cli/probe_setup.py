"""The probe command that sets environments up, several at once."""

from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from recommender.cli.progress import Part, Telling, telling
from recommender.cli.stacks import Stacks, chosen, size_text, sum_text
from recommender.terminal import say

if TYPE_CHECKING:
    from probes.environments.planning import Plan
    from probes.environments.recipes import Recipe
    from probes.environments.record import Environment
    from probes.environments.setup import Event
    from probes.machine import Machine


def setup(
    stacks: Stacks = None,
    every: Annotated[bool, typer.Option("--all", help="All stacks.")] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Build so many at once; by default one a core, with a GiB of memory for each.",
        ),
    ] = None,
    python: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Build with this interpreter.")
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="PATH|URL", help="Take the framework from a checkout, sdist or wheel."
        ),
    ] = None,
) -> None:
    """Make an isolated environment for each stack, from the recipe in the knowledge base.

    Ctrl-C leaves nothing half-made and keeps what is finished.
    """
    from probes.environments.setup import build_all, usual_jobs
    from probes.machine import describe
    from recommender.errors import UserError

    wanted = chosen(stacks, every=every)
    if source and len(wanted) != 1:
        raise UserError("--from names the source of one stack; name that stack alone")
    here, began = describe(), monotonic()
    try:
        with telling("set-up") as tell:
            view = _View(tell, wanted)
            plans = view.plans(here, python, source, every=every)
            build_all(plans, jobs or usual_jobs(here), view.show)
    except KeyboardInterrupt:
        say("What stands is kept; the same command goes on with the rest.", err=True)
        raise
    if len(wanted) > 1:
        say(view.summary(monotonic() - began))
    if view.failed:
        raise typer.Exit(1)


class _View:
    """What a set-up shows: a line for each build in work, and lines that stay for what is done."""

    def __init__(self, tell: Telling, wanted: Sequence["Recipe"]) -> None:
        self._tell = tell
        self._wanted = wanted
        self._labels = {
            recipe.stack: f"[{place}/{len(wanted)}] {recipe.stack}"
            for place, recipe in enumerate(wanted, start=1)
        }
        self._parts: dict[str, Part] = {}
        self._standing: dict[str, Environment] = {}
        self._done = 0
        self.failed: set[str] = set()

    def plans(
        self, here: "Machine", python: Path | None, source: str | None, *, every: bool
    ) -> list["Plan"]:
        """Plan each stack, and tell of what cannot be; nothing is made yet."""
        from probes.environments import collection
        from probes.errors import ProbeError

        found = []
        for recipe in self._wanted:
            if every and not recipe.on_index:
                # Nothing from outside the index is installed unless the user says so.
                standing = collection.find(recipe, here)
                if standing:
                    self._stands(recipe.stack, standing)
                else:
                    self._ends(recipe.stack, collection.off_the_index(recipe))
                continue
            try:
                plan = collection.plan(recipe, here, python, source)
            except ProbeError as problem:
                self._fails(recipe.stack, str(problem))
                continue
            for warning in plan.warnings:
                self._line(recipe.stack, f"note: {warning}")
            found.append(plan)
        return found

    def show(self, event: "Event") -> None:
        """Show what happened to a plan."""
        stack = event.plan.recipe.stack
        match event.kind:
            case "begun":
                self._parts[stack] = self._tell.part(self._labels[stack])
            case "step" | "detail":
                self._parts[stack].now(event.text, detail=event.kind == "detail")
            case "stopped":
                self._parts[stack].end()
            case "failed":
                self._parts[stack].end()
                self._fails(stack, event.text)
            case "stands":
                self._parts[stack].end()
                assert event.environment is not None  # noqa: S101 - what stands has one
                for warning in event.environment.warnings:
                    if warning not in event.plan.warnings:
                        self._line(stack, f"note: {warning}")
                self._stands(stack, event.environment, event.seconds)

    def summary(self, seconds: float) -> str:
        """Return what came of it all, in the order of the stacks and not of the builds."""
        from recommender.wording import duration

        text = f"{len(self._standing)} of {len(self._wanted)} stand"
        missing = [r.stack for r in self._wanted if r.stack not in self._standing]
        if missing:
            text += f"; not set up: {', '.join(missing)}"
        return f"{text}. {sum_text()}. It took {duration(seconds)}."

    def _stands(self, stack: str, environment: "Environment", seconds: float | None = None) -> None:
        self._standing[stack] = environment
        took = "" if seconds is None else f" ({seconds:.0f} s)"
        self._ends(stack, f"stands, {size_text(environment)}{took}")

    def _fails(self, stack: str, reason: str) -> None:
        self.failed.add(stack)
        self._ends(stack, reason.removeprefix(f"{stack}: "), error=True)

    def _ends(self, stack: str, text: str, *, error: bool = False) -> None:
        self._line(stack, text, error=error)
        self._done += 1
        self._tell.share(self._done / len(self._wanted))

    def _line(self, stack: str, text: str, *, error: bool = False) -> None:
        self._tell.line(f"{self._labels[stack]}: {text}", error=error)
