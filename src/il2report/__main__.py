"""Run the command line as ``python -m il2report``."""

from il2report.cli.main import main

if __name__ == "__main__":
    main()
