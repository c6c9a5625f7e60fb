"""The command line. Nothing heavy is imported before a command is called, so that help comes at once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from simulator.import_cli import import_
from simulator.policy_cli import policy
from simulator.sign_off_options import signed_off
from simulator.staging import Detail, Wiring

if TYPE_CHECKING:
    from simulator.commands.asked import Asked

_PATHS = click.argument("paths", nargs=-1, metavar="[PATH]...")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


class _Commands(click.Group):
    """Ctrl-C has an exit code of its own: 1 would say that an expectation failed."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
            ctx.exit(130)


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="trustlab", prog_name="trustlab")
def main() -> None:
    """See what Okta Device Trust will do to a fleet of Jamf-managed Macs before it does it.

    Exit code: 0 all held, 1 something expected did not come, 2 the input is wrong.
    """


@main.command()
@_PATHS
@click.option(
    "--seed", "seeds", type=click.IntRange(min=0), multiple=True, help="Instead of the file's; repeatable."
)
@click.option(
    "--variant", "variants", multiple=True, help="base, counter_case or a variant's name; repeatable."
)
@click.option(
    "--detail",
    type=click.Choice(["changes", "every"]),
    default="changes",
    help="Play what may change something, or every check-in and sign-in: the same comes of both, in more time.",
)
@click.option(
    "--wiring",
    type=click.Choice(["direct", "http", "tls"]),
    default="direct",
    help="Hand messages over, or send each as an HTTP request: the same comes of both, in more time.",
)
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; one a core where there are many runs."
)
@click.option(
    "--causes/--no-causes",
    default=None,
    help="Why sign-ins went wrong; of a single story also without asking.",
)
@click.option(
    "--worst-case",
    is_flag=True,
    help="Play stories under every alternative of the named assumptions as well, for the report.",
)
@click.option("--save", metavar="DIR", help="Keep each run in a folder of its own below DIR.")
@click.option("--report", metavar="FILE", help="Write the HTML report of these runs.")
@signed_off
@click.option("--junit", metavar="FILE", help="Write the verdicts as JUnit's XML.")
@_JSON
def run(
    paths: tuple[str, ...],
    seeds: tuple[int, ...],
    variants: tuple[str, ...],
    detail: Detail,
    wiring: Wiring,
    jobs: int | None,
    causes: bool | None,  # noqa: FBT001
    worst_case: bool,  # noqa: FBT001
    save: str | None,
    report: str | None,
    asked: Asked,
    junit: str | None,
    as_json: bool,  # noqa: FBT001  # a flag of the command line
) -> None:
    """Play stories: files, folders, or the built-in ones, each with its counter-case and for each seed."""
    from simulator.commands.run import Wanted
    from simulator.commands.run import run as play

    wanted = Wanted(
        paths, seeds, variants, jobs, save, report, junit, as_json, detail, wiring, causes, worst_case, asked
    )
    sys.exit(play(wanted))


@main.command(name="list")
@_PATHS
@click.option("--facts", is_flag=True, help="The facts about the real system, and which stories show them.")
@click.option(
    "--runs", metavar="DIR", help="With --facts: what came of the stories, from the runs saved there."
)
@click.option("--play", is_flag=True, help="With --facts: what comes of the stories, by playing them now.")
@click.option("--assumptions", is_flag=True, help="What is assumed where nobody knows, and what else may be.")
@_JSON
def list_(  # one option each
    paths: tuple[str, ...],
    facts: bool,  # noqa: FBT001
    runs: str | None,
    play: bool,  # noqa: FBT001
    assumptions: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
) -> None:
    """List stories and what they show."""
    from simulator.commands import listing
    from simulator.commands.answers import wrong

    if (runs is not None or play) and not facts:
        wrong("--runs and --play say what came of the facts' stories: give them with --facts")
    if facts:
        listing.list_facts(paths, runs=runs, play=play, as_json=as_json)
    elif assumptions:
        listing.list_assumptions(as_json=as_json)
    else:
        listing.list_stories(paths, as_json=as_json)


