from __future__ import annotations

import errno
import json
import multiprocessing
import os

import pytest

from probes.results.store import append_line


def _append(path, name):
    for number in range(50):
        append_line(path, json.dumps({"writer": name, "number": number, "pad": "x" * 5000}))


def test_writers_do_not_tear_each_other_s_lines(tmp_path):
    """Lines that two processes append at once all arrive whole."""
    path = tmp_path / "both.jsonl"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_append, args=(path, name)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    for name in "ab":
        assert [line["number"] for line in lines if line["writer"] == name] == list(range(50))


def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    """When the disk fills in the middle of a line, the part that was written is taken back."""
    path = tmp_path / "run.jsonl"
    append_line(path, '{"first": 1}')
    write = os.write

    def fill(descriptor, data):
        if len(data) > 10:
            return write(descriptor, data[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", fill)
    with pytest.raises(OSError, match="No space left"):
        append_line(path, '{"second": 2}')
    assert path.read_text() == '{"first": 1}\n'


def test_a_full_device_is_an_os_error(tmp_path):
    """The device that is always full refuses the line."""
    path = tmp_path / "full"
    path.symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        append_line(path, "x")
