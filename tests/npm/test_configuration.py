"""npm's configuration, as npm itself resolves it from files, environment and settings."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from hookstudio.model.errors import OutsideMissing, StudioError
from hookstudio.npm.configuration import Configuration, Login, read_configuration
from hookstudio.runner.runtimes import bundled, npm_cli
from tests.npm.stand_in import npm_environment

SECRET = "npm_Sesame123Sesame123"


def read(folder: Path, settings: str, *, registry: str = "", proxy: str = "", **environment: str) -> Configuration:
    given = npm_environment(folder, settings) | environment
    return read_configuration(bundled().path, npm_cli(), registry=registry, proxy=proxy, environment=given)


def test_registries_scopes_and_logins(tmp_path: Path) -> None:
    password = base64.b64encode(b"pass word").decode()
    found = read(
        tmp_path,
        "registry=https://one.test/npm\n@shop:registry=https://two.test/\n"
        "//one.test/npm/:_authToken=${SHOP_TOKEN}\n"
        f"//two.test/:username=me\n//two.test/:_password={password}\n"
        "//three.test/:_auth=bWU6aGlkZGVu\n",
        SHOP_TOKEN=SECRET,
    )
    assert found.registry_of("left") == "https://one.test/npm/"
    assert found.registry_of("@shop/left") == "https://two.test/"
    assert found.registry_of("@other/left") == "https://one.test/npm/"
    assert found.login_for("https://one.test/npm/left").header == f"Bearer {SECRET}"
    assert found.login_for("https://one.test/other").header == ""
    assert found.login_for("https://one.test.evil.test/npm/left").header == ""
    assert found.login_for("https://two.test/@shop%2fleft").header == f"Basic {base64.b64encode(b'me:pass word').decode()}"
    assert found.login_for("https://three.test/left").header == "Basic bWU6aGlkZGVu"


def test_settings_of_the_program_count_more(tmp_path: Path) -> None:
    settings = "registry=https://one.test/\nproxy=http://first.test:1\nhttps-proxy=http://second.test:2\nnoproxy=inside.test,local\n"
    own = read(tmp_path, settings)
    assert (own.registry, own.proxy_for("https://one.test/")) == ("https://one.test/", "http://second.test:2")
    assert own.proxy_for("https://deep.inside.test/") == ""
    assert own.proxy_for("https://notinside.test/") == "http://second.test:2"
    found = read(tmp_path, settings, registry="https://other.test/", proxy="http://me:pw@proxy.test:3")
    assert (found.registry, found.proxy_for("https://one.test/")) == ("https://other.test/", "http://me:pw@proxy.test:3/")
    assert found.proxy_for("http://one.test/") == "http://me:pw@proxy.test:3/"


def test_proxies_of_the_environment(tmp_path: Path) -> None:
    found = read(tmp_path, "", HTTPS_PROXY="http://proxy.test:1", NO_PROXY="inside.test")
    assert found.proxy_for("https://one.test/") == "http://proxy.test:1"
    assert found.proxy_for("https://inside.test/") == ""


def test_certificates(tmp_path: Path) -> None:
    authority = Path(__file__).with_name("certificates") / "authority.pem"
    found = read(tmp_path, f"cafile={authority.as_posix()}\nstrict-ssl=false\noffline=true\n", NODE_EXTRA_CA_CERTS="/extra.pem")
    assert [one.strip() for one in found.ca] == [authority.read_text(encoding="ascii").strip()]
    assert (found.strict_ssl, found.offline, found.extra_ca) == (False, True, "/extra.pem")
    key, certificate = (authority.with_name(name).as_posix() for name in ("client.key", "client.pem"))
    found = read(tmp_path, f"//one.test/:certfile={certificate}\n//one.test/:keyfile={key}\n")
    assert found.login_for("https://one.test/left") == Login(certificate=certificate, key=key)
    assert found.strict_ssl
    assert not found.offline


def test_a_project_counts_when_it_is_asked_for(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "package.json").write_text("{}", encoding="utf-8")
    (project / ".npmrc").write_text("registry=https://project.test/\n", encoding="utf-8")
    environment = npm_environment(tmp_path / "home", "registry=https://one.test/\n")
    for folder, expected in ((None, "https://one.test/"), (project, "https://project.test/")):
        assert read_configuration(bundled().path, npm_cli(), folder=folder, environment=environment).registry == expected


def test_secrets_show_nowhere(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        f"registry=https://someone:hunter2@one.test/\n//two.test/:_authToken={SECRET}\nproxy=http://me:swordfish@proxy.test:3\n"
        f"//three.test/:_auth={base64.b64encode(b'me:open').decode()}\n",
    )
    assert found.registry == "https://one.test/"
    assert found.login_for("https://one.test/left").header == f"Basic {base64.b64encode(b'someone:hunter2').decode()}"
    shown = f"{found!r} {found} {found.logins.values()}"
    masked = found.masked(f"{SECRET} and hunter2 and http://me:swordfish@proxy.test and swordfish, open")
    for secret in (SECRET, "hunter2", "swordfish", "open", "bWU6b3Blbg"):
        assert secret not in shown
        assert secret not in masked


@pytest.mark.parametrize("address", ["file:///etc", "nonsense", "ftp://one.test/"])
def test_what_is_no_registry_is_refused(tmp_path: Path, address: str) -> None:
    # npm itself falls back to its default where a registry is no address.
    try:
        found = read(tmp_path, "", registry=address)
    except StudioError as failure:
        assert "is not the address of a registry" in failure.message
    else:
        assert found.registry.startswith("https://")


def test_where_npm_can_not_tell(tmp_path: Path) -> None:
    with pytest.raises(OutsideMissing, match="could not say what it is configured for"):
        read_configuration(tmp_path / "no-node", npm_cli(), environment={})
    with pytest.raises(OutsideMissing, match="could not say"):
        read_configuration(bundled().path, tmp_path / "npm" / "bin" / "npm-cli.js", environment=npm_environment(tmp_path))