@main.command()
@click.argument("runs", nargs=-1, required=True, metavar="RUN...")
@click.option("-o", "--output", "out", required=True, metavar="FILE", help="The HTML file.")
@click.option("--denials", metavar="FILE", help="Write every denial that was played as CSV, too.")
@click.option("--mac", "macs", multiple=True, metavar="NAME", help="Show this Mac's flight recorder, too.")
@signed_off
def report(
    runs: tuple[str, ...],
    out: str,
    denials: str | None,
    macs: tuple[str, ...],
    asked: Asked,
) -> None:
    """Write the HTML report of saved runs.

    Exit code: 1 where a limit of --gate does not hold.
    """
    from simulator.commands.reading import report as write

    sys.exit(write(runs, out, denials, macs, asked))


@main.command()
@click.argument("runs", nargs=-1, required=True, metavar="RUN...")
@click.option("--to", required=True, metavar="DIR", help="The folder that they are written to.")
@click.option(
    "--logs/--no-logs",
    default=True,
    show_default=True,
    help="Whether the logs are wanted: they are played anew.",
)
@click.option(
    "--detail",
    type=click.Choice(["changes", "every"]),
    help="What the logs have: what changed something, or every sign-in too; as the run has it where left out.",
)
def export(runs: tuple[str, ...], to: str, logs: bool, detail: Detail | None) -> None:  # noqa: FBT001
    """Write what saved runs found for other tools: findings, denials, and the logs of Okta, Jamf Pro and the Macs."""
    from simulator.commands.exporting import export as write

    write(runs, to, detail, logs=logs)


@main.command()
@click.argument("run", metavar="RUN")
@click.option("--mac", required=True, help="The Mac's name.")
@click.option("--at", metavar="TIME", help="Up to then: 'day 366 09:00' or '2026-01-07 09:00'.")
def explain(run: str, mac: str, at: str | None) -> None:
    """Show a Mac's flight recorder: what happened on it in a saved run, and why."""
    from simulator.commands.reading import explain_mac

    explain_mac(run, mac, at)


