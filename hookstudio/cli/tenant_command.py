"""`hookstudio tenant`: the PlusAuth tenants of a workspace, added, listed, tested and removed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final, get_args

from hookstudio.cli.arguments import UsageError
from hookstudio.cli.output import Output, one_line, visible
from hookstudio.cli.tenant_access import ask, credentials_for
from hookstudio.model.credentials import Credentials
from hookstudio.model.tenant import Generation, Plan, TenantSettings
from hookstudio.model.tenant_address import tenant_address
from hookstudio.storage.folders import app_folders
from hookstudio.storage.secrets import KeychainFailed, SecretMissing
from hookstudio.storage.tenant_files import TenantFiles
from hookstudio.studio.session import Session
from hookstudio.studio.tenants import Tenants

ACTIONS: Final = ("add", "list", "test", "remove")
_FAILED = 3
_ADDING: Final = ("url", "client_id", "plan", "api", "tenant_header", "scope")


def tenant_command(options: argparse.Namespace, output: Output) -> int:
    """Do what the action says; 3 where a test of the connection fails. Raises StudioError."""
    action = options.action
    if action not in ACTIONS:
        raise UsageError(f"“{action}” is not something to do with tenants.", hint="It is add, list, test or remove.")
    given = [name for name in _ADDING if getattr(options, name) is not None]
    if action != "add" and given:
        raise UsageError(f"“tenant {action}” takes no --{given[0].replace('_', '-')}.")
    if action in ("add", "remove") and options.name is None:
        raise UsageError(f"NAME is missing: which tenant to {action}?")
    if action == "list" and options.name is not None:
        raise UsageError("“tenant list” lists every tenant and takes no NAME.")
    session = Session.open(Path(options.workspace), app_folders())
    tenants = Tenants(session.root)
    match action:
        case "add":
            return _add(tenants, options, output)
        case "list":
            return _list(tenants, output)
        case "test":
            return _test(tenants, options.name, output, trusted=session.trusted)
    return _remove(tenants, options.name, output)


def tenant_document(settings: TenantSettings) -> dict[str, Any]:
    """A tenant as documents show it."""
    return {"name": settings.name, "url": settings.url, "client_id": settings.client_id, "plan": settings.plan, "api": settings.api}


def _add(tenants: Tenants, options: argparse.Namespace, output: Output) -> int:
    settings = _settings(options, tenants.files)
    origin = tenant_address(settings.url).origin
    credentials = tenants.secrets.from_environment(origin)
    if credentials is None and output.can_ask():
        credentials = ask(settings, output)
    if credentials is None:
        raise SecretMissing("There is no secret for the tenant, and nobody to ask. Nothing was written.", hint=tenants.secrets.hint(origin))
    new = tenants.add(settings)
    kept, why = _kept(tenants, settings, credentials)
    output.document({"tenant": tenant_document(settings), "new": new, "secret": "keychain" if kept else "not kept"})
    output.result(one_line(f"{'Added' if new else 'Changed'} the tenant {settings.name}: {tenant_address(settings.url).base}"))
    output.message(visible(why))
    output.message(f"“hookstudio tenant test” tries it: hookstudio tenant test {visible(options.workspace)} {settings.name}")
    return 0


def _settings(options: argparse.Namespace, files: TenantFiles) -> TenantSettings:
    """What the options say; of a tenant that is there already, what they don't mention stays."""
    if not options.url:
        raise UsageError("--url is missing: where is the tenant?", hint="It looks like https://TENANT.plusauth.com.")
    old = files.read(options.name, codes=False).settings if options.name in files.names() else TenantSettings(options.name, "", "")
    return TenantSettings(
        name=options.name,
        url=tenant_address(options.url).base.removesuffix("/api/v1"),
        client_id=old.client_id if options.client_id is None else options.client_id,
        plan=_one_of(options.plan or old.plan, get_args(Plan), "a plan"),
        api=_one_of(options.api or old.api, get_args(Generation), "a generation of the API"),
        tenant_header=old.tenant_header if options.tenant_header is None else options.tenant_header,
        scope=old.scope if options.scope is None else options.scope,
    )


def _one_of(word: str, words: tuple[str, ...], what: str) -> Any:
    if word not in words:
        raise UsageError(f"“{word}” is not {what}.", hint=f"It is one of: {', '.join(words)}.")
    return word


def _kept(tenants: Tenants, settings: TenantSettings, credentials: Credentials) -> tuple[bool, str]:
    """Whether the secret is in the keychain now, and a sentence about it."""
    if credentials.source == "environment":
        return False, "The secret of the environment is not stored."
    try:
        tenants.keep(settings, credentials)
    except KeychainFailed as error:
        return False, f"{error.message} It will be asked for each time."
    return True, "The secret is in the system's keychain."


def _list(tenants: Tenants, output: Output) -> int:
    known, unreadable = tenants.all()
    problems = [{"file": problem.file, "message": problem.message} for problem in unreadable]
    output.document({"tenants": [tenant_document(tenant) for tenant in known], "problems": problems})
    width = max((len(tenant.name) for tenant in known), default=0)
    for tenant in known:
        output.result(one_line(f"{tenant.name:<{width}}  {tenant.url}  {tenant.client_id or '(a token)'}, {tenant.plan}"))
    for problem in unreadable:
        output.message(one_line(problem.message))
    if not known and not unreadable:
        output.message("This workspace has no tenant. “hookstudio tenant add WORKSPACE NAME --url URL” adds one.")
    return 0


def _test(tenants: Tenants, name: str | None, output: Output, *, trusted: bool) -> int:
    settings = tenants.find(name)
    with tenants.client(settings, credentials_for(tenants, settings, output, trusted=trusted)) as client:
        report = client.test()
    output.document(
        {
            "tenant": settings.name,
            "ok": report.ok,
            "kind": report.kind or None,
            "message": report.message,
            "hint": report.hint,
            "details": report.details,
            "hooks": report.hooks,
            "granted": list(report.granted),
            "notes": list(report.notes),
        }
    )
    output.result(one_line(report.message))
    for line in (report.hint, *report.notes, *report.details.splitlines()):
        if line:
            output.message(one_line(f"  {line}"))
    return 0 if report.ok else _FAILED


def _remove(tenants: Tenants, name: str, output: Output) -> int:
    forgotten = tenants.remove(name)
    output.document({"removed": name, "secret": "forgotten" if forgotten else "none was kept"})
    output.result(f"Removed the tenant {name} from the workspace; nothing was changed on it.")
    if forgotten:
        output.message("Its secret is no longer in the keychain.")
    return 0
