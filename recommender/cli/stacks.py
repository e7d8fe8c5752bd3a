"""What the probe commands share: their exit codes, and the stacks that the user names."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from probes.environments.recipes import Recipe
    from probes.environments.record import Environment

MEBIBYTE = 2**20

EXIT_CODES = (
    "Exit codes: 0 done; 1 done, but a stack could not be set up or measured; "
    "2 the input cannot be used; 130 interrupted; 141 the reader of a pipe left."
)

Stacks = Annotated[
    list[str] | None,
    typer.Argument(metavar="STACK", help="Stacks such as torch or keras-jax; see 'probe list'."),
]


def recipes() -> dict[str, "Recipe"]:
    """Return every stack's recipe; the yardsticks first."""
    from probes.environments.recipes import Recipe
    from recommender.loading.loader import shipped

    found = {}
    known = shipped()
    for folder, frameworks in (("yardsticks", known.yardsticks), ("frameworks", known.frameworks)):
        for framework in frameworks.values():
            for mapping in framework.recipes:
                recipe = Recipe.from_mapping(mapping, f"{folder}/{framework.id}.yaml")
                found[recipe.stack] = recipe
    return found


def chosen(stacks: list[str] | None, *, every: bool) -> list["Recipe"]:
    """Return the recipes of the stacks that the user named, each once."""
    from recommender.entries import shown, suggestion
    from recommender.errors import UserError

    known = recipes()
    if every:
        return list(known.values())
    if not stacks:
        raise UserError("name the stacks, or --all; 'recommender probe list' shows them")
    for stack in stacks:
        if stack not in known:
            raise UserError(f"no stack {shown(stack)}; {suggestion(stack, known)}")
    return [known[stack] for stack in dict.fromkeys(stacks)]


def size_text(environment: "Environment") -> str:
    """Return what an environment takes on disk, as one says it."""
    from probes.environments.sharing import shared_bytes

    size, shared = environment.size_bytes, shared_bytes(environment)
    if not size:
        return "size not known"
    text = f"{size / MEBIBYTE:.0f} MB"
    return f"{text}, {shared / MEBIBYTE:.0f} MB of it shared" if shared else text


def sum_text() -> str:
    """Return what all environments take on disk together."""
    from probes.environments.collection import list_environments
    from probes.environments.sharing import disk_bytes

    standing = list_environments()
    plural = "environment takes" if len(standing) == 1 else "environments take"
    return f"{len(standing)} {plural} {disk_bytes(standing) / MEBIBYTE:,.0f} MB"
