"""The probe commands: what the machine is, environments, runs, results."""

from typing import TYPE_CHECKING, Annotated

import typer

from recommender.cli.loading import Command, application
from recommender.cli.stacks import EXIT_CODES, Stacks, chosen, recipes, size_text, sum_text
from recommender.terminal import say

if TYPE_CHECKING:
    from probes.environments.recipes import Recipe
    from probes.environments.record import Environment
    from probes.machine import Machine

COMMANDS = {
    "machine": Command(
        "probe:machine", "Show what this machine is, and which stacks could use its GPUs."
    ),
    "list": Command(
        "probe:list_stacks", "Show every stack, and the environment that stands for it."
    ),
    "setup": Command(
        "probe_setup:setup",
        "Make an isolated environment for each stack, from the recipe in the knowledge base.",
    ),
    "run": Command(
        "probe_run:run",
        "Run the workloads on the stacks that are set up, check their results, store them.",
    ),
    "results": Command(
        "probe_results:show_results",
        "Show the newest result of this machine for every job.",
    ),
    "clean": Command("probe:clean", "Remove environments, and what interrupted builds left."),
}
app = application(
    COMMANDS,
    summary="Run frameworks on this machine, each in an environment of its own.",
    epilog=EXIT_CODES,
)


def machine() -> None:
    """Show what this machine is, and which stacks could use its GPUs."""
    from probes.environments.gpu_compatibility import compare_with_runs, predict_recipe
    from probes.machine import describe

    found = describe()
    memory = f"{found.memory_bytes / 2**30:.1f} GiB" if found.memory_bytes else "not known"
    say(f"Processor         {found.cpu_model}, {found.architecture}")
    say(f"Cores             {found.logical_cores} usable, {found.physical_cores} physical")
    say(f"Memory            {memory}")
    say(f"Operating system  {found.operating_system}")
    for gpu in found.gpus:
        memory = f"{gpu.memory_bytes / 2**30:.1f} GiB" if gpu.memory_bytes else "memory not known"
        capability = (
            ".".join(map(str, gpu.compute_capability)) if gpu.compute_capability else "not known"
        )
        say(
            f"GPU               {gpu.name}, {memory}, compute capability {capability}, "
            f"driver {gpu.driver} (found by {gpu.found_by})"
        )
    if not found.gpus:
        say("GPU               none found")
    for note in found.notes:
        say(f"Note              {note}")
    say(f"Known by          {found.digest()}")
    if not found.gpus:
        return
    from probes import paths
    from probes.results.reading import latest
    from probes.results.store import ResultStore

    say("\nWhich stacks could use a GPU here, by what is known of their builds")
    ran = latest(ResultStore(paths.home()), found.digest(), lambda _problem: None)
    for recipe in recipes().values():
        for prediction in predict_recipe(recipe, found):
            say(f"{recipe.stack:<18}{prediction.usable:<9}{' '.join(prediction.reasons)}")
            for caution in prediction.cautions:
                say(f"{'':<27}{caution}")
        for comparison in compare_with_runs(recipe, found, ran):
            say(f"{'':<27}{comparison}")


def list_stacks() -> None:
    """Show every stack, and the environment that stands for it."""
    from probes.environments import collection
    from probes.machine import describe

    here, used = describe(), set()
    for recipe in recipes().values():
        found = collection.find(recipe, here)
        if found is None:
            state = (
                f"not set up; recommender probe setup {recipe.stack}"
                if recipe.on_index
                else "not set up; not on the package index"
            )
        else:
            used.add(found.path)
            state = f"stands, Python {found.python_version}, {size_text(found)}"
            state += f", from {found.source}" if found.source else ""
            state += ", for CUDA" if found.device == "cuda" else ""
        say(f"{recipe.stack:<18}{state}")
        for note in _notes(found, recipe, here) if found else ():
            say(f"{'':<18}{note}")
    for other in collection.list_environments():
        if other.path not in used:
            state = f"an older environment that no run uses, {size_text(other)}"
            say(f"{other.stack:<18}{state}; {other.path}")
    if used:
        say(sum_text())


def clean(
    stacks: Stacks = None,
    every: Annotated[bool, typer.Option("--all", help="All environments.")] = False,
) -> None:
    """Remove environments, and what interrupted builds left."""
    from probes.environments import collection

    names = {recipe.stack for recipe in chosen(stacks, every=every)}
    for environment in collection.list_environments():
        if every or environment.stack in names:
            collection.remove(environment)
            say(f"removed {environment.path}")
    for path in collection.remove_leftovers():
        say(f"removed {path}")


def _notes(environment: "Environment", recipe: "Recipe", here: "Machine") -> tuple[str, ...]:
    from probes.environments import collection

    return (*environment.warnings, *collection.differences(environment, recipe, here))
