"""Which token is used, and how tokens are kept on disk."""

from __future__ import annotations

import copy
import logging
import os
import pickle
import stat
import sys
import time
import traceback
import types

import pytest
from hypothesis import given, strategies as st

from huggingface_hub import constants, errors
from huggingface_hub._core import identity, secret, token_store, token_table, tokens
from huggingface_hub._core.secret import Secret
from huggingface_hub._core.token_store import StoredToken
from huggingface_hub._sync.auth.tokens import get_token, get_token_to_send
from tests.support import machine


SECRET = "hf_Qm4xTz81LkPw93VbRs57NyHc26GdJf"
NAMES = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_TOKEN")
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A machine on which nobody is logged in."""
    return machine.fresh_machine(tmp_path, monkeypatch)


@pytest.fixture
def records(caplog):
    """What the package logs; its root logger hands nothing to that of the program."""
    logger = logging.getLogger("huggingface_hub")
    logger.addHandler(caplog.handler)
    level = logger.level
    logger.setLevel(logging.DEBUG)
    yield caplog
    logger.setLevel(level)
    logger.removeHandler(caplog.handler)


def mode_of(path) -> int:
    return stat.S_IMODE(os.stat(path).st_mode)


# --- Where it comes from ---


def test_nobody_is_logged_in():
    """Without any source there is no token."""
    assert get_token() is None
    assert get_token_to_send(None) is None


def test_order_of_the_sources(monkeypatch):
    """Each source is beaten by the one before it."""
    module = _fake_colab(monkeypatch, "hf_of_colab")
    assert get_token() == "hf_of_colab"

    token_store.write_active("hf_of_file")
    assert get_token() == "hf_of_file"

    for name in reversed(NAMES):
        monkeypatch.setenv(name, f"of_{name}")
        assert get_token() == f"of_{name}"
        assert tokens.environment_name() == name

    assert module.asked == 1


@pytest.mark.parametrize("nothing", ["", "  ", "\r\n"])
def test_empty_variables_count_as_unset(monkeypatch, nothing):
    """An empty variable gives way to the next one."""
    monkeypatch.setenv("HF_TOKEN", nothing)
    monkeypatch.setenv("HUGGING_FACE_HUB_TOKEN", "hf_second")

    assert get_token() == "hf_second"
    assert tokens.environment_name() == "HUGGING_FACE_HUB_TOKEN"


def test_tokens_are_cleaned(monkeypatch, home):
    """Line ends and outer blanks are no part of a token, wherever it comes from."""
    home.mkdir(parents=True)
    (home / "token").write_bytes(b"  hf_file\r\n\n")
    assert get_token() == "hf_file"

    monkeypatch.setenv("HF_TOKEN", " hf_\nenv\r ")
    assert get_token() == "hf_env"


def test_an_identity_provider_is_not_ignored(monkeypatch):
    """`HF_OIDC_RESOURCE` beats all other sources, so it fails aloud where there is no identity to show."""
    monkeypatch.setenv("HF_TOKEN", "hf_env")
    monkeypatch.setenv("HF_OIDC_RESOURCE", "user/model")

    with pytest.raises(errors.OIDCError, match="HF_OIDC_RESOURCE"):
        get_token()
    assert get_token_to_send("hf_given") == "hf_given"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00hf_x", None])
def test_an_unreadable_token_file_is_reported_once(home, records, content):
    """A token file that can't be read doesn't stop the use of public repositories."""
    home.mkdir(parents=True)
    if content is None:
        (home / "token").mkdir()
    else:
        (home / "token").write_bytes(content)

    assert [get_token(), get_token()] == [None, None]
    assert len(records.records) == 1
    assert "hf auth login" in records.text


# --- Google Colab ---


def _fake_colab(monkeypatch, answer):
    class NotebookAccessError(Exception):
        pass

    class SecretNotFoundError(Exception):
        pass

    class Error(Exception):
        pass

    def get(name):
        module.asked += 1
        assert name == "HF_TOKEN"
        if isinstance(answer, str):
            return answer
        raise {"refused": NotebookAccessError, "missing": SecretNotFoundError, "broken": Error}[answer[0]]("no")

    module = types.ModuleType("google.colab")
    module.userdata = types.SimpleNamespace(
        get=get, NotebookAccessError=NotebookAccessError, SecretNotFoundError=SecretNotFoundError
    )
    module.errors = types.SimpleNamespace(Error=Error)
    module.asked = 0
    monkeypatch.setitem(sys.modules, "google", types.ModuleType("google"))
    monkeypatch.setitem(sys.modules, "google.colab", module)

    return module


@pytest.mark.parametrize(
    ("answer", "level"), [(("refused",), "WARNING"), (("missing",), "INFO"), (("broken",), "WARNING")]
)
def test_colab_is_asked_once(monkeypatch, records, answer, level):
    """A refusal is remembered: the dialog must not come up for every request."""
    module = _fake_colab(monkeypatch, answer)

    assert [get_token(), get_token()] == [None, None]
    assert module.asked == 1
    assert [record.levelname for record in records.records] == [level]


def test_colab_enterprise_has_no_vault(monkeypatch):
    """The API of Colab's secrets is not called where it does not exist."""
    module = _fake_colab(monkeypatch, "hf_of_colab")
    monkeypatch.setenv("VERTEX_PRODUCT", "COLAB_ENTERPRISE")

    assert get_token() is None
    assert module.asked == 0


