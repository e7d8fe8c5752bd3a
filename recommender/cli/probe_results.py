"""The probe command that shows results: the newest, two stacks compared, or their history."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from recommender.cli.stacks import Stacks
from recommender.terminal import say

if TYPE_CHECKING:
    from probes.results.result import Result


def show_results(
    stacks: Stacks = None,
    workload: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only these workloads.")
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="Every stored result, oldest first, not the newest.")
    ] = False,
    compare: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="A B", help="Say for every workload which of two stacks is faster."),
    ] = None,
) -> None:
    """Show the newest result of this machine for every job."""
    from probes import paths
    from probes.machine import describe
    from probes.results.reading import latest
    from probes.results.store import ResultStore

    def wanted(result: "Result") -> bool:
        return (not stacks or result.stack in stacks) and (
            not workload or result.workload in workload
        )

    store, here = ResultStore(paths.home()), describe().digest()
    if not paths.results().is_dir():
        found: tuple[Result, ...] = ()
    elif history and not compare:
        from probes.results.index import Index

        found = Index(store).select(machine_digest=here)
    else:
        found = latest(store, here, _warn)
    chosen = [result for result in found if wanted(result)]
    if not found:
        say("No results of this machine yet; 'recommender probe run' makes some.")
    elif compare:
        _compare(found, *compare, workloads=workload)
    elif not chosen:
        say("No result of this machine is of these stacks and workloads.")
    elif history:
        _show_history(chosen)
    else:
        show_table(chosen)


def _show_history(results: Iterable["Result"]) -> None:
    """Print every result of a job under its name, oldest first."""
    from recommender.cli.capabilities import answer_word
    from recommender.wording import seconds

    jobs: dict[tuple[str, ...], list[Result]] = {}
    for result in results:
        jobs.setdefault(result.key, []).append(result)
    for (stack, work, mode, device), own in sorted(jobs.items()):
        say(f"{stack} {work} ({mode}, {device})")
        for result in own:
            step, when = result.metrics.step_s, result.measured_at[:16].replace("T", " ")
            version = result.versions.get(result.framework) or result.versions.get(stack, "")
            if step is None:
                said = f"{answer_word(result.outcome, result.answer)}: {result.reason}"
            else:
                said = f"{seconds(step.median)}  {seconds(step.low)} to {seconds(step.high)}"
            say(f"  {when}  {version:<13}{said}")


def _compare(
    results: Iterable["Result"], first: str, second: str, *, workloads: list[str] | None
) -> None:
    """Print, for every workload that both did on a device, which is faster in its fastest mode."""
    from probes.errors import ProbeError
    from probes.results.comparison import compare_results, noise
    from recommender.errors import UserError
    from recommender.wording import seconds

    everything = list(results)
    fastest: dict[tuple[str, str, str], Result] = {}
    for result in everything:
        key = (result.stack, result.workload, result.device)
        step = result.metrics.step_s
        best = fastest[key].metrics.step_s if key in fastest else None
        if step is not None and (best is None or step.median < best.median):
            fastest[key] = result
    shared = sorted(
        {
            (work, device)
            for _, work, device in fastest
            if {(first, work, device), (second, work, device)} <= {*fastest}
            and (not workloads or work in workloads)
        }
    )
    if not shared:
        raise UserError(f"{first} and {second} have no workload measured in common; run both")
    labels = [work if device == "cpu" else f"{work} ({device})" for work, device in shared]
    width = max(11, *(len(label) + 2 for label in labels))
    for label, (work, device) in zip(labels, shared, strict=True):
        one, two = fastest[first, work, device], fastest[second, work, device]
        same_run = [result for result in everything if result.run == one.run]
        try:
            verdict = compare_results(one, two, noise(same_run)).value
        except ProbeError as problem:
            say(f"{label:<{width}}cannot be told: {problem}")
            continue
        assert one.metrics.step_s  # noqa: S101 - for the type checker: it was chosen by its step
        assert two.metrics.step_s  # noqa: S101
        ours, theirs = one.metrics.step_s.median, two.metrics.step_s.median
        said = {"faster": f"{first} is faster", "slower": f"{first} is slower", "tie": "tie"}
        say(
            f"{label:<{width}}{said[verdict]}: {seconds(ours)} ({one.mode}) against "
            f"{seconds(theirs)} ({two.mode})"
        )


def _warn(problem: str) -> None:
    say(f"warning: {problem}", err=True)


def show_table(results: Iterable["Result"]) -> None:
    """Print a table of the workloads' results, and one of the answers to capabilities."""
    from recommender.cli.capabilities import answers
    from recommender.wording import seconds

    everything = list(results)
    if tried := [result for result in everything if result.kind == "capability"]:
        say(f"\n{answers(tried)}", nl=False)
    timed = [result for result in everything if result.kind == "workload"]
    if not timed:
        return
    say("")
    width = max(11, *(len(result.workload) + 2 for result in timed))
    say(f"{'stack':<18}{'workload':<{width}}{'mode':<12}{'step':>10}  {'interval':<22}{'wait':>9}")
    for result in timed:
        row = f"{result.stack:<18}{result.workload:<{width}}{result.mode or '':<12}"
        step = result.metrics.step_s
        if step is None:
            say(f"{row}{result.outcome.value}: {result.reason}")
            continue
        build, first = result.metrics.cold_build_s, result.metrics.cold_first_step_s
        wait = "warm" if build is None or first is None else seconds(build + first)
        interval = f"{seconds(step.low)} to {seconds(step.high)}"
        say(f"{row}{seconds(step.median):>10}  {interval:<22}{wait:>9}")
