"""What building a wheel adds: the knowledge base compiled, so that the first run parses no YAML."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PrecompiledKnowledge(BuildHookInterface[Any]):
    """Ships ``knowledge_base/compiled.knowledge`` in wheels; an editable install has its cache."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the knowledge base and add it to the wheel."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from recommender.loading.cache import SHIPPED
        from recommender.loading.loader import precompiled

        self._folder = tempfile.TemporaryDirectory()
        compiled = Path(self._folder.name) / SHIPPED
        compiled.write_bytes(precompiled(str(Path(self.root) / "knowledge_base")))
        build_data["force_include"][str(compiled)] = f"knowledge_base/{SHIPPED}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was compiled; it is in the wheel now."""
        del build_data, artifact_path
        if version != "editable":
            self._folder.cleanup()
