from pathlib import Path

from tests.recommender.linting.bases import said


def test_a_claim_that_no_probe_can_test_is_named(tmp_path: Path) -> None:
    """A test by a workload that no probe computes, against nobody, or against itself is named."""
    assert said("claim_probes", tmp_path) == [
        "frameworks/alpha.yaml:15: claims[0].tested_by.than: holds it against itself; name another",
        "frameworks/alpha.yaml:15: claims[0].tested_by.workload: no probe computes "
        "'abacus'; name one of probes/inside/workloads, or leave 'tested_by' out",
        "frameworks/alpha.yaml:15: claims[0].tested_by.than: nothing is called 'gamma';"
        " name a stack",
    ]
