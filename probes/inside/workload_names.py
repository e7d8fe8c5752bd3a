"""Names of workloads: plain ("mlp"), or with sizes of their own ("mlp@batch=512,hidden=1024").

Runs inside the probed environments too: old syntax, standard library only. A name has the sizes
that differ from the workload's specification, sorted, so that one computation has one name.
"""

import re

SIZED = re.compile(
    r"^([a-z][a-z0-9_]*)(?:@([a-z_]+=[1-9][0-9]{0,8}(?:,[a-z_]+=[1-9][0-9]{0,8})*))?$"
)


def split(name):
    # type: (str) -> tuple[str, dict[str, int]]
    """Return the plain name and the sizes that a name carries; ValueError for what is no name."""
    found = SIZED.match(name)
    if found is None:
        raise ValueError("%r is no name of a workload, such as mlp or mlp@hidden=1024" % (name,))
    sizes = {}  # type: dict[str, int]
    for part in (found.group(2) or "").split(",") if found.group(2) else ():
        key, _, value = part.partition("=")
        if key in sizes:
            raise ValueError("%r gives %s twice; give it once" % (name, key))
        sizes[key] = int(value)
    return found.group(1), sizes


def joined(workload, sizes):
    # type: (str, dict[str, int]) -> str
    """Return the name of a workload with these sizes; the plain one where there are none."""
    text = ",".join("%s=%d" % (key, sizes[key]) for key in sorted(sizes))
    return workload + ("@" + text if text else "")


def plain(name):
    # type: (str) -> str
    """Return the name without sizes, also of what is no workload."""
    return name.partition("@")[0]
