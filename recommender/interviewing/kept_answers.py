"""Where the answers of an interview are kept while it goes on, so that nothing costs any."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from recommender.errors import UserError
from recommender.files import write_atomically
from recommender.requirements import Requirements


def usual_place() -> Path:
    """Return the file that answers are kept in where none is named."""
    from probes.paths import home

    return home() / "answers.yaml"


@dataclass(slots=True)
class KeptAnswers:
    """A file that answers are kept in.

    Attributes:
        path: the file; None where the usual place cannot be written.
        named: whether the user named it; the usual place is one that may fail.
        begun: whether the file holds this interview's answers already. Those of an earlier
            interview in the usual place are put beside it first.

    """

    path: Path | None
    named: bool
    begun: bool = False

    def keep(self, needs: Requirements) -> None:
        """Write the answers.

        Raises:
            UserError: the file that the user named cannot be written.
        """
        if self.path is None:
            return
        try:
            if not self.named:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                if not self.begun:
                    with suppress(FileNotFoundError):
                        self.path.replace(earlier(self.path))
            write_atomically(self.path, as_yaml(needs))
        except OSError as problem:
            if self.named:
                reason = (problem.strerror or str(problem)).lower()
                raise UserError(
                    f"{self.path}: cannot be written ({reason}); choose another --save"
                ) from None
            self.path = None
        self.begun = True


def earlier(path: Path) -> Path:
    """Return where the answers of the interview before are put."""
    return path.with_name(f"{path.stem}-before{path.suffix}")


def as_yaml(needs: Requirements) -> str:
    """Return requirements as the text of a file."""
    import yaml

    return str(yaml.safe_dump(needs.to_dict(), sort_keys=False, allow_unicode=True))


def place_of(save: Path | None, answers: Path | None) -> KeptAnswers:
    """Return where to keep answers: in ``save``, else in the usual place.

    Args:
        save: the file that the user named.
        answers: the file that the interview goes on from.

    """
    if save is not None:
        return KeptAnswers(save, named=True)
    from probes.errors import ProbeError

    try:
        usual = usual_place()
    except ProbeError:  # no home directory
        return KeptAnswers(None, named=False)
    same = answers is not None and answers.resolve() == usual.resolve()
    return KeptAnswers(usual, named=False, begun=same)