# --- What is sent ---


def test_which_token_is_sent(monkeypatch):
    """The meaning of `token=` in every call."""
    with pytest.raises(errors.LocalTokenNotFoundError, match="hf auth login"):
        get_token_to_send(True)

    monkeypatch.setenv("HF_TOKEN", "hf_env")
    assert get_token_to_send(None) == "hf_env"
    assert get_token_to_send(True) == "hf_env"
    assert get_token_to_send(False) is None
    assert get_token_to_send("hf_given ") == "hf_given"
    assert get_token_to_send("") is None


def test_implicit_use_switched_off(monkeypatch):
    """The switch comes before any look at the sources, so that nothing is asked or refreshed."""
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", True)
    monkeypatch.setenv("HF_TOKEN", "hf_env")
    with monkeypatch.context() as patch:
        patch.setattr(tokens, "find", lambda: pytest.fail("looked for a token"))
        assert get_token_to_send(None) is None

    assert get_token_to_send(True) == "hf_env"
    assert get_token_to_send("hf_given") == "hf_given"


@pytest.mark.parametrize("bad", ["hf_a\nb", "hf_a\r\nX-Evil: 1", "hf_a\x00b", "hf_…", "hf_a\tb", "hf_é"])
def test_unsendable_tokens_are_refused(monkeypatch, bad):
    """A token that no header can carry is refused by us; the HTTP library would print it while complaining."""
    with pytest.raises(errors.HFValidationError) as caught:
        get_token_to_send(bad)
    assert bad not in str(caught.value)
    assert "settings/tokens" in str(caught.value)


def test_unsendable_token_of_the_environment(monkeypatch):
    """The same for a token of this machine, when it is about to be sent."""
    monkeypatch.setenv("HF_TOKEN", f"{SECRET}\u200b")
    with pytest.raises(errors.HFValidationError) as caught:
        get_token_to_send(None)

    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_source_of_a_token(monkeypatch):
    """Errors can say where a token came from."""
    token_store.write_active("hf_file")
    assert tokens.source_of("hf_file") is tokens.Source.FILE
    assert tokens.source_of("hf_other") is tokens.Source.ARGUMENT

    monkeypatch.setenv("HF_TOKEN", "hf_file")
    assert tokens.source_of("hf_file") is tokens.Source.ENVIRONMENT


# --- Secrets as values ---


def test_L7_locals_in_tracebacks_are_masked(monkeypatch):
    """Whoever prints the variables of a frame prints no token."""
    monkeypatch.setenv("HF_TOKEN", SECRET)

    def fail():
        token = get_token_to_send(None)
        assert token is not None
        raise RuntimeError("on purpose")

    try:
        fail()
    except RuntimeError as error:
        shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())

    assert "token = " in shown
    assert SECRET not in shown


def test_a_secret_is_a_string():
    """Only its `repr` is different."""
    value = Secret(SECRET)

    assert f"Bearer {value}" == f"Bearer {SECRET}"
    assert str(value) == value == SECRET
    assert type(str(value)) is str
    assert hash(value) == hash(SECRET)
    assert SECRET[8:-4] not in repr([value]) + f"{value!r}" + format(repr(value))
    assert pickle.loads(pickle.dumps(value)) == copy.deepcopy(value) == SECRET


@given(st.text())
def test_masks_show_little(token):
    """At most seven characters are shown, and those only of a token with many more."""
    masked = secret.mask(token)

    assert masked == "****" or (masked.replace("*", "") != token and len(token) >= 16)
    assert len(masked) <= 11


# --- Files ---


