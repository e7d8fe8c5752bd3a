"""The probe commands: what the machine is, environments, runs, results."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from probes.environment_record import Environment
    from probes.recipes import Recipe
    from probes.results import Result
    from probes.runner import Job

EXIT_CODES = (
    "Exit codes: 0 done; 1 done, but a stack could not be set up or measured; "
    "2 the input cannot be used; 130 interrupted."
)
MEBIBYTE = 2**20

app = typer.Typer(
    help="Run frameworks on this machine, each in an environment of its own.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    rich_markup_mode=None,
)

Stacks = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[STACK]...", help="Stacks such as torch or keras-jax; see 'probe list'."
    ),
]


class ProfileName(StrEnum):
    """How much care a run takes."""

    quick = "quick"
    full = "full"


@app.command(epilog=EXIT_CODES)
def machine() -> None:
    """Show what this machine is, and which stacks could use its GPUs."""
    from probes.gpu_compatibility import predict_recipe
    from probes.machine import describe

    found = describe()
    memory = f"{found.memory_bytes / 2**30:.1f} GiB" if found.memory_bytes else "not known"
    typer.echo(f"Processor         {found.cpu_model}, {found.architecture}")
    typer.echo(f"Cores             {found.logical_cores} usable, {found.physical_cores} physical")
    typer.echo(f"Memory            {memory}")
    typer.echo(f"Operating system  {found.operating_system}")
    for gpu in found.gpus:
        memory = f"{gpu.memory_bytes / 2**30:.1f} GiB" if gpu.memory_bytes else "memory not known"
        capability = (
            ".".join(map(str, gpu.compute_capability)) if gpu.compute_capability else "not known"
        )
        typer.echo(
            f"GPU               {gpu.name}, {memory}, compute capability {capability}, "
            f"driver {gpu.driver} (found by {gpu.found_by})"
        )
    if not found.gpus:
        typer.echo("GPU               none found")
    for note in found.notes:
        typer.echo(f"Note              {note}")
    typer.echo(f"Known by          {found.digest()}")
    if not found.gpus:
        return
    typer.echo("\nWhich stacks could use a GPU here, by what is known of their builds")
    for recipe in _recipes().values():
        for prediction in predict_recipe(recipe, found):
            typer.echo(f"{recipe.stack:<18}{prediction.usable:<9}{' '.join(prediction.reasons)}")
            for caution in prediction.cautions:
                typer.echo(f"{'':<27}{caution}")


@app.command("list", epilog=EXIT_CODES)
def list_stacks() -> None:
    """Show every stack, and the environment that stands for it."""
    from probes import environments
    from probes.machine import describe

    here = describe()
    for recipe in _recipes().values():
        found = environments.find(recipe, here)
        if found is not None:
            size = f"{found.size_bytes / MEBIBYTE:.0f} MB" if found.size_bytes else "size not known"
            state = f"stands, Python {found.python_version}, {size}"
        elif recipe.on_index:
            state = f"not set up; recommender probe setup {recipe.stack}"
        else:
            state = "not set up; not on the package index"
        typer.echo(f"{recipe.stack:<18}{state}")


@app.command(epilog=EXIT_CODES)
def setup(
    stacks: Stacks = None,
    every: Annotated[bool, typer.Option("--all", help="All stacks.")] = False,
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
    """Make an isolated environment for each stack, from the recipe in the knowledge base."""
    from probes import environments
    from probes.errors import ProbeError
    from probes.machine import describe
    from recommender.errors import UserError

    chosen = _chosen(stacks, every=every)
    if source and len(chosen) != 1:
        raise UserError("--from names the source of one stack; name that stack alone")
    here, failed = describe(), 0
    for place, recipe in enumerate(chosen, start=1):
        began = monotonic()
        label = f"[{place}/{len(chosen)}] {recipe.stack}"
        try:
            plan = environments.plan(recipe, here, python, source)
            for warning in plan.warnings:
                typer.echo(f"{label}: note: {warning}")
            if plan.existing is None:
                typer.echo(f"{label}: building with Python {plan.interpreter.version_text} …")
            built = environments.build(plan, _told(label))
        except ProbeError as problem:
            failed += 1
            typer.echo(f"{label}: {_without_name(str(problem), recipe.stack)}", err=True)
            continue
        size = f", {built.size_bytes / MEBIBYTE:.0f} MB" if built.size_bytes else ""
        typer.echo(f"{label}: stands{size} ({monotonic() - began:.0f} s)")
    if failed:
        raise typer.Exit(1)


@app.command(epilog=EXIT_CODES)
def run(
    stacks: Stacks = None,
    profile: Annotated[
        ProfileName, typer.Option(help="quick: about a minute; full: with more care.")
    ] = ProfileName.quick,
    workload: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only these workloads.")
    ] = None,
    every_mode: Annotated[
        bool, typer.Option("--all-modes", help="Every mode of a framework, not only its usual one.")
    ] = False,
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
    from probes.machine import describe
    from probes.results import ResultStore, latest, unfinished
    from recommender.errors import UserError

    here = describe()
    chosen = _chosen(stacks, every=not stacks)
    if python and len(chosen) != 1:
        raise UserError("--python names the environment of one stack; name that stack alone")
    standing = {
        recipe.stack: environments.adopt(recipe, here, python)
        if python
        else environments.find(recipe, here)
        for recipe in chosen
    }
    jobs = list(
        _jobs(chosen, standing, named=bool(stacks), workloads=workload or [], every_mode=every_mode)
    )
    if not jobs:
        raise UserError("nothing to run; set an environment up with 'recommender probe setup'")
    store = ResultStore(paths.home())
    interrupted = unfinished(store) if resume else None
    if resume and interrupted is None:
        raise UserError("no run was interrupted; leave --resume out")
    care = runner.QUICK if profile is ProfileName.quick else runner.FULL
    earlier = latest(store, here.digest(), lambda _problem: None) if store.runs() else ()
    expected = runner.expected_seconds(jobs, care, earlier)
    typer.echo(f"{len(jobs)} jobs, about {expected:.0f} s.")
    if dry_run:
        for job in jobs:
            typer.echo(f"  {job.label}")
        return

    began = monotonic()

    def tell(event: runner.Event) -> None:
        if event.kind != "preliminary":
            typer.echo(f"{monotonic() - began:6.1f} s  {event.text}")

    results = runner.run(jobs, profile=care, on_event=tell, store=store, seed=0, resume=interrupted)
    _show(results)
    if any(result.outcome.value == "skipped" for result in results):
        typer.echo("Go on with: recommender probe run … --resume", err=True)
        raise typer.Exit(130)
    if any(result.outcome.value not in ("measured", "unsupported") for result in results):
        raise typer.Exit(1)


@app.command("results", epilog=EXIT_CODES)
def show_results(
    compare: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="A B", help="Say for every workload which of two stacks is faster."),
    ] = None,
) -> None:
    """Show the newest result of this machine for every job."""
    from probes import paths
    from probes.machine import describe
    from probes.results import ResultStore, latest

    store = ResultStore(paths.home())
    found = latest(store, describe().digest(), _warn) if paths.results().is_dir() else ()
    if not found:
        typer.echo("No results of this machine yet; 'recommender probe run' makes some.")
    elif compare:
        _compare(found, *compare)
    else:
        _show(found)


@app.command(epilog=EXIT_CODES)
def clean(
    stacks: Stacks = None,
    every: Annotated[bool, typer.Option("--all", help="All environments.")] = False,
) -> None:
    """Remove environments, and what interrupted builds left."""
    from probes import environments

    names = {recipe.stack for recipe in _chosen(stacks, every=every)}
    for environment in environments.list_environments():
        if every or environment.stack in names:
            environments.remove(environment)
            typer.echo(f"removed {environment.path}")
    for path in environments.remove_leftovers():
        typer.echo(f"removed {path}")


# -- what the commands share -------------------------------------------------------------------
def _recipes() -> dict[str, "Recipe"]:
    """Return every stack's recipe; the yardsticks first."""
    from probes.recipes import Recipe
    from recommender.knowledge_loading import shipped

    found = {}
    known = shipped()
    for folder, frameworks in (("yardsticks", known.yardsticks), ("frameworks", known.frameworks)):
        for framework in frameworks.values():
            for mapping in framework.recipes:
                recipe = Recipe.from_mapping(mapping, f"{folder}/{framework.id}.yaml")
                found[recipe.stack] = recipe
    return found


