"""The command line: `joinedup`. A user's mistake is one sentence and exit code 2; Ctrl-C is 130."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import typer

app = typer.Typer(
    name="joinedup",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)

MISTAKE, INTERRUPTED = 2, 130


def version(wanted: bool) -> None:
    """Print the version and leave."""
    if wanted:
        from importlib.metadata import version as of

        typer.echo(f"joinedup {of('joinedup')}")
        raise typer.Exit


@app.callback()
def joinedup(
    _version: bool = typer.Option(
        False, "--version", callback=version, is_eager=True, help="print the version and leave"
    ),
) -> None:
    """Simulate a place: what accountable care does to duplication, hospital use, patients and money."""


_GROUPS = (
    "compare",
    "decompose",
    "evaluate",
    "evidence",
    "forms",
    "contract",
    "england",
    "sweep",
    "uncertainty",
    "calibration",
    "look",
    "log",
    "report",
    "check",
    "claims",
    "synthea",
    "dashboard",
)
for _group in _GROUPS:
    import_module(f"joinedup.experiments.commands.{_group}")


def main() -> None:
    """Run a command; leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run a command and say how it went: 0, 2 for the user's mistakes, 130 for Ctrl-C."""
    try:
        done = app(args=arguments, prog_name="joinedup", standalone_mode=False)
        sys.stdout.flush()
        return done if isinstance(done, int) else 0
    except typer.Abort:
        return _say("stopped", INTERRUPTED)
    except KeyboardInterrupt:
        return _say("stopped", INTERRUPTED)
    except BrokenPipeError:
        # the reader of a pipe has gone; nothing more can be said on it, not even by Python at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except ValueError as error:
        return _say(str(error), MISTAKE)
    except OSError as error:
        what = f"{error.filename}: " if error.filename else ""
        return _say(f"{what}{(error.strerror or str(error)).lower()}", MISTAKE)
    except Exception as error:
        if hasattr(error, "format_message"):  # typer's own: an unknown option, a word where a number belongs
            sentence = " ".join(error.format_message().split())
            context = getattr(error, "ctx", None)
            hint = f" (see: {context.command_path} --help)" if context else ""
            return _say(sentence + hint, MISTAKE) if sentence else MISTAKE  # no command: help has been shown
        raise


def _say(sentence: str, code: int) -> int:
    print(f"joinedup: {sentence}", file=sys.stderr)
    return code
