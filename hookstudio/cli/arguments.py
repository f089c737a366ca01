"""The arguments of the command line, and its help."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from hookstudio import __version__
from hookstudio.cli.help_texts import COMMAND_HELP, TOP_HELP
from hookstudio.cli.output import Output
from hookstudio.model.errors import StudioError


class UsageError(StudioError):
    """Wrong usage: an argument is missing, unknown or malformed."""


class _Shown(Exception):
    """Help or the version was asked for."""

    def __init__(self, text: str, document: dict[str, str]) -> None:
        self.text, self.document = text, document


class _Parser(argparse.ArgumentParser):
    """Says what is wrong as an error of ours."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].upper()}{message[1:].rstrip('.')}.", hint=f"“{self.prog} --help” tells how it is used.")

    def options(self) -> Sequence[argparse.Action]:
        """What may be given beside plain words."""
        return [action for action in self._actions if action.option_strings]


class _Help(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_words: object) -> NoReturn:
        raise _Shown(parser.format_help(), {"help": parser.format_help()})


class _Version(argparse.Action):
    def __call__(self, *_words: object) -> NoReturn:
        raise _Shown(f"hookstudio {__version__}", {"version": __version__})


def parse(words: Sequence[str], output: Output) -> argparse.Namespace | None:
    """The options, None if help or the version was asked for and shown. Raises UsageError."""
    parser, subcommands = _parsers()
    known = [word for word in words if not word.startswith("-")][:1]
    if known and known[0] not in subcommands:
        raise _unknown(known[0])
    try:
        options = parser.parse_args(_in_order(words, subcommands))
    except _Shown as shown:
        output.result(shown.text.rstrip("\n"))
        output.document(shown.document)
        return None
    if options.command is None:
        raise UsageError("There is no command.", hint="“hookstudio --help” lists the commands.")
    return options


def _unknown(word: str) -> UsageError:
    from pathlib import Path

    from hookstudio.cli.words import is_file, is_folder

    if not word:
        return UsageError("An empty name is neither a command nor a workspace.", hint="“hookstudio --help” lists the commands.")
    if is_file(Path(word)):
        return UsageError(f"“{word}” is a file, not a workspace.", hint=f"“hookstudio run {word}” runs it.")
    if is_folder(Path(word)):
        return UsageError("The window is opened on one workspace, without further arguments.", hint=f"“hookstudio {word}” opens it.")
    return UsageError(f"“{word}” is neither a command nor a workspace.", hint="“hookstudio --help” lists the commands.")


def _in_order(words: Sequence[str], subcommands: Mapping[str, _Parser]) -> list[str]:
    """The words with those that are no options together, as the parser wants them; after “--” nobody knows which are."""
    first = next((number for number, word in enumerate(words) if not word.startswith("-")), len(words))
    if first == len(words) or "--" in words:
        return list(words)
    known = {option: action for action in subcommands[words[first]].options() for option in action.option_strings}
    plain, optional = list[str](), list[str]()
    rest = list(words[first + 1 :])
    while rest:
        word = rest.pop(0)
        if not word.startswith("-") or word == "-" or word[1:].isdecimal():
            plain.append(word)
            continue
        optional.append(word)
        action = known.get(word)
        if action is not None and action.nargs is None and rest:
            optional.append(rest.pop(0))
        while action is not None and action.nargs == "+" and rest and not rest[0].startswith("-"):
            optional.append(rest.pop(0))
    return [*words[: first + 1], *plain, *optional]


