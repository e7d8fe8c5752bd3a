"""Signals and temporary folders of a run."""

from __future__ import annotations

import signal

import pytest

from probes.guards import scratch_folder, signals_ignored, signals_interrupt


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_interrupts_as_ctrl_c_does(number):
    """TERM and a hang-up raise KeyboardInterrupt, and afterwards all is as it was."""
    before = signal.getsignal(number)
    with pytest.raises(KeyboardInterrupt), signals_interrupt():
        signal.raise_signal(number)
    assert signal.getsignal(number) is before


def test_what_was_ignored_stays_ignored():
    """A run under nohup, or in the background of a script, outlives what these were told to."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with signals_interrupt():
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            signal.raise_signal(signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_nothing_interrupts_the_ending_of_workers():
    """While workers are ended a second Ctrl-C does nothing."""
    with signals_ignored():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)


def test_the_scratch_folder_goes_and_takes_what_killed_runs_left(tmp_path):
    """A folder of a process that is gone is removed; that of a living one stays."""
    dead = tmp_path / "scratch" / "999999999-12345-abcdefgh"
    dead.mkdir(parents=True)
    with scratch_folder(tmp_path) as living:
        assert not dead.exists()
        with scratch_folder(tmp_path) as second:
            assert living.is_dir()
        assert not second.exists()
    assert not living.exists()