def _chosen(stacks: list[str] | None, *, every: bool) -> list["Recipe"]:
    from recommender.entries import shown, suggestion
    from recommender.errors import UserError

    recipes = _recipes()
    if every:
        return list(recipes.values())
    if not stacks:
        raise UserError("name the stacks, or --all; 'recommender probe list' shows them")
    for stack in stacks:
        if stack not in recipes:
            raise UserError(f"no stack {shown(stack)}; {suggestion(stack, recipes)}")
    return [recipes[stack] for stack in dict.fromkeys(stacks)]


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


def _jobs(
    recipes: Iterable["Recipe"],
    standing: Mapping[str, "Environment | None"],
    *,
    named: bool,
    workloads: list[str],
    every_mode: bool,
) -> Iterator["Job"]:
    """Yield a job for each stack, workload and mode; for a named stack without environment too."""
    from probes.jobs import Absent
    from probes.runner import Job, declared_modes
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
    for environment, modes in found:
        for workload in workloads or sorted(possible):
            own = modes.get(workload, [])
            if not own and not named:
                continue
            # Without a mode of its own a named stack still gets its job, to end with the reason.
            wanted: list[str | None] = [*(own if every_mode else own[:1])] or [None]
            for mode in wanted:
                yield Job(environment, workload, mode, _device(environment))


def _device(environment: object) -> str:
    return "cuda" if getattr(environment, "device", "cpu") == "cuda" else "cpu"


def _told(label: str) -> "Callable[[str], None]":
    def tell(line: str) -> None:
        typer.echo(f"{label}: {line}")

    return tell


def _warn(problem: str) -> None:
    typer.echo(f"warning: {problem}", err=True)


def _without_name(message: str, stack: str) -> str:
    return message.removeprefix(f"{stack}: ")


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
