"""The probe commands that measure: a run, its plan, and the results of runs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from recommender.cli_progress import telling
from recommender.cli_stacks import Stacks, chosen, recipes

if TYPE_CHECKING:
    from probes.environment_record import Environment
    from probes.jobs import Job, Profile
    from probes.machine import Machine
    from probes.recipes import Recipe
    from probes.results import Result


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
        list[str] | None, typer.Option(metavar="NAME", help="Only these workloads.")
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
    """Run the workloads on the stacks that are set up, check their results, store them."""
    from probes import environments, paths, runner
    from probes.gpu_compatibility import compare_with_runs
    from probes.machine import describe
    from probes.result_store import ResultStore, latest, unfinished
    from recommender.errors import UserError
    from recommender.wording import duration

    here = describe()
    wanted = chosen(stacks, every=not stacks)
    if python and len(wanted) != 1:
        raise UserError("--python names the environment of one stack; name that stack alone")
    standing = {
        recipe.stack: environments.adopt(recipe, here, python)
        if python
        else environments.find(recipe, here)
        for recipe in wanted
    }
    jobs = list(
        _jobs(
            wanted,
            standing,
            named=bool(stacks),
            workloads=workload or [],
            every_mode=every_mode,
            device=device,
        )
    )
    if not jobs:
        raise UserError("nothing to run; set an environment up with 'recommender probe setup'")
    store = ResultStore(paths.home())
    interrupted = unfinished(store) if resume else None
    if resume and interrupted is None:
        raise UserError("no run was interrupted; leave --resume out")
    care = runner.QUICK if profile is ProfileName.quick else runner.FULL
    earlier = latest(store, here.digest(), lambda _problem: None) if store.runs() else ()
    expected = sum(runner.expected_seconds(job, care, earlier) for job in jobs)
    typer.echo(f"{len(jobs)} jobs, about {duration(expected)}.")
    if dry_run:
        _show_plan(jobs, care, earlier, here)
        return

    began = monotonic()
    with telling("starting") as tell:

        def show(event: runner.Event) -> None:
            text = f"{monotonic() - began:6.1f} s  {event.text}"
            if event.kind in ("set", "phase"):
                tell.now(text, event.share)
            elif event.kind != "preliminary":
                tell.line(text)

        results = runner.run(
            jobs, profile=care, on_event=show, store=store, seed=0, resume=interrupted
        )
    took = monotonic() - began
    _show(results)
    for recipe in wanted:
        for line in compare_with_runs(recipe, here, results):
            typer.echo(f"{recipe.stack}: {line}")
    typer.echo(f"It took {duration(took)}; about {duration(expected)} had been expected.")
    if any(result.outcome.value == "skipped" for result in results):
        typer.echo("Go on with: recommender probe run … --resume", err=True)
        raise typer.Exit(130)
    if any(result.outcome.value not in ("measured", "unsupported") for result in results):
        raise typer.Exit(1)


def show_results(
    compare: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="A B", help="Say for every workload which of two stacks is faster."),
    ] = None,
) -> None:
    """Show the newest result of this machine for every job."""
    from probes import paths
    from probes.machine import describe
    from probes.result_store import ResultStore, latest

    store = ResultStore(paths.home())
    found = latest(store, describe().digest(), _warn) if paths.results().is_dir() else ()
    if not found:
        typer.echo("No results of this machine yet; 'recommender probe run' makes some.")
    elif compare:
        _compare(found, *compare)
    else:
        _show(found)


def _compare(results: Iterable["Result"], first: str, second: str) -> None:
    """Print, for every workload that both stacks did, which is faster in its usual mode."""
    from probes.comparison import compare_results, noise
    from probes.errors import ProbeError
    from recommender.errors import UserError
    from recommender.wording import seconds

    everything = list(results)
    fastest: dict[tuple[str, str], Result] = {}
    for result in everything:
        key = (result.stack, result.workload)
        step = result.metrics.step_s
        best = fastest[key].metrics.step_s if key in fastest else None
        if step is not None and (best is None or step.median < best.median):
            fastest[key] = result
    shared = sorted({work for _, work in fastest if {(first, work), (second, work)} <= {*fastest}})
    if not shared:
        raise UserError(f"{first} and {second} have no workload measured in common; run both")
    for work in shared:
        one, two = fastest[first, work], fastest[second, work]
        same_run = [result for result in everything if result.run == one.run]
        try:
            verdict = compare_results(one, two, noise(same_run)).value
        except ProbeError as problem:
            typer.echo(f"{work:<11}cannot be told: {problem}")
            continue
        assert one.metrics.step_s  # noqa: S101 - for the type checker: it was chosen by its step
        assert two.metrics.step_s  # noqa: S101
        ours, theirs = one.metrics.step_s.median, two.metrics.step_s.median
        said = {"faster": f"{first} is faster", "slower": f"{first} is slower", "tie": "tie"}
        typer.echo(
            f"{work:<11}{said[verdict]}: {seconds(ours)} ({one.mode}) against "
            f"{seconds(theirs)} ({two.mode})"
        )


def _show_plan(
    jobs: Sequence["Job"],
    profile: "Profile",
    earlier: Sequence["Result"],
    here: "Machine",
) -> None:
    """Print what a run would do, what of it is foreseen to be refused, and what it would cost."""
    from probes.gpu_compatibility import predict_recipe
    from probes.jobs import Absent, before, expected_seconds
    from recommender.wording import duration

    refused = []
    for job in jobs:
        last = before(job, earlier)
        if isinstance(job.environment, Absent):
            refused.append(f"{job.label}: {job.environment.reason}")
        elif last is not None and last.outcome.value == "unsupported":
            refused.append(f"{job.label}: unsupported when last run: {last.reason}")
        else:
            cost = duration(expected_seconds(job, profile, earlier))
            typer.echo(f"  {job.label:<42}about {cost}")
    if refused:
        typer.echo("\nForeseen to be refused")
        for line in refused:
            typer.echo(f"  {line}")
    if here.gpus:
        typer.echo("\nGPUs that a stack is foreseen not to use")
        named = {job.environment.stack for job in jobs}
        for recipe in recipes().values():
            for prediction in predict_recipe(recipe, here) if recipe.stack in named else ():
                if prediction.usable == "no":
                    said = f"{prediction.build} on {prediction.gpu}: {' '.join(prediction.reasons)}"
                    typer.echo(f"  {recipe.stack}: {said}")


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
    from probes.jobs import Absent, Job, declared_modes, in_turn
    from recommender.entries import shown, suggestion
    from recommender.errors import UserError

    possible: set[str] = set()
    found: list[tuple[Environment | Absent, dict[str, list[str]]]] = []
    for recipe in recipes:
        own_environment = standing[recipe.stack]
        if own_environment is not None:
            modes = declared_modes(own_environment)
            possible |= set(modes)
            found.append((own_environment, modes))
        elif named:
            reason = f"not set up; recommender probe setup {recipe.stack}"
            found.append((Absent(recipe.stack, recipe.framework, reason), {}))
    for name in workloads:
        if possible and name not in possible:
            raise UserError(f"no workload {shown(name)}; {suggestion(name, sorted(possible))}")
    for workload in in_turn(workloads or possible):
        for environment, modes in found:
            own = modes.get(workload, [])
            if not own and not named:
                continue
            # Without a mode of its own a named stack still gets its job, to end with the reason.
            wanted: list[str | None] = [*(own if every_mode else own[:1])] or [None]
            for mode in wanted:
                yield Job(environment, workload, mode, _device(environment, device))


def _device(environment: object, asked: Device) -> str:
    if asked is not Device.auto:
        return asked.value
    return "cuda" if getattr(environment, "device", "cpu") == "cuda" else "cpu"


def _warn(problem: str) -> None:
    typer.echo(f"warning: {problem}", err=True)


def _show(results: Iterable["Result"]) -> None:
    """Print a table of results."""
    from recommender.wording import seconds

    typer.echo("")
    typer.echo(
        f"{'stack':<18}{'workload':<11}{'mode':<12}{'step':>10}  {'interval':<22}{'wait':>9}"
    )
    for result in results:
        row = f"{result.stack:<18}{result.workload:<11}{result.mode or '':<12}"
        step = result.metrics.step_s
        if step is None:
            typer.echo(f"{row}{result.outcome.value}: {result.reason}")
            continue
        build, first = result.metrics.cold_build_s, result.metrics.cold_first_step_s
        wait = "warm" if build is None or first is None else seconds(build + first)
        interval = f"{seconds(step.low)} to {seconds(step.high)}"
        typer.echo(f"{row}{seconds(step.median):>10}  {interval:<22}{wait:>9}")