@main.command()
@click.argument("run", metavar="RUN")
@click.option(
    "--mac", help="The Mac's name; those on which the task never ran well are listed where left out."
)
@click.option("--at", required=True, metavar="TIME", help="When: 'day 366 09:00' or '2026-01-07 09:00'.")
@click.option("--person", help="Whose sign-in; the latest that went wrong where left out.")
@click.option("--app", help="To which app.")
@click.option("--client", help="With which browser or native app.")
@click.option(
    "--stuck",
    "listed",
    flag_value="stuck",
    help="List the Macs in a dead end, each with the shortest way out.",
)
@click.option(
    "--slots",
    "listed",
    flag_value="slots",
    help="List how near each Mac is to the limit of five unused certificates.",
)
@_JSON
def diagnose(
    run: str,
    mac: str | None,
    at: str,
    person: str | None,
    app: str | None,
    client: str | None,
    listed: str | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Say which check fails first for a Mac at a moment of a saved run, where it is seen, and the remedy."""
    from simulator.commands.answers import wrong
    from simulator.commands.diagnosing import diagnose_mac, list_never_enrolled, list_slots, list_stuck
    from simulator.diagnosis import Who

    if listed is not None:
        if (mac, person, app, client) != (None, None, None, None):
            wrong(f"--{listed} lists all Macs: leave --mac, --person, --app and --client out")
        (list_stuck if listed == "stuck" else list_slots)(run, at, as_json=as_json)
        return
    if mac is None:
        if (person, app, client) != (None, None, None):
            wrong("--person, --app and --client narrow a Mac's sign-ins: give them with --mac")
        list_never_enrolled(run, at, as_json=as_json)
        return
    diagnose_mac(run, mac, at, Who(person, app, client), as_json=as_json)


@main.command()
@click.option("-o", "--output", "out", metavar="FILE", help="Write it there instead of printing it.")
@click.option("--rules", "of", flag_value="rules", help="Of files of sign-on rules instead.")
@click.option("--findings", "of", flag_value="findings", help="Of the findings that export writes instead.")
def schema(out: str | None, of: str | None) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from simulator.commands.answers import write_text
    from simulator.commands.schemas import schema_of

    text = schema_of(of)
    if out is None:
        click.echo(text, nl=False)
    else:
        write_text(out, text)


@main.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes; one a core where there are many orders.",
)
@_JSON
def orders(file: str, jobs: int | None, as_json: bool) -> None:  # noqa: FBT001
    """Play every order of an admin's steps: which lock people out, which let devices in, the shortest safe one.

    Exit code: 1 where none is safe, or what FILE expects did not come.
    """
    from simulator.commands.orders import run as play

    sys.exit(play(file, jobs, as_json=as_json))


@main.command()
@click.option("--seeds", type=click.IntRange(min=1), default=100, show_default=True, help="How many estates.")
@click.option(
    "--from", "first", type=click.IntRange(min=0), default=0, show_default=True, help="The first seed."
)
@click.option(
    "--jobs", type=click.IntRange(min=1), default=1, show_default=True, metavar="N", help="Processes."
)
@click.option(
    "-o",
    "--output",
    "out",
    default="swarm-failure.yaml",
    show_default=True,
    metavar="FILE",
    help="Where the smallest failing estate goes.",
)
def swarm(seeds: int, first: int, jobs: int, out: str) -> None:
    """Draw whole estates, habits, rules and faults from seeds, play them, and check all that must hold."""
    from simulator.commands.swarm import run as play

    sys.exit(play(seeds, first, jobs, out))


@main.command()
@click.argument("scenario", required=False, metavar="[SCENARIO]")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option(
    "--speed",
    type=click.FloatRange(min=0),
    default=3600.0,
    show_default=True,
    help="Simulated seconds a second; 0 lets time stand still.",
)
@click.option(
    "--bind",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Where to listen. Other machines can only come in where you say so here.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_532),
    default=0,
    metavar="N",
    help="Org, mutual TLS host, Jamf Pro and control listen on N to N + 3; any free ports where left out.",
)
@click.option(
    "--ca",
    "ca_file",
    default="trustlab-ca.pem",
    show_default=True,
    metavar="FILE",
    help="Where the certificate goes that clients are to trust.",
)
@click.option(
    "--client-clock",
    type=click.Choice(["machine", "estate"]),
    default="machine",
    show_default=True,
    help="By which clock the tokens and sessions of clients end: at 3600, half an hour of the estate is half a second.",
)
def serve(
    scenario: str | None, seed: int, speed: float, bind: str, port: int, ca_file: str, client_clock: Any
) -> None:
    """Serve org, mutual TLS host and Jamf Pro on this machine, with the estate living on in fast time."""
    from simulator.commands.serve import run as serve_it

    sys.exit(serve_it(scenario, seed, speed, bind, port, ca_file, client_clock))


main.add_command(policy)


@main.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--now", is_flag=True, help="Of an estate: who is denied if the deny rule is switched on today, and why."
)
@click.option(
    "--at", metavar="TIME", help="With --now: the moment that counts as today, '2026-01-07 09:00' or 'day 3'."
)
@click.option(
    "--assumptions", is_flag=True, help="Play what else may be true as well, and say what depends on it."
)
@click.option("--report", metavar="FILE", help="Write the answer as one HTML file.")
@click.option("--inputs", is_flag=True, help="Say what each uncertain input does, alone and in pairs.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; one a core where left out.")
@click.option("--cluster", metavar="ADDRESS", help="A Dask scheduler whose workers play instead, tcp://...")
@click.option(
    "--resume", "folder", metavar="DIR", help="Keep what is played in DIR, and go on from what is there."
)
@_JSON
def whatif(
    file: str,
    now: bool,  # noqa: FBT001
    at: str | None,
    assumptions: bool,  # noqa: FBT001
    report: str | None,
    inputs: bool,  # noqa: FBT001
    jobs: int | None,
    cluster: str | None,
    folder: str | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Answer a question about an estate before the change is made: FILE is an experiment, or an estate with --now.

    Exit code: 1 where no plan keeps its limits or too little is known; with --now where somebody is denied or it is not
    known.
    """
    from simulator.commands.whatif import Asked
    from simulator.commands.whatif import run as answer

    sys.exit(answer(Asked(file, now, at, as_json, assumptions, inputs, jobs, cluster, folder, report)))


main.add_command(import_)


if __name__ == "__main__":
    main()
