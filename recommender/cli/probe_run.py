"""The probe command that measures: a run, and its plan."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from recommender.cli.probe_results import show_table
from recommender.cli.progress import telling
from recommender.cli.stacks import Stacks, chosen, recipes
from recommender.terminal import say

if TYPE_CHECKING:
    from probes.environments.recipes import Recipe
    from probes.environments.record import Environment
    from probes.machine import Machine
    from probes.results.result import Result
    from probes.results.store import ResultStore
    from probes.running.jobs import Absent, Job, Profile


class ProfileName(StrEnum):
    """How much care a run takes."""

    quick = "quick"
    full = "full"


class Device(StrEnum):
    """What a run computes on."""

    auto = "auto"
    cpu = "cpu"
    cuda = "cuda"


def run(
    stacks: Stacks = None,
    profile: Annotated[
        ProfileName,
        typer.Option(help="quick: first answers in about a minute; full: with more care."),
    ] = ProfileName.quick,
    workload: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="Only these workloads, such as mlp or mlp@batch=512,hidden=1024."
        ),
    ] = None,
    sizes: Annotated[
        bool,
        typer.Option(
            "--sizes",
            help="Nine sizes of mlp, convnet, lstm and attention (of those of --workload), to "
            "predict your own model from.",
        ),
    ] = False,
    capability: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Only these capabilities, such as onnx_export, or 'all'; the full profile tries "
            "all beside the workloads.",
        ),
    ] = None,
    every_mode: Annotated[
        bool, typer.Option("--all-modes", help="Every mode of a framework, not only its usual one.")
    ] = False,
    device: Annotated[
        Device, typer.Option(help="What to compute on; auto: the GPU where a stack is for it.")
    ] = Device.auto,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would run and how long it would take.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the run that was interrupted last.")
    ] = False,
    python: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="Run one stack in an environment of your own; nothing in it is changed.",
        ),
    ] = None,
) -> None:
    """Run the workloads on the stacks that are set up, check their results, store them.

    With --capability let the stacks try what frameworks can do, such as gradients of gradients.
    """
    from probes import paths
    from probes.environments.gpu_compatibility import compare_with_runs
    from probes.machine import describe
    from probes.results.reading import latest, unfinished
    from probes.results.store import ResultStore
    from probes.running import runner
    from probes.running.capability_jobs import capability_jobs
    from recommender.errors import UserError
    from recommender.wording import duration

    here = describe()
    wanted = chosen(stacks, every=not stacks)
    standing = _standing(wanted, here, python)
    full = profile is ProfileName.full and not sizes
    tried = _capabilities(capability or (["all"] if full else []))
    workload = _in_sizes(workload or []) if sizes else _named(workload or [])
    jobs: list[Job] = []
    if workload or not capability:
        jobs += _jobs(
            wanted,
            standing,
            named=bool(stacks),
            workloads=workload,
            every_mode=every_mode,
            device=device,
        )
    if capability or not workload:
        jobs += capability_jobs(_found(wanted, standing, named=bool(stacks)), tried, device.value)
    if not jobs:
        raise UserError("nothing to run; set an environment up with 'recommender probe setup'")
    store = ResultStore(paths.home())
    interrupted = unfinished(store) if resume else None
    if resume and interrupted is None:
        raise UserError("no run was interrupted; leave --resume out")
    care = runner.QUICK if profile is ProfileName.quick else runner.FULL
    earlier = latest(store, here.digest(), lambda _problem: None) if store.runs() else ()
    expected = runner.expected_run_seconds(jobs, care, earlier)
    say(f"{len(jobs)} jobs, about {duration(expected)}.")
    if dry_run:
        _show_plan(jobs, care, earlier, here)
        return

    began = monotonic()
    results, was_interrupted = _measure(jobs, care, store, interrupted)
    took = monotonic() - began
    show_table(results)
    for recipe in wanted:
        for line in compare_with_runs(recipe, here, results):
            say(f"{recipe.stack}: {line}")
    say(f"It took {duration(took)}; about {duration(expected)} had been expected.")
    if was_interrupted:
        say("Go on with: recommender probe run … --resume", err=True)
        raise typer.Exit(130)
    if any(result.outcome.value not in ("measured", "unsupported") for result in results):
        raise typer.Exit(1)


def _standing(
    wanted: Iterable["Recipe"], here: "Machine", python: Path | None
) -> dict[str, "Environment | None"]:
    """Return the environment of each stack, None where there is none; `python` is of the user's."""
    from probes.environments import collection
    from recommender.errors import UserError

    if python is None:
        return {recipe.stack: collection.find(recipe, here) for recipe in wanted}
    alone, *others = wanted
    if others:
        raise UserError("--python names the environment of one stack; name that stack alone")
    return {alone.stack: collection.adopt(alone, here, python)}


def _measure(
    jobs: Sequence["Job"], profile: "Profile", store: "ResultStore", resume: str | None
) -> tuple[list["Result"], bool]:
    """Run the jobs and tell what goes on; return their results, and whether it was interrupted."""
    from probes.running import runner

    kinds, began = set(), monotonic()
    with telling("starting") as tell:

        def show(event: runner.Event) -> None:
            kinds.add(event.kind)
            text = f"{monotonic() - began:6.1f} s  {event.text}"
            if event.kind in ("set", "phase"):
                tell.now(text, event.share)
            elif event.kind != "preliminary":
                tell.line(text)
            elif event.job and event.job.workload == jobs[0].workload:
                # Later workloads have their say when they are done; the first is waited for.
                tell.line(f"{text}, so far")

        results = runner.run(
            jobs, profile=profile, on_event=show, store=store, seed=0, resume=resume
        )
    return results, "interrupted" in kinds


