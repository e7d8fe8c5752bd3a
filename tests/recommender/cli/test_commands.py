import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.recommender.probed import answered, measured, stored

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "research-2017.yaml"
SECOND = 1.0
MEGABYTES_200 = 200_000_000


@dataclass(frozen=True)
class Done:
    """How a command ended, what it printed, and what it cost."""

    code: int
    out: str
    err: str
    seconds: float
    peak_bytes: int


def recommender(*arguments: object, given: bytes = b"", **variables: str) -> Done:
    """Run the command line in a process of its own."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "recommender", *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **variables},
    )
    out, err = process.communicate(given, timeout=60)
    seconds = time.monotonic() - began
    return Done(process.returncode, out.decode(), err.decode(), seconds, 0)


#: Runs a command and notes its exit code, processor time and peak memory. On an idle machine the
#: processor's time is what a user waits; the clock would also tell of what else runs. A process
#: starts with the peak memory of the one that started it (Linux keeps it across exec), so that must
#: be a small one.
WATCH = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as file:
    json.dump([done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024], file)
"""


def cost(*arguments: object) -> Done:
    """Run a command; measure its processor time and its peak memory."""
    with tempfile.NamedTemporaryFile() as notes:
        command = [sys.executable, "-m", "recommender", *map(str, arguments)]
        done = subprocess.run(
            [sys.executable, "-c", WATCH, notes.name, *command], capture_output=True, timeout=60
        )
        code, seconds, peak = json.load(notes)
    return Done(code, done.stdout.decode(), done.stderr.decode(), seconds, peak)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give every command a home without probe results; the compiled knowledge is shared."""
    folder = tmp_path / "home"
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(folder))
    return folder


BAD: dict[str, tuple[bytes, str]] = {
    "unknown key": (b"purpose: research\npurpos: x\n", "needs.yaml:2: unknown key 'purpos'; did"),
    "wrong type": (b"hardware: {a: 1}\n", "needs.yaml:1: 'hardware'"),
    "wrong answer": (b"purpose: fun\n", "needs.yaml:1: 'fun' is no answer; possible: "),
    "duplicate key": (b"purpose: research\npurpose: product\n", "needs.yaml:2: the key 'purpose'"),
    "alias bomb": (
        b"a: &a [x, x]\n"
        + b"\n".join(b"%c: &%c [*%c, *%c]" % (i + 1, i + 1, i, i) for i in range(97, 121)),
        "needs.yaml:1: ",
    ),
    "not YAML": (b"\x00\x01{{{", "needs.yaml:1: not valid YAML"),
    "not text": (b"\x89PNG\r\n\xff\xfe", "not UTF-8"),
    "a tag": (b"purpose: !!python/object/apply:os.system [ls]\n", "needs.yaml:1: "),
    "a list": (b"- research\n", "requirements are keys with values"),
    "nothing": (b"", "is empty"),
    "nested deeply": (b"purpose: " + b"[" * 90_000, "needs.yaml:1: not valid YAML"),
    "50 MB": (b"purpose: research\n" + b"k: xxxxxxxxxxxxxxxxxxxx\n" * 2_200_000, "larger than"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_one_clear_line(case: str, tmp_path: Path) -> None:
    """Bad requirements end with exit code 2 and one line, within a second and 200 MB."""
    path, output = tmp_path / "needs.yaml", tmp_path / "decision.md"
    content, said = BAD[case]
    path.write_bytes(content)
    best = float("inf")
    for _ in range(3):  # other work on the machine may hold one try up
        done = cost("recommend", path, "-o", output)
        best = min(best, done.seconds)
        if best <= SECOND:
            break
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith("error: ")
    assert done.err.count("\n") == 1
    assert said in done.err
    assert not output.exists()
    assert best <= SECOND
    assert done.peak_bytes <= MEGABYTES_200


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["recomend", EXAMPLE], "no such command 'recomend'; did you mean 'recommend'? See"),
        (["recommend"], "missing argument 'REQUIREMENTS.yaml'; see '"),
        (["recommend", EXAMPLE, "--asof", "2017"], "no such option: --asof"),
        (["recommend", EXAMPLE, "--format", "pdf"], "'pdf' is not one of 'text', 'json'"),
        (["recommend", EXAMPLE, "--as-of"], "option '--as-of' requires an argument"),
        (["probe", "setup", "--jobs", "x"], "invalid value for '--jobs'"),
        (["recommend", "missing.yaml"], "missing.yaml: cannot be read (no such file"),
        (["recommend", "/"], "/: cannot be read (is a directory)"),
        (["recommend", "/dev/zero"], "/dev/zero: larger than"),
        (["recommend", EXAMPLE, "--as-of", "2017-13"], "2017-13"),
        (["recommend", EXAMPLE, "--as-of", "soon"], "soon"),
        (["recommend", EXAMPLE, "-o", "no/such/folder/x.md"], "no such folder"),
        (["recommend", EXAMPLE, "--probes", "missing.jsonl"], "missing.jsonl: cannot be read"),
        (["report", EXAMPLE, "--folder", "no/such/folder"], "no such folder"),
        (["ask", "--no-input"], "--answers FILE"),
        (["ask", "--no-input", "--answers", EXAMPLE, "--save", "x.yaml"], "leave --save out"),
        (["what-if", EXAMPLE, "purpose"], "write purpose=ANSWER, such as learning"),
        (["probe", "run", "--workload", "lmp"], "no workload 'lmp'; did you mean 'mlp'?"),
        (["frameworks", "torch"], "no framework 'torch'"),
        (["probe", "setup"], "name the stacks"),
        (["probe", "setup", "torhc"], "no stack 'torhc'; did you mean 'torch'?"),
        (["probe", "run", "--workload", "mlp"], "nothing to run"),
        (["probe", "run", "--capability", "gpu"], "nothing to run"),
        (["probe", "run", "--capability", "onxn_export"], "did you mean 'onnx_export'"),
    ],
)
def test_a_mistake_on_the_command_line_is_one_clear_line(
    arguments: list[object], said: str
) -> None:
    """What cannot be done as asked ends with exit code 2 and one line that says why."""
    done = recommender(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ")
    assert done.err.count("\n") == 1
    assert said in done.err


@pytest.mark.parametrize("form", ["text", "json", "markdown", "html"])
def test_the_same_inputs_give_the_same_bytes(form: str) -> None:
    """Neither the hash seed, nor the locale, nor the terminal changes a byte of the advice."""
    arguments = ("recommend", EXAMPLE, "--as-of", "2017-01", "--format", form)
    first = recommender(*arguments, PYTHONHASHSEED="1", COLUMNS="60", LC_ALL="C.UTF-8")
    second = recommender(*arguments, PYTHONHASHSEED="2", COLUMNS="200", TERM="xterm-256color")
    assert first.code == 0
    assert first.out
    assert first.out == second.out


def test_the_advice_differs_by_date_and_says_why() -> None:
    """The same needs get other advice in January 2017 than today, with the facts that changed."""
    then = json.loads(recommender("recommend", EXAMPLE, "--as-of", "2017-01", "-f", "json").out)
    now = json.loads(recommender("recommend", EXAMPLE, "--as-of", "2026-11-24", "-f", "json").out)
    assert then["best"] != now["best"]
    changes = now["explanation"]["changes"]
    assert changes
    assert any(change["ids"] for change in changes)


def test_requirements_come_through_a_pipe_too() -> None:
    """'-' reads standard input and gives the advice of the same file."""
    piped = recommender("recommend", "-", "--as-of", "2017-01", given=EXAMPLE.read_bytes())
    assert piped.code == 0
    named = recommender("recommend", EXAMPLE, "--as-of", "2017-01").out
    assert piped.out == named.replace(str(EXAMPLE), "FILE")


def test_a_report_is_three_files_and_the_text(tmp_path: Path) -> None:
    """`report` writes Markdown, HTML and JSON, and prints the recommendation."""
    done = recommender("report", EXAMPLE, "--as-of", "2017-01", "--folder", tmp_path)
    assert done.code == 0
    assert (tmp_path / "decision.md").read_text().startswith("---\nstatus: proposed\n")
    assert (tmp_path / "decision.html").read_text().startswith("<!DOCTYPE html>")
    assert json.loads((tmp_path / "decision.json").read_text())["best"]
    assert "Answer  " in done.out
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [
        *("decision.html", "decision.json", "decision.md"),
    ]


def test_output_goes_into_the_named_file(tmp_path: Path) -> None:
    """-o writes the recommendation to a file and nothing of it to the screen."""
    path = tmp_path / "advice.txt"
    done = recommender("recommend", EXAMPLE, "--as-of", "2017-01", "-o", path)
    assert (done.code, done.out) == (0, "")
    assert path.read_text() == recommender("recommend", EXAMPLE, "--as-of", "2017-01").out


def test_when_nothing_is_left_the_exit_code_says_so(tmp_path: Path) -> None:
    """Needs that exclude every framework give the reasons and exit code 1."""
    path = tmp_path / "needs.yaml"
    path.write_text("purpose: research\nonly: [mxnet]\n")
    done = recommender("recommend", path, "--as-of", "2026-11")
    assert done.code == 1
    assert "No framework is left" in done.out
    assert "MXNet: " in done.out


def test_probe_results_change_what_is_said(tmp_path: Path) -> None:
    """With results there is a section on what was measured here; without there is none."""
    results = stored(
        tmp_path / "run.jsonl",
        measured("numpy", "numpy", 0.002),
        measured("torch", "pytorch", 0.002),
    )
    arguments = ("recommend", EXAMPLE, "--as-of", "2026-11-24", "--full")
    without, with_results = recommender(*arguments), recommender(*arguments, "--probes", results)
    assert re.search(r"mlp +torch +default, cpu +2 ms", with_results.out)
    assert "default, cpu" not in without.out
    assert without.out != with_results.out


def test_measurements_of_later_are_shown_and_do_not_count(tmp_path: Path) -> None:
    """As of 2017 a measurement of 2026 is mentioned and moves no score."""
    results = stored(tmp_path / "run.jsonl", measured("theano", "theano", 0.002))
    arguments = ("recommend", EXAMPLE, "--as-of", "2017-01", "-f", "json")
    without = json.loads(recommender(*arguments).out)
    with_results = json.loads(recommender(*arguments, "--probes", results).out)
    assert with_results["ranking"] == without["ranking"]
    assert "shown, not counted" in with_results["explanation"]["measured"][0]["text"]


def test_frameworks_lists_all_and_shows_one() -> None:
    """All frameworks of a date are listed; one is shown with values, dates and sources."""
    everything = recommender("frameworks").out
    assert all(name in everything for name in ("theano", "pytorch", "jax", "pytensor"))
    assert "jax" not in recommender("frameworks", "--as-of", "2017-01").out
    one = recommender("frameworks", "theano", "--as-of", "2017-01").out
    assert "overview-2017" in one
    assert "2018" not in one


def test_a_frameworks_page_names_the_toolkits_that_it_never_ran_in_one_line() -> None:
    """Toolkits that a framework ran have a line with sources each; the others share one."""
    lines = recommender("frameworks", "lasagne").out.splitlines()
    toolkits = lines[lines.index("Toolkits") + 1 : lines.index("Claims")]
    assert any(line.startswith("  - nolearn: default") for line in toolkits)
    assert any(line.startswith("  - Foolbox: none") for line in toolkits)  # it did once
    shared = " ".join(toolkits[toolkits.index(next(x for x in toolkits if "Not these" in x)) :])
    assert "Detectron2" in shared
    assert not any("[detectron2-repository" in line for line in lines)


@pytest.mark.parametrize(
    "command",
    [
        ["timeline", EXAMPLE],
        ["recommend", EXAMPLE, "--format", "html"],
        ["frameworks", "pytorch"],
        ["probe", "machine"],
        ["kb", "lint", "--help"],
        ["--version"],
    ],
    ids=lambda command: " ".join(map(str, command)),
)
def test_a_reader_who_has_left_ends_it_quietly(command: list[object]) -> None:
    """Output into a pipe that nobody reads ends without a word, with what SIGPIPE would give."""
    nobody, pipe = os.pipe()
    os.close(nobody)
    done = _run(command, stdout=pipe)
    os.close(pipe)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_reader_of_the_beginning_gets_it() -> None:
    """`… | head -1` shows the first line, and neither program complains."""
    line = f"{sys.executable} -m recommender frameworks pytorch | head -1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"\n") == 1


@pytest.mark.parametrize("command", [["frameworks"], ["recommend", EXAMPLE, "--format", "html"]])
def test_a_full_disk_is_one_clear_line(command: list[object]) -> None:
    """Where there is no room for the output, however long, one line says so."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("wb") as full:
        done = _run(command, stdout=full)
    assert done.returncode == 2
    assert done.stderr == b"error: output: no room to write it on that disk; make some\n"