def _parsers() -> tuple[_Parser, Mapping[str, _Parser]]:
    parser = _Parser(
        prog="hookstudio",
        usage=TOP_HELP.usage,
        description=TOP_HELP.description,
        epilog=TOP_HELP.epilog,
        formatter_class=_Format,
        allow_abbrev=False,
        add_help=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and leave")
    _add_help(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands", prog="hookstudio", parser_class=_Parser)
    made: dict[str, _Parser] = {}
    for name, words in COMMAND_HELP.items():
        sub = made[name] = commands.add_parser(
            name,
            usage=words.usage,
            help=words.summary,
            description=words.description,
            epilog=words.epilog,
            formatter_class=_Format,
            allow_abbrev=False,
            add_help=False,
        )
        _ARGUMENTS[name](sub)
        sub.add_argument("--json", action="store_true", help="print one JSON document on standard output and nothing else there")
        _add_help(sub)
    return parser, made


def _add_help(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action=_Help, nargs=0, help="show this page and leave")


class _Format(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=100)


def _named(word: str) -> str:
    """A folder's name; an empty one, often a variable that is not set, would mean the folder one is in."""
    if not word:
        raise argparse.ArgumentTypeError("its name is empty")
    return word


def _init(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("folder", metavar="DIR", type=_named, help="the folder to make it in; made if need be")
    sub.add_argument("--sample", action="store_true", help="with sample hooks")


def _new(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("workspace", metavar="WORKSPACE", type=_named, help="the workspace's folder")
    sub.add_argument("name", metavar="NAME", help="the hook's name; its folder is made from it")
    sub.add_argument("--type", metavar="T", required=True, help="the hook's type, such as pre-login")
    sub.add_argument("--dialect", metavar="D", help="classic or esm; without it, what the code is written in, else classic")
    sub.add_argument("--from", dest="source", metavar="FILE", help="take the code from this file")
    sub.add_argument("--description", metavar="TEXT", default="", help="what the hook is for")


def _run(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("target", metavar="TARGET", help="a .js or .mjs file, or WORKSPACE:TYPE/NAME")
    sub.add_argument("--type", metavar="T", help="the hook type whose context is made (default: pre-login, or the hook's own)")
    _add_run_options(sub, "end the run after so many seconds (default: 10)", "the Node to run it on")
    _add_network(sub, "whether the hook may use the network (default: on for a file, for a workspace as it is switched there)")


def _chain(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("workspace", metavar="WORKSPACE", type=_named, help="the workspace's folder")
    sub.add_argument("type", metavar="TYPE", help="the hook type whose enabled hooks run")
    _add_run_options(sub, "end a hook, and the chain, after so many seconds (default: 10 for each)", "the Node to run all of them on")
    _add_network(sub, "whether the hooks may use the network (default: as it is switched in the workspace)")


def _add_network(sub: argparse.ArgumentParser, words: str) -> None:
    sub.add_argument("--network", metavar="on|off", choices=("on", "off"), help=words)


def _add_run_options(sub: argparse.ArgumentParser, timeout: str, node: str) -> None:
    given = sub.add_mutually_exclusive_group()
    given.add_argument("--context", metavar="FILE", help="run on the JSON in this file; - reads standard input")
    given.add_argument("--seed", metavar="N", help="run on the test context of this seed (default: a random one, which is told)")
    sub.add_argument("--timeout", metavar="S", help=timeout)
    sub.add_argument("--node", metavar="V", help=f"{node}: a major such as 20, or a full version")


def _context(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--type", metavar="T", required=True, help="the hook type")
    sub.add_argument("--dialect", metavar="D", default="classic", help="classic or esm (default: classic)")
    sub.add_argument("--seed", metavar="N", help="the seed (default: a random one, told on standard error)")


def _list(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("workspace", metavar="WORKSPACE", type=_named, help="the workspace's folder")


def _move(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("workspace", metavar="WORKSPACE", type=_named, help="the workspace's folder")
    sub.add_argument("hook", metavar="TYPE/NAME", help="the hook: its type and its folder, or its unique name")
    sub.add_argument("--to", metavar="POSITION", required=True, help="its final position in its type, from 1")


def _export(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("workspace", metavar="WORKSPACE", type=_named, help="the workspace's folder")
    sub.add_argument("file", metavar="FILE", type=_named, help="the bundle to write; with --plain a folder, which is new or empty")
    words = "only this hook, or all of a TYPE; may be given several times (default: every hook)"
    sub.add_argument("--hook", metavar="TYPE/NAME", nargs="+", action="extend", help=words)
    sub.add_argument("--plain", action="store_true", help="write the code as plain files into a folder instead")


def _import(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("file", metavar="FILE", type=_named, help="a bundle, a code file, a folder of them, or an auth0-deploy-cli export")
    sub.add_argument("workspace", metavar="WORKSPACE", type=_named, help="the workspace's folder")
    choices = ("ask", "skip", "rename", "replace")
    words = "what to do with hooks that differ from those here, or have their place (default: ask)"
    sub.add_argument("--on-conflict", metavar="WHAT", choices=choices, default="ask", help=words)
    sub.add_argument("--dry-run", action="store_true", help="show what would be done, and write nothing")
    sub.add_argument("--type", metavar="T", help="the hook type of plain files")


def _modules(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("action", metavar="ACTION", help="search, list, add, remove, update or restore")
    sub.add_argument("words", metavar="WORD", nargs="*", help="TEXT to search for; or WORKSPACE, TYPE/NAME and modules")
    sub.add_argument("--registry", metavar="URL", type=_named, help="ask this npm registry (default: the workspace's, else npm's)")
    sub.add_argument("--offline", action="store_true", help="ask no registry: take what was downloaded before")


def _node(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("action", metavar="ACTION", help="list, install or remove")
    sub.add_argument("major", metavar="MAJOR", nargs="?", help="which Node, such as 14")


def _tenant(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("action", metavar="ACTION", help="add, list, test or remove")
    sub.add_argument("workspace", metavar="WORKSPACE", type=_named, help="the workspace's folder")
    sub.add_argument("name", metavar="NAME", nargs="?", help="the tenant; without it, test takes the only one")
    sub.add_argument("--url", metavar="URL", help="where it is, such as https://TENANT.plusauth.com")
    sub.add_argument("--client-id", metavar="ID", help="the client that asks; without one, an access token does")
    sub.add_argument("--plan", metavar="PLAN", help="free, basic, pro or enterprise: how often it may be asked (default: free)")
    sub.add_argument("--api", metavar="API", help="v1, or first for tenants with packages on hooks (default: v1)")
    sub.add_argument("--tenant-header", metavar="NAME", help="the tenant's name, where one host serves several")
    sub.add_argument("--scope", metavar="TEXT", help="permissions to ask for, separated by spaces (default: all that the client has)")


def _sync(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("action", metavar="ACTION", help="status, pull, push, resume or restore")
    sub.add_argument("workspace", metavar="WORKSPACE", type=_named, help="the workspace's folder")
    sub.add_argument("--tenant", metavar="NAME", help="which tenant (default: the only one)")
    sub.add_argument("--dry-run", action="store_true", help="show what would be done, and make no request that writes")
    sub.add_argument("--prefer", metavar="SIDE", choices=("local", "remote"), help="whose state wins where both changed the same")
    sub.add_argument("--settle", metavar="TYPE/SLUG:FIELD=SIDE", action="append", help="decide one conflict: local, remote or merge")
    sub.add_argument("--merge", action="store_true", help="pull: bring code together that both changed in different lines")
    sub.add_argument("--diff", action="store_true", help="status: show what differs")
    sub.add_argument("--no-compare", action="store_true", help="push: do not run the codes here and there to see what changes for users")
    sub.add_argument("--yes", action="store_true", help="do not ask whether to do it; deletes nothing on the tenant")
    sub.add_argument("--confirm-delete", metavar="N", help="delete on the tenant, too, N being how many hooks; pull: most of those here")
    sub.add_argument("--list", action="store_true", help="restore: show the pushes that can be taken back")
    sub.add_argument("--before", metavar="NUMBER", help="restore: take back that push and all after it (default: the last one)")
    sub.add_argument("--here", action="store_true", help="restore: take back the last pull, here")


def _doctor(_sub: argparse.ArgumentParser) -> None:
    pass


_ARGUMENTS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "init": _init,
    "new": _new,
    "run": _run,
    "chain": _chain,
    "context": _context,
    "list": _list,
    "move": _move,
    "export": _export,
    "import": _import,
    "modules": _modules,
    "node": _node,
    "tenant": _tenant,
    "sync": _sync,
    "doctor": _doctor,
}