def _show_plan(
    jobs: Sequence["Job"],
    profile: "Profile",
    earlier: Sequence["Result"],
    here: "Machine",
) -> None:
    """Print what a run would do, what of it is foreseen to be refused, and what it would cost."""
    from probes.environments.gpu_compatibility import predict_recipe
    from probes.running.jobs import Absent
    from probes.running.run_plan import before, expected_seconds
    from recommender.wording import duration

    refused, width = [], max(42, *(len(job.label) + 2 for job in jobs))
    for job in jobs:
        last = before(job, earlier)
        if isinstance(job.environment, Absent):
            refused.append(f"{job.label}: {job.environment.reason}")
        elif last is not None and last.outcome.value == "unsupported":
            refused.append(f"{job.label}: unsupported when last run: {last.reason}")
        else:
            cost = duration(expected_seconds(job, profile, earlier))
            say(f"  {job.label:<{width}}about {cost}")
    if refused:
        say("\nForeseen to be refused")
        for line in refused:
            say(f"  {line}")
    if here.gpus:
        say("\nGPUs that a stack is foreseen not to use")
        named = {job.environment.stack for job in jobs}
        for recipe in recipes().values():
            for prediction in predict_recipe(recipe, here) if recipe.stack in named else ():
                if prediction.usable == "no":
                    said = f"{prediction.build} on {prediction.gpu}: {' '.join(prediction.reasons)}"
                    say(f"  {recipe.stack}: {said}")


def _jobs(
    recipes: Iterable["Recipe"],
    standing: Mapping[str, "Environment | None"],
    *,
    named: bool,
    workloads: list[str],
    every_mode: bool,
    device: Device,
) -> Iterator["Job"]:
    """Yield a job for each stack, workload and mode; for a named stack without environment too."""
    from probes.adapters import declared_modes
    from probes.inside.workload_names import plain
    from probes.running.jobs import Absent, Job
    from probes.running.run_plan import in_turn
    from recommender.entries import shown, suggestion
    from recommender.errors import UserError

    found = [
        (one, {} if isinstance(one, Absent) else declared_modes(one))
        for one in _found(recipes, standing, named=named)
    ]
    possible = {workload for _, modes in found for workload in modes}
    for name in workloads:
        if possible and plain(name) not in possible:
            raise UserError(f"no workload {shown(name)}; {suggestion(name, sorted(possible))}")
    for workload in in_turn(workloads or possible):
        for environment, modes in found:
            own = modes.get(plain(workload), [])
            if not own and not named:
                continue
            # Without a mode of its own a named stack still gets its job, to end with the reason.
            wanted: list[str | None] = [*(own if every_mode else own[:1])] or [None]
            for mode in wanted:
                yield Job(environment, workload, mode, _device(environment, device))


def _named(workloads: Iterable[str]) -> list[str]:
    """Return names of workloads in the one form of each; UserError for what there is none of."""
    from probes.errors import ProbeError
    from probes.sizes import WORKLOADS, canonical
    from recommender.entries import shown, suggestion
    from recommender.errors import UserError

    names = list(workloads)
    known = sorted(file.stem for file in WORKLOADS.glob("[!_]*.py"))
    for name in names:
        if "@" not in name and name not in known:
            raise UserError(f"no workload {shown(name)}; {suggestion(name, known)}")
    try:
        return [canonical(name) if "@" in name else name for name in names]
    except ProbeError as problem:
        raise UserError(f"{problem}; 'recommender probe run --sizes' chooses some") from None


def _in_sizes(workloads: Sequence[str]) -> list[str]:
    """Return the sizes from which models like these workloads can be predicted."""
    from probes.sizes import LEVELS, design
    from recommender.entries import shown, suggestion
    from recommender.errors import UserError

    for name in workloads:
        if name not in LEVELS:
            raise UserError(f"{shown(name)} has no sizes; {suggestion(name, LEVELS)}")
    return [size for name in workloads or LEVELS for size in design(name)]


def _found(
    recipes: Iterable["Recipe"], standing: Mapping[str, "Environment | None"], *, named: bool
) -> Iterator["Environment | Absent"]:
    """Yield the environments that stand; of a named stack without one, what says so."""
    from probes.running.jobs import Absent

    for recipe in recipes:
        environment = standing[recipe.stack]
        if environment is not None:
            yield environment
        elif named:
            reason = f"not set up; recommender probe setup {recipe.stack}"
            yield Absent(recipe.stack, recipe.framework, reason)


def _capabilities(names: Sequence[str]) -> tuple[str, ...]:
    """Return the capabilities that are asked for by name; UserError for one that is none."""
    from probes.running.capability_jobs import CAPABILITIES
    from recommender.entries import shown, suggestion
    from recommender.errors import UserError

    for name in names:
        if name not in ("all", *CAPABILITIES):
            raise UserError(f"no capability {shown(name)}; {suggestion(name, CAPABILITIES)}")
    return CAPABILITIES if "all" in names else tuple(names)


def _device(environment: object, asked: Device) -> str:
    if asked is not Device.auto:
        return asked.value
    return "cuda" if getattr(environment, "device", "cpu") == "cuda" else "cpu"