@pytest.mark.parametrize(
    ("arguments", "closed", "code", "said"),
    [
        (["recommend", "-"], "<&-", 2, "error: standard input: is empty"),
        (["frameworks"], ">&-", 0, ""),
        (["recommend", "missing.yaml"], "2>&-", 2, ""),
    ],
)
def test_a_stream_that_was_closed_is_an_empty_one(
    arguments: list[str], closed: str, code: int, said: str
) -> None:
    """A command that is started without a standard stream fails no other way than it would."""
    line = f"{sys.executable} -m recommender {' '.join(arguments)} {closed}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, timeout=60, check=False)
    assert done.returncode == code
    assert done.stderr.decode().startswith(said)
    assert b"Traceback" not in done.stderr


def _run(command: list[object], stdout: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the command line with its standard output led somewhere."""
    line = [sys.executable, "-m", "recommender", *map(str, command)]
    return subprocess.run(line, stdout=stdout, stderr=subprocess.PIPE, timeout=60, check=False)


@pytest.mark.parametrize(
    "command",
    [[], ["recommend"], ["report"], ["ask"], ["frameworks"]]
    + [["probe", *more] for more in ([], ["machine"], ["setup"], ["run"], ["results"], ["list"])],
    ids=" ".join,
)
def test_help_names_the_exit_codes(command: list[str]) -> None:
    """Every command has help, and it says what the exit codes mean."""
    done = recommender(*command, "--help")
    assert done.code == 0
    assert "Exit codes: 0 done;" in " ".join(done.out.split())


def test_the_machine_is_described() -> None:
    """`probe machine` tells processor, memory and GPUs."""
    done = recommender("probe", "machine")
    assert done.code == 0
    assert all(word in done.out for word in ("Processor", "Memory", "GPU", "Known by"))


def test_without_results_one_is_told_how_to_get_some() -> None:
    """`probe results` on a new machine names the command that makes some."""
    done = recommender("probe", "results")
    assert done.code == 0
    assert "recommender probe run" in done.out
    done = recommender("capabilities")
    assert done.code == 0
    assert "recommender probe run --capability all" in " ".join(done.out.split())


def test_answers_are_shown_beside_what_is_known(tmp_path: Path) -> None:
    """`capabilities` holds a stored answer against the fact, for all or for one framework."""
    refused = answered("mxnet", "mxnet", "higher_order_gradients", False, version="1.9.1")
    results = str(stored(tmp_path / "run.jsonl", refused))
    done = recommender("capabilities", "mxnet", "--probes", results)
    assert done.out.startswith("Contradicts what is known: 1\n  mxnet 1.9.1: gradients of grad")
    table = recommender("capabilities", "--markdown", "--probes", results)
    assert table.out.splitlines()[-1] == "| mxnet 1.9.1 | **no** |"
    assert recommender("capabilities", "mxnett").code == 2


@pytest.mark.parametrize(
    ("command", "counted"),
    [("claims", "1 confirmed"), ("capabilities", "Contradicts what is known: 1")],
)
def test_results_of_after_the_day_are_told_and_do_not_count(
    command: str, counted: str, tmp_path: Path
) -> None:
    """With a past date, what was measured since says nothing of claims and of facts."""
    results = stored(
        tmp_path / "run.jsonl",
        measured("theano", "theano", 0.001),
        measured("tensorflow", "tensorflow", 0.009),
        answered("tensorflow", "tensorflow", "higher_order_gradients", False, version="2.20.0"),
    )
    arguments = (command, "tensorflow", "--probes", results, "--as-of")
    then, since = recommender(*arguments, "2026-11-19"), recommender(*arguments, "2026-11-20")
    assert (then.code, since.code) == (0, 0)
    assert "made after 19 November 2026, from 20 November 2026 on: not counted." in then.out
    assert counted not in then.out
    assert counted in since.out
    assert "not counted" not in since.out


@pytest.mark.parametrize(
    "command",
    [
        ["recommend", EXAMPLE],
        ["report", EXAMPLE, "--folder", "."],
        ["ask", "--answers", EXAMPLE, "--no-input"],
        ["ask"],
        ["why", EXAMPLE],
        ["how", EXAMPLE],
        ["what-if", EXAMPLE, "hardware=cpu"],
        ["sure", EXAMPLE],
        ["what-would-change", EXAMPLE],
        ["timeline", EXAMPLE],
        ["frameworks"],
        ["map"],
    ],
    ids=lambda command: command[0],
)
def test_a_day_before_all_releases_is_told_with_the_first(command: list[object]) -> None:
    """Where nothing was out yet, no need is blamed, and the day of the first release is named."""
    done = recommender(*command, "--as-of", "1900")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "error: no framework known here was out by 31 December 1900 (the first release: Theano "
        "0.4.1, 12 August 2011); ask of a later date\n"
    )


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["what-if", "hardware=cpu"], "After:  no framework is left\n"),
        (["sure"], "No framework is left, so there is nothing to be sure of."),
        (["recommend"], "recommender why-not FILE theano"),
    ],
    ids=lambda part: part[0] if isinstance(part, list) else "",
)
def test_an_empty_table_is_an_answer_everywhere(command: list[str], said: str) -> None:
    """Where needs leave nothing, commands say so, and name one first that the needs exclude."""
    needs = b"purpose: research\nonly: [theano]\n"
    done = recommender(command[0], "-", *command[1:], "--as-of", "2026-11", given=needs)
    assert (done.code, done.err) == (0 if command[0] == "what-if" else 1, "")
    assert said in done.out


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["frameworks", "PyTorch Lightning"], "PyTorch Lightning\n"),
        (["claims", "KERAS"], "Keras: “"),
        (["kb", "coverage", "--framework", "PyTorch"], "\nPyTorch "),
    ],
    ids=lambda part: part[0] if isinstance(part, list) else "",
)
def test_a_framework_goes_by_name_everywhere(command: list[object], said: str) -> None:
    """An id or a name, in any case, names a framework."""
    done = recommender(*command)
    assert (done.code, done.err) == (0, "")
    assert said in done.out


def test_a_file_where_a_folder_is_wanted_is_told() -> None:
    """It is not said that there is none."""
    done = recommender("report", EXAMPLE, "--folder", EXAMPLE)
    assert (done.code, done.err) == (2, f"error: {EXAMPLE}: is a file, no folder; name a folder\n")
