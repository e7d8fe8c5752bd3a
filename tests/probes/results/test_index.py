from __future__ import annotations

from dataclasses import replace

import pytest

from probes.errors import ProbeError
from probes.results.index import Index
from probes.results.store import ResultStore
from tests.probes.results.test_result import FAILED, MEASURED

LATER = replace(MEASURED, run="20260102T000000Z-0000", measured_at="2026-01-02T00:00:00.000+00:00")


@pytest.fixture
def store(tmp_path):
    """A store with two runs."""
    store = ResultStore(tmp_path)
    for result in (LATER, MEASURED, replace(FAILED, stack="theano")):
        store.add(result)
    return store


def test_history_of_a_stack(store):
    """A stack's results over all runs come oldest first, whole."""
    assert Index(store).select(stack="torch") == (MEASURED, LATER)
    assert [r.stack for r in Index(store).select(outcome="failed")] == ["theano"]
    assert Index(store).select(stack="jax") == ()


def test_the_index_follows_the_files(store):
    """What is appended, replaced or deleted in the files shows at the next question."""
    index = Index(store)
    assert len(index.select()) == 3
    store.add(replace(FAILED, stack="mxnet"))
    store.add(replace(MEASURED, reason="anew"))
    assert [r.reason for r in index.select(stack="torch")] == ["anew", LATER.reason]
    assert len(index.select()) == 4
    store.path(LATER.run).unlink()
    assert len(index.select()) == 3


def test_a_damaged_index_is_made_again(store):
    """The index is never the truth: without it, or with rubbish for it, nothing is lost."""
    index = Index(store)
    index.select()
    index.path.write_bytes(b"not a database" * 1000)
    assert len(index.select()) == 3
    index.path.unlink()
    assert len(index.select()) == 3


def test_where_no_index_can_be_kept_history_is_told_all_the_same(store):
    """The files are the truth: an index that cannot be written costs time and nothing else."""
    index = Index(store)
    index.path.mkdir()
    assert index.select(stack="torch") == (MEASURED, LATER)
    assert list(index.path.iterdir()) == []


def test_questions_by_unknown_columns_are_refused(store):
    """A column that there is none of is named, with those that there are."""
    with pytest.raises(ProbeError, match="results have no speed; ask by run, stack"):
        Index(store).select(speed="1")


def test_an_empty_store_stays_empty(tmp_path):
    """Asking creates nothing."""
    assert Index(ResultStore(tmp_path / "none")).select() == ()
    assert not (tmp_path / "none").exists()
