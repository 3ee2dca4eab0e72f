"""Run the command line as ``python -m skillsignal_cli``."""

from skillsignal_cli.main import main

main(prog_name="skillsignal")
