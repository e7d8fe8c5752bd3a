import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*command: str | Path, cwd: Path, **variables: str) -> str:
    """Run a command away from the checkout; return what it printed."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**environment, **variables},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.real
def test_everything_works_installed_outside_the_checkout(tmp_path: Path) -> None:
    """The wheel, alone in a fresh environment, holds all that a recommendation and a probe need."""
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", tmp_path, ROOT, cwd=tmp_path)
    (wheel,) = tmp_path.glob("framework_recommender-*.whl")
    run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    bin_folder = tmp_path / "venv" / "bin"
    run(bin_folder / "python", "-m", "pip", "install", "--quiet", wheel, cwd=tmp_path)
    needs = tmp_path / "needs.yaml"
    needs.write_text("purpose: research\nmodels: [recurrent]\n")
    home = str(tmp_path / "home")
    code = (
        "import sys; from recommender import recommend; recommend({}); print('yaml' in sys.modules)"
    )
    parsed = run(bin_folder / "python", "-c", code, cwd=tmp_path, FRAMEWORK_RECOMMENDER_HOME=home)
    assert parsed.strip() == "False", "the first run parses YAML though the wheel ships it compiled"
    where = run(
        bin_folder / "python",
        "-c",
        "import knowledge_base; print(knowledge_base.__file__)",
        cwd=tmp_path,
    )
    assert str(tmp_path) in where
    said = run(
        bin_folder / "recommender",
        "recommend",
        needs,
        "--as-of",
        "2017-01",
        cwd=tmp_path,
        FRAMEWORK_RECOMMENDER_HOME=home,
    )
    assert "Theano" in said
    run(
        bin_folder / "recommender",
        "report",
        needs,
        "--folder",
        tmp_path,
        cwd=tmp_path,
        FRAMEWORK_RECOMMENDER_HOME=home,
    )
    assert (tmp_path / "decision.html").read_text().startswith("<!DOCTYPE html>")
    run(
        bin_folder / "recommender",
        "probe",
        "setup",
        "numpy",
        cwd=tmp_path,
        FRAMEWORK_RECOMMENDER_HOME=home,
    )
    run(
        bin_folder / "recommender",
        "probe",
        "run",
        "numpy",
        "--workload",
        "mlp",
        cwd=tmp_path,
        FRAMEWORK_RECOMMENDER_HOME=home,
    )
