"""The command line: parses arguments, calls a stage, prints what it gives. No logic of its own."""

from __future__ import annotations

import os
import sys

import typer

from ciatlas import __version__
from ciatlas.cli import build, check, diff, inbox, insights, links, push, query, release, serve
from ciatlas.cli.console import errors, tell
from ciatlas.fault import AtlasError

app = typer.Typer(
    name="ciatlas",
    help="Publishes a mapping of organisations as linked data.",
    epilog="Example: ciatlas build",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("build", epilog=build.EXAMPLE)(build.command)
app.command("check", epilog=check.EXAMPLE)(check.command)
app.command("diff", epilog=diff.EXAMPLE)(diff.command)
app.add_typer(inbox.app, name="inbox")
app.command("insights", epilog=insights.EXAMPLE)(insights.command)
app.add_typer(links.app, name="links")
app.command("push", epilog=push.EXAMPLE)(push.command)
app.command("query", epilog=query.EXAMPLE)(query.command)
app.command("release", epilog=release.EXAMPLE)(release.command)
app.command("serve", epilog=serve.EXAMPLE)(serve.command)


def _version(show: bool) -> None:
    if show:
        typer.echo(f"ciatlas {__version__}")
        raise typer.Exit()


@app.callback()
def options(version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version and end.")) -> None:
    pass


def main() -> None:
    """The entry point of ``ciatlas``: every failure ends in one message on standard error and an exit status of 1 (130 when stopped)."""
    try:
        app()
    except AtlasError as error:
        tell(error)
        sys.exit(1)
    except KeyboardInterrupt:
        errors.print("ciatlas: stopped; nothing was changed")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has gone (`ciatlas query … | head`); Python would complain once more while it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        tell(error)
        sys.exit(1)
    except Exception as error:  # noqa: BLE001: the last stop before a traceback, which is for us and not for a user
        if os.environ.get("CIATLAS_DEBUG"):
            raise
        kind = type(error).__name__
        errors.print(f"ciatlas: a fault in the program itself ({kind}: {error}); CIATLAS_DEBUG=1 shows where", markup=False, highlight=False)
        sys.exit(70)