@posix
def test_L6_files_are_private_from_the_start(home, monkeypatch):
    """No moment at which another user could read the token, whatever the umask."""
    seen = []
    replace = os.replace
    monkeypatch.setattr(os, "replace", lambda a, b: (seen.append(mode_of(a)), replace(a, b)))
    old = os.umask(0o000)
    try:
        token_store.save("laptop", StoredToken(Secret(SECRET)))
    finally:
        os.umask(old)

    assert seen == [0o600, 0o600]
    assert {name: mode_of(home / name) for name in os.listdir(home)} == {"token": 0o600, "stored_tokens": 0o600}
    assert mode_of(home) == 0o700


@posix
def test_F6_a_shared_folder_keeps_its_permissions(home):
    """Only a folder that we make is made private; one that exists may be in use by others."""
    home.mkdir(parents=True)
    home.chmod(0o2775)
    token_store.save("laptop", StoredToken(Secret(SECRET)))

    assert mode_of(home) == 0o2775
    assert mode_of(home / "token") == 0o600


@posix
def test_a_readable_token_file_becomes_private(home):
    """A file that was readable for others is replaced, not written into."""
    home.mkdir(parents=True)
    (home / "token").write_text("hf_old")
    (home / "token").chmod(0o644)
    token_store.write_active(SECRET)

    assert mode_of(home / "token") == 0o600
    assert (home / "token").read_bytes() == SECRET.encode()


@posix
def test_a_linked_token_file_stays_a_link(home, tmp_path):
    """Who keeps the token elsewhere finds it there."""
    elsewhere = tmp_path / "secrets" / "token"
    elsewhere.parent.mkdir()
    elsewhere.write_text("hf_old")
    home.mkdir(parents=True)
    (home / "token").symlink_to(elsewhere)
    token_store.write_active(SECRET)

    assert (home / "token").is_symlink()
    assert elsewhere.read_text() == SECRET


def test_a_folder_that_cannot_be_made(home):
    """The error says what to do."""
    home.write_text("a file where the folder should be")
    with pytest.raises(OSError, match="HF_HOME") as caught:
        token_store.save("laptop", StoredToken(Secret(SECRET)))

    assert SECRET not in str(caught.value)


def test_stored_tokens_have_the_contract_s_format(home):
    """Other programs read the file: sections in order, percent signs as they are."""
    token_store.save("b 100%", StoredToken(Secret("hf_b%(x)s"), Secret("refresh"), 1900000000))
    token_store.save("a", StoredToken(Secret("hf_a")))

    expected = (
        "[a]\nhf_token = hf_a\n\n[b 100%]\nhf_token = hf_b%(x)s\nrefresh_token = refresh\nexpires_at = 1900000000\n\n"
    )
    assert (home / "stored_tokens").read_text() == expected
    assert (home / "token").read_text() == "hf_a"
    assert tokens.get_stored_tokens() == {"a": "hf_a", "b 100%": "hf_b%(x)s"}
    assert token_store.read_stored()["b 100%"] == StoredToken(Secret("hf_b%(x)s"), Secret("refresh"), 1900000000)


def test_saving_a_name_again_replaces_all_of_it():
    """No refresh token of an older login survives."""
    token_store.save("a", StoredToken(Secret("hf_old"), Secret("refresh"), 1900000000))
    token_store.save("a", StoredToken(Secret("hf_new")))

    assert token_store.read_stored() == {"a": StoredToken(Secret("hf_new"))}


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_name_can_be_stored(tmp_path_factory, first, second):
    """Names come from the Hub, where people can call a token anything."""
    folder = tmp_path_factory.mktemp("names")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(constants, "HF_TOKEN_PATH", str(folder / "token"))
        patch.setattr(constants, "HF_STORED_TOKENS_PATH", str(folder / "stored_tokens"))
        saved = {
            token_store.save(first, StoredToken(Secret("hf_1"))),
            token_store.save(second, StoredToken(Secret("hf_2"))),
        }

        assert set(tokens.get_stored_tokens()) == saved
        assert tokens.get_stored_tokens()[token_store.section_name(second)] == "hf_2"
        assert "DEFAULT" not in saved


