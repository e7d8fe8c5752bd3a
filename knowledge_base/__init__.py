"""What is known: YAML with dated, cited facts, criteria, rules and questions; data, no logic.

``FOLDER`` is where the files lie, in a checkout as in an installed package.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
