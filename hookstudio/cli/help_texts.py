"""The words of `--help`: what each command does, examples, exit statuses, environment variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """One page of help. `summary` is the line in the list of commands; `usage` None means made from the arguments."""

    summary: str
    description: str
    epilog: str
    usage: str | None = None


_STATUS = """\
exit status:
  0    it worked
  1    the hook did not succeed, or a sync left conflicts
  2    wrong usage or bad input
  3    something outside is missing or can't be reached: a Node, the npm registry, a tenant, a display
  130  interrupted"""

TOP_HELP: Final = CommandHelp(
    "",
    """\
Write, order, run and understand PlusAuth hooks on your desk, offline.

Without a command, Hook Studio opens its window: on WORKSPACE, or on the workspace that was open last.
With a bundle, FILE.hookbundle, it shows what is inside and asks before it imports anything.
The commands do the same things in a terminal. Results go to standard output, messages to standard error.""",
    f"""\
examples:
  hookstudio                                      open the window
  hookstudio init acme-hooks --sample             make a workspace with sample hooks
  hookstudio acme-hooks                           open it in the window
  hookstudio acme.hookbundle                      look into a bundle, in the window, and import it
  hookstudio list acme-hooks                      see its hooks, in order
  hookstudio run acme-hooks:pre-login/block-disposable --seed 42
  hookstudio run hook.js --context context.json   run a file on a context of your own
  hookstudio chain acme-hooks pre-login           run the hooks of a type, one after another
  hookstudio COMMAND --help                       everything about one command

--json, anywhere among the arguments but after --, makes the answer one JSON document on standard output and nothing
else there; a failure is {{"error": {{"message", "hint", "details"}}}}.

{_STATUS}

environment:
  HOOKSTUDIO_HOME   a folder that takes settings, data and caches, instead of the system's places
  NO_COLOR          anything: no colours; there are none either where the output is no terminal""",
    usage="hookstudio [WORKSPACE | FILE.hookbundle]\n       hookstudio COMMAND [ARGUMENTS] [--json]\n       hookstudio --version | --help",
)

COMMAND_HELP: Final = {
    "init": CommandHelp(
        "make a workspace",
        """\
Make a workspace: a folder with hookstudio.toml, hooks/ and contexts/, which people can read and git can keep.
What lies in the folder already stays.""",
        """\
examples:
  hookstudio init acme-hooks
  hookstudio init playground --sample

with --json:
  {"workspace": "/…/acme-hooks", "name": "acme-hooks", "hooks": 0}

