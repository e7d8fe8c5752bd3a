"""The errors that a user can cause; each is one line that says what, where and what to do."""


class UserError(Exception):
    """A mistake in what the user gave; shown as one line, exit code 2.

    ``key`` names the value that is wrong, as in ``facts[3].from``, where one value is.
    """

    key: str = ""


class RequirementsError(UserError):
    """Requirements that cannot be read or do not fit the questions."""


class KnowledgeError(UserError):
    """A knowledge base that cannot be read or contradicts its own vocabulary."""


class ProbeResultsError(UserError):
    """Probe results that cannot be read as evidence."""


class RecordError(UserError):
    """A decision record that cannot be read, or not be made again here."""


class OtherKnowledgeError(RecordError):
    """A decision record that was made with another state of the knowledge."""
