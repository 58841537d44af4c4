"""Let the tests here import `make_cohorts`, which is a script beside them and no package."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