exit status: 0 made; 2 it is a workspace already, or can't be written""",
    ),
    "new": CommandHelp(
        "create a hook",
        """\
Create a hook at the end of its type. Its code is that of FILE, else a blank one that hands the context back.
The hook's folder (its slug) is made from its name: lower case, ASCII, dashes.""",
        """\
examples:
  hookstudio new acme-hooks "Block disposable addresses" --type pre-login
  hookstudio new acme-hooks roles --type pre-access-token --from roles.mjs --description "Roles as claims"

with --json:
  {"hook": {"id", "name", "slug", "type", "dialect", "enabled", "node"}, "file": "/…/hook.js"}

exit status: 0 created; 2 no such type, no name, an unreadable file""",
    ),
    "run": CommandHelp(
        "run a hook once",
        """\
Run a hook once on Node and show its console, the resulting context and what the hook changed in it.

TARGET is a file, .js or .mjs, or a hook of a workspace: WORKSPACE:TYPE/NAME, split at the last colon, where NAME
is the hook's folder or its name, if only one hook has that name. A file's dialect is read from its code (.mjs is
always esm); of the disk it may read the node_modules beside it and nothing else.

The context is the JSON of --context, or the test context that a seed stands for: the same seed is the same
context everywhere and always. A hook has 10 seconds, counted from loading its code.

A context that can't be read or is no JSON is bad input, exit status 2. JSON that no hook can be given, such as
a list or a number as large as 1e999, makes the run invalid, exit status 1, as code that can't run does.""",
        f"""\
examples:
  hookstudio run hook.js
  hookstudio run hook.mjs --type pre-access-token --seed 42
  hookstudio run acme-hooks:pre-login/block-disposable --context contexts/ada.json
  hookstudio context --type pre-login --seed 7 | hookstudio run hook.js --context -
  hookstudio run hook.js --node 20 --timeout 2.5 --json

with --json:
  {{"status", "result", "error", "console", "warnings", "duration_ms", "node", "dialect", "sandbox", "seed"}}
  status is ok, failed, timeout, crashed, stopped (by Ctrl-C) or invalid (it can't be run); result is null
  unless ok; error is null or {{"name", "message", "code"?, "stack", "cause"?, "value"?}}.

{_STATUS}""",
    ),
    "chain": CommandHelp(
        "run the hooks of a type in order",
        """\
Run the enabled hooks of a type in order, each on what the one before handed back, up to the first failure, as
PlusAuth does. For each hook its status, time and number of changes; then, for every path that changed, which
hook set, changed or removed it; then the resulting context.

The first hook gets the JSON of --context, or the test context that a seed stands for, in the first hook's
dialect. Each hook has 10 seconds of its own. A hook that hands the next one no object ends the chain. Where no
hook is enabled the context stays as it is.""",
        f"""\
examples:
  hookstudio chain acme-hooks pre-login --seed 42
  hookstudio chain acme-hooks post-login --context contexts/ada.json --json

with --json:
  {{"status", "steps": [{{"hook", "status", "result", …as run prints…, "changes": [RFC 6902]}}], "result",
  "origin": {{"/user/metadata/x": "the hook that set, changed or removed it last", …}}}}
  hooks are named by their folders; result is null unless status is ok. A list that lost items has an entry of
  its own; items that only moved have none.

{_STATUS}""",
    ),
    "context": CommandHelp(
        "print a test context",
        """\
Print the test context that a seed stands for, as JSON: what hooks of that type and dialect are given.
Its people, places and clients are invented; addresses and numbers are of the ranges kept for examples.""",
        """\
examples:
  hookstudio context --type post-login --dialect esm --seed 42
  hookstudio context --type pre-register > context.json

exit status: 0 printed; 2 no such type, dialect or seed""",
    ),
    "list": CommandHelp(
        "list a workspace's hooks",
        """\
List the hooks of a workspace by type, in the order in which they run. Files that can't be read are told, and the
others listed nevertheless.""",
        """\
example:
  hookstudio list acme-hooks

with --json:
  {"workspace": "/…/acme-hooks", "types": [{"type", "hooks": [{"id", "name", "slug", "type", "dialect",
  "enabled", "node"}]}], "problems": [{"file", "message"}]}

exit status: 0 listed, with or without problems; 2 it is no workspace""",
    ),
    "move": CommandHelp(
        "reorder hooks",
        "Move a hook within its type: POSITION is where it ends up, counted from 1. Hooks never leave their type.",
        """\
example:
  hookstudio move acme-hooks pre-login/block-disposable --to 1

with --json:
  {"type": "pre-login", "hooks": [the row as it now is]}

exit status: 0 moved; 2 no such hook or position""",
    ),
    "export": CommandHelp(
        "write hooks to a bundle",
        """\
Write hooks, all of them or those of --hook, to a bundle: one file with their code, values, module files, saved
contexts and order. It holds no node_modules, no local state and no credentials of registries; what stands in the
code and in the contexts is in it. The same hooks give the same file, byte for byte. A FILE that is there already
is overwritten only if it is a bundle.

--plain writes the code alone, as TYPE/NAME.js or .mjs, into a folder, and a hooks.toml with order, names and values.""",
        """\
examples:
  hookstudio export acme-hooks acme.hookbundle
  hookstudio export acme-hooks claims.hookbundle --hook pre-login/add-claims pre-access-token
  hookstudio export acme-hooks plain-folder --plain

with --json:
  {"file": "/…/acme.hookbundle", "hooks": ["TYPE/NAME", …], "notes": ["what was left out", …]}

exit status: 0 written; 2 no such hook, or FILE can't be written""",
    ),
    "import": CommandHelp(
        "take hooks out of a bundle",
        """\
Show what is in a bundle and import it: all of it or, where anything fails, nothing. Nothing of it runs. Each hook is
new, equal, changed (it is here and differs) or clashing (another hook has its type and folder name). Changed and
clashing ones are asked about, unless --on-conflict says what to do: skip them, rename (add them beside the ones
that are here) or replace (what was here goes to the trash). An import is one step that the window can take back
as long as it is open; what was replaced stays in the trash for 30 days.

FILE may also be a .js, .mjs or .cjs file, a folder of them, or the folder that auth0-deploy-cli export writes:
Rules and Actions become hooks with an adapter in their code. Plain files take --type, unless they lie in folders
named after types. The workspace is not trusted afterwards, for it holds code from outside.""",
        """\
examples:
  hookstudio import acme.hookbundle acme-hooks --dry-run
  hookstudio import acme.hookbundle acme-hooks --on-conflict replace
  hookstudio import check.js acme-hooks --type pre-login

with --json:
  {"hooks": [{"hook", "action"}], "refused": null or the reason, "contents": [{"hook", "name", "state", "meets",
  "becomes", "diff", "modules", "scripts", "touches"}], "notes": […], "distrusted": true or false}
  action is new, equal, skip, rename or replace; a refused bundle has neither contents nor notes.

exit status: 0 imported, or nothing to do; 2 refused, or somebody has to be asked and there is no terminal""",
    ),
    "modules": CommandHelp(
        "find, add, update and restore the npm modules of hooks",
        """\
The npm panel without the panel. Modules come from the npm registry that npm is configured for, with its scopes,
tokens, proxies and certificates, or from the one that a workspace you trust, the settings or --registry name.

search finds modules by TEXT, and the one of exactly that name; with each the newest version that suits a classic
hook on the bundled Node. list shows a hook's modules, and what its code asks for and does not have. add takes the
newest version that suits the hook's Node and dialect, or the one that @VERSION says: a version, a range or a tag;
what is written into package.json is exact. Then the module is loaded once, in the sandbox. update does the same
for what is there; in an ES module it writes the new exact versions into the code, too. remove takes modules away.
restore installs what the lock files of all hooks, or of one, name: after a fresh clone, say. Where a lock file does
not say what is in a package, restore notes there what it fetched.

Install scripts don't run, but for those of the very packages that you allowed in the window: they run as you, outside
of the sandbox. npm's lines go to standard error. Ctrl-C changes nothing.""",
        """\
examples:
  hookstudio modules search jsonwebtoken
  hookstudio modules add acme-hooks pre-login/roles axios lodash@^4
  hookstudio modules list acme-hooks pre-login/roles
  hookstudio modules update acme-hooks pre-login/roles
  hookstudio modules remove acme-hooks pre-login/roles lodash
  hookstudio modules restore acme-hooks --offline

with --json:
  search   {"results": [{"name", "version", "suitable", "description", …}], "source", "note"}
           source is search, exact-name (this registry has no search) or cache (no registry was asked, or none answered)
  list     {"modules": [{"name", "version", "wanted", "suitable", "latest", "state", …}]}
           state is current, outdated, missing or unused; suitable and latest are null where no registry answered
  add      {"added": [{"name", "version", "before", "use", "loads", "message", "fits"}], "modules": […]}
           loads is null where it was not tried because nothing on this computer protects from the hook's Node
  update   {"updated": [the same], "modules": […]}; empty where nothing newer suits
  remove   {"removed": [names], "modules": […]}
  restore  {"restored": ["TYPE/NAME", …]}

exit status: 0 done, also where nothing was found or is newer; 1 added, but it can't be loaded; 2 no such hook,
module or version; 3 the registry can't be reached or has a fault; 130 interrupted, nothing was changed""",
        usage="""\
hookstudio modules search TEXT
       hookstudio modules list WORKSPACE TYPE/NAME
       hookstudio modules add|remove WORKSPACE TYPE/NAME NAME[@VERSION] …
       hookstudio modules update WORKSPACE TYPE/NAME [NAME[@VERSION] …]
       hookstudio modules restore WORKSPACE [TYPE/NAME]
       … [--registry URL] [--offline] [--json]""",
    ),
    "node": CommandHelp(
        "list, install or remove Node runtimes",
        """\
Node 24 comes with Hook Studio. Others, 12 to 26, are used where they are found: installed by this command, on the
PATH, or by nvm, fnm, Volta or asdf. Installing one changes no result: what ran a major goes on running it.

install has npm fetch the program from the registry that npm is configured for, with its proxies and tokens, checks
its hash and installs it whole or not at all. Progress goes to standard error; Ctrl-C leaves nothing behind.""",
        """\
examples:
  hookstudio node list
  hookstudio node install 14
  hookstudio run hook.js --node 14
  hookstudio node remove 14

with --json, all three:
  {"node": [{"major", "version", "path", "source", "installed", "available", "size", "why"}]}
  version, path and source are those of the Node that runs the major, null if none does; source is bundled,
  installed, path, nvm, fnm, volta or asdf; installed says whether Hook Studio installed one; available is the
  version that it can install here and size its download in bytes; why says what this platform lacks.

exit status: 0 done, or nothing to do; 2 no such Node; 3 the registry can't be reached or has something else, or
there is none for this platform; 130 interrupted""",
        usage="hookstudio node list [--json]\n       hookstudio node install MAJOR [--json]\n       hookstudio node remove MAJOR [--json]",
    ),
    "tenant": CommandHelp(
        "add, list, test or remove PlusAuth tenants",
        """\
A tenant of a workspace is a file in it, tenants/NAME.toml: its address and as which client it is asked, for everybody
who works with the workspace. The client's secret is never in it. add asks for the secret, or without --client-id for
an access token, and puts it into the system's keychain; where there is none it is asked for each time.

test gets a token and reads the list of hooks, changes nothing, and says in words what is wrong: the address, the
certificate, the credentials, the audience, a missing permission, a limit. remove forgets the tenant and its secret
here; on the tenant nothing changes. Adding a tenant again under its name changes its secret and the settings that are
mentioned; with another address, header or client it is another tenant, and takes another name.""",
        """\
examples:
  hookstudio tenant add acme-hooks staging --url https://acme-staging.plusauth.com --client-id abc123
  HOOKSTUDIO_TOKEN=… hookstudio tenant test acme-hooks staging
  hookstudio tenant list acme-hooks

with --json:
  add     {"tenant": {"name", "url", "client_id", "plan", "api"}, "new", "secret": "keychain" or "not kept"}
  list    {"tenants": [{"name", "url", "client_id", "plan", "api"}], "problems": [{"file", "message"}]}
  test    {"tenant", "ok", "kind", "message", "hint", "details", "hooks", "granted", "notes"}; kind is null where
          it works, else address, certificate, credentials, audience, scope, rate, server, protocol, …
  remove  {"removed", "secret": "forgotten" or "none was kept"}

environment:
  HOOKSTUDIO_CLIENT_SECRET, HOOKSTUDIO_TOKEN   used instead of the keychain, and never stored
  HOOKSTUDIO_TENANT_URL                        the tenant that this secret is for: no other gets it. Without it, it is
                                               for whichever tenant is asked; in a workspace that you don't trust only
                                               after a question, and with nobody to ask not at all, unless the tenant is
                                               on this computer
  NODE_EXTRA_CA_CERTS, SSL_CERT_FILE           a file with certificates to trust
  HTTPS_PROXY, NO_PROXY                        the way to the tenant

exit status: 0 done; 2 no such tenant, no secret and nobody to ask; 3 the tenant can't be reached or refuses""",
        usage="hookstudio tenant add WORKSPACE NAME --url URL [--client-id ID] [--plan PLAN] [--api API] [--json]\n"
        "       hookstudio tenant list WORKSPACE [--json]\n"
        "       hookstudio tenant test WORKSPACE [NAME] [--json]\n"
        "       hookstudio tenant remove WORKSPACE NAME [--json]",
    ),
    "sync": CommandHelp(
        "compare, pull and push the hooks of a tenant",
        """\
status compares every hook three ways: here, there, and as both last agreed. pull brings what was changed there into the
workspace, all of it or nothing; push sends what was changed here. Both show first what they are going to do, every
request that writes, and do that and nothing else. What both sides changed is a conflict, and is left as it is until
--settle or --prefer says whose state wins; other fields of one hook, changed on one side each, are none. --settle
TYPE/SLUG:FIELD=SIDE decides one field (code, name, description, order, enabled; hook for one that is deleted on one
side), without FIELD all of them; SIDE is local or remote, for code in a pull also merge. It counts before --prefer.

A push also shows what changes for users: the code here and the tenant's are both run, in the sandbox and without the
network, on the hook's saved contexts and on generated ones, and contexts whose outcome differs are named. That takes
a minute at most, after which the other hooks are named as not compared; --no-compare leaves it out.

Before each write the tenant's hook is read again: if it was changed meanwhile, it is left, and exit status is 1. Before
each push the tenant's hooks are kept in .hookstudio/sync/NAME, as a bundle and exactly; restore takes the last push
back, restore --before NUMBER that one and all after it, as --list numbers them. What others have changed there since
then is left and named. restore --here takes the last pull back, here. resume goes on with a push that was broken off.

Nothing is ever deleted on the tenant by --yes: that takes --confirm-delete and how many hooks that are. So does a pull
that would delete more than two hooks here and more than half of them.""",
        """\
examples:
  hookstudio sync status acme-hooks --diff
  hookstudio sync pull acme-hooks --settle pre-login/add-claims:code=merge --settle pre-login/add-claims:name=local
  hookstudio sync push acme-hooks --dry-run
  hookstudio sync push acme-hooks --tenant staging --yes --json
  hookstudio sync push acme-hooks --yes --confirm-delete 2
  hookstudio sync restore acme-hooks --list
  hookstudio sync restore acme-hooks --here

with --json:
  status  {"tenant", "hooks": [{"hook", "state", "here", "there", "conflicting", "mergeable", "remote_id", "notes"}],
          "unfinished", "notes"}; state is equal, new-here, new-there, changed-here, changed-there, deleted-here,
          deleted-there or conflict; here, there and conflicting name the fields that were changed there;
          with --diff also "diff", and of conflicts "fields": [{"field", "here", "there", "agreed"}]
  others  {"tenant", "requests": [{"method", "path", "hook", "fields", "why"}], "changes": [{"hook", "action",
          "fields"}], "reordered", "applied", "conflicts", "settled": [{"hook", "fields"}], "left" (hooks that a restore
          leaves, as others changed them), "stopped": [{"hook", "reason"}], "notes"}; restore --list {"tenant",
          "pushes": [{"number", "at", "requests", "done"}]}; push also
          "effects": [{"hook", "agrees", "contexts", "differing": [{"context", "seed", "difference", "places"}],
          "reason", "notes"}] (agrees is null and reason says why where the codes were not compared), "for_users"

exit status: 0 done, or nothing to do; 1 conflicts are left, hooks that were changed there meanwhile, or deletions that
were not confirmed; 2 wrong usage, or nobody to ask; 3 the tenant can't be reached, refuses, or a push was broken off""",
        usage="hookstudio sync status WORKSPACE [--tenant NAME] [--diff] [--json]\n"
        "       hookstudio sync pull WORKSPACE [--tenant NAME] [--prefer SIDE] [--settle TYPE/SLUG:FIELD=SIDE …]\n"
        "                            [--merge] [--dry-run] [--yes] [--confirm-delete N] [--json]\n"
        "       hookstudio sync push WORKSPACE [--tenant NAME] [--prefer SIDE] [--settle TYPE/SLUG:FIELD=SIDE …]\n"
        "                            [--no-compare] [--dry-run] [--yes] [--confirm-delete N] [--json]\n"
        "       hookstudio sync resume WORKSPACE [--tenant NAME] [--dry-run] [--yes] [--confirm-delete N] [--json]\n"
        "       hookstudio sync restore WORKSPACE [--tenant NAME] [--list | --here | --before NUMBER]\n"
        "                               [--dry-run] [--yes] [--confirm-delete N] [--json]",
    ),
    "doctor": CommandHelp(
        "show what Hook Studio found on this machine",
        "Show the versions, the Node runtimes, the layers that keep hooks in, and the folders in use.",
        """\
with --json:
  {"version", "python", "node": [{"major", "version", "path", "source"}],
  "sandbox": [{"layer", "active", "why"}], "folders": {…}, "editor": {"engine", "version"},
  "modules": {"folder", "copies", "bytes"}}

exit status: 0; 3 if there is no Node at all""",
    ),
}