@pytest.mark.parametrize(
    "content",
    [
        f"hf_token = {SECRET}\n".encode(),
        f"[a]\nhf_token = {SECRET}\n[a]\nhf_token = {SECRET}\n".encode(),
        f"[a\nhf_token {SECRET}\n".encode(),
        b"\xff\xfe" + SECRET.encode("utf-16-le"),
        b"[]\nhf_token = x",
    ],
)
def test_A9_malformed_stored_tokens(home, records, content):
    """One line says what to do and shows nothing of the file; a new login works."""
    home.mkdir(parents=True)
    (home / "stored_tokens").write_bytes(content)

    assert tokens.get_stored_tokens() == {}
    (record,) = records.records
    assert record.levelname == "ERROR"
    assert "hf auth login" in record.getMessage()
    assert "\n" not in record.getMessage()
    assert SECRET not in records.text

    token_store.save("new", StoredToken(Secret("hf_new")))
    assert tokens.get_stored_tokens() == {"new": "hf_new"}


def test_sections_of_other_programs(home):
    """What is no token is passed over; odd dates and a section named `DEFAULT` do no harm."""
    home.mkdir(parents=True)
    (home / "stored_tokens").write_text(
        "[DEFAULT]\nhf_token = hf_d\nrefresh_token = r\n[empty]\nhf_token =\n[none]\nx = 1\n"
        "[odd]\nhf_token = hf_o\nexpires_at = soon\n[inf]\nhf_token = hf_i\nexpires_at = inf\n"
    )

    assert token_store.read_stored() == {
        "DEFAULT": StoredToken(Secret("hf_d"), Secret("r")),
        "odd": StoredToken(Secret("hf_o")),
        "inf": StoredToken(Secret("hf_i")),
    }


def test_switching_and_removing():
    """The active file follows the named tokens."""
    token_store.save("a", StoredToken(Secret("hf_a")))
    token_store.save("b", StoredToken(Secret("hf_b")))
    assert token_store.activate("a") == "hf_a"
    assert token_store.read_active() == "hf_a"
    assert token_store.activate("c") is None
    assert token_store.name_of("hf_b") == "b"

    assert token_store.remove("b") is True
    assert token_store.read_active() == "hf_a"
    assert token_store.remove("b") is False
    assert token_store.remove("a") is True
    assert token_store.read_active() is None
    assert tokens.get_stored_tokens() == {}

    token_store.save("a", StoredToken(Secret("hf_a")))
    token_store.remove_all()
    assert not token_store.anything_stored()


# --- The table ---


def test_the_table_of_tokens(monkeypatch):
    """The active token has a star; expiry dates are shown if there are any."""
    assert token_table.overview() == "No access tokens found."
    token_store.save("long name", StoredToken(Secret(SECRET)))
    token_store.save("b", StoredToken(Secret("hf_bbbbbbbbbbbbbbbbbbb")))

    expected = "  name      token\n- --------- -----------\n* b         hf_****bbbb\n  long name hf_****GdJf"
    assert token_table.overview() == expected

    token_store.save("old", StoredToken(Secret("hf_oooooooooooooooo"), Secret("r"), 946684800))
    assert "* old       hf_****oooo 2000-01-01 (expired)" in token_table.overview().splitlines()
    assert token_store.read_stored()["old"].expired
    assert not StoredToken(Secret("x"), expires_at=int(time.time()) + 1000).expired

    monkeypatch.setenv("HF_TOKEN", "hf_env")
    assert "*" not in token_table.overview().replace("****", "")
    assert "HF_TOKEN is set" in token_table.overview()
    assert SECRET not in token_table.overview()


# --- Identities ---


@pytest.mark.parametrize(
    ("answer", "name", "role"),
    [
        ({"name": "ann", "auth": {"accessToken": {"displayName": "laptop", "role": "write"}}}, "laptop", "write"),
        ({"name": "ann", "auth": {"accessToken": {"displayName": " "}}}, "oauth-ann", None),
        ({"name": "ann", "auth": {"type": "oauth"}}, "oauth-ann", None),
        ({"name": "ann", "auth": None}, "oauth-ann", None),
        ({}, "oauth-unknown", None),
    ],
)
def test_names_of_tokens(answer, name, role):
    """Mirrors leave things out."""
    assert (identity.token_name(answer), identity.token_role(answer)) == (name, role)


def test_L4_a_memo_is_pickled_without_its_tokens():
    """Answers are remembered by token; neither leaves the process."""
    memo = identity.Memo()
    memo.put(SECRET, {"name": "ann"})
    given = memo.get(SECRET)
    assert given == {"name": "ann"}
    given["name"] = "changed"

    assert memo.get(SECRET) == {"name": "ann"}
    assert SECRET.encode() not in pickle.dumps(memo)
    assert pickle.loads(pickle.dumps(memo)).get(SECRET) is None
