"""Section «Authentication System»."""

from __future__ import annotations

from tests.manual.conftest import MANUAL_TOKEN, Reader


CLI_LOGIN = """
hf auth login
# or with environment variable
hf auth login --token $HUGGINGFACE_TOKEN
"""
PYTHON_LOGIN = """
from huggingface_hub import login

# Direct token login
login(token="hf_xxxxx")

# Using environment variable
login()
"""
NOTEBOOK_LOGIN = """
from huggingface_hub import notebook_login

notebook_login()
"""
QUICK_REFERENCE = """
# CLI
hf auth login --token hf_xxxxx
"""
CHECK = """
# Check if logged in
from huggingface_hub import whoami
user = whoami()
"""


def test_cli_login(reader: Reader) -> None:
    # Whoever is logged in already is told so by the first command, and is not asked.
    reader.shell(CLI_LOGIN, HUGGINGFACE_TOKEN=MANUAL_TOKEN)

    assert (reader.folder / "hf-home" / "token").read_text() == MANUAL_TOKEN


def test_python_login(reader: Reader) -> None:
    printed = reader.python(PYTHON_LOGIN, after="import huggingface_hub; print(huggingface_hub.get_token())")

    assert printed.split()[-1] == MANUAL_TOKEN
    assert (reader.folder / "hf-home" / "token").read_text() == MANUAL_TOKEN


def test_the_manuals_own_variable_is_a_token_too(reader: Reader) -> None:
    code = CHECK + "print(user['name'])"

    assert reader.python(code, HF_TOKEN="", HUGGINGFACE_TOKEN=MANUAL_TOKEN).strip() == "reader"
    # Lowest precedence of the three.
    assert reader.python(code, HUGGINGFACE_TOKEN="hf_wrong").strip() == "reader"


def test_notebook_login(reader: Reader) -> None:
    reader.python(NOTEBOOK_LOGIN)


def test_notebook_login_again(reader: Reader) -> None:
    # What the notebook shows is the link to a page on which the reader approves.
    fake_notebook = f"""
import re, sys, types, urllib.parse, urllib.request
class ZMQInteractiveShell: pass
notebook, display = types.ModuleType("IPython"), types.ModuleType("IPython.display")
notebook.get_ipython = ZMQInteractiveShell
def shown(fragment):
    print(fragment)
    for page, code in re.findall(r'href="(.*?)[?]user_code=(.*?)"', fragment):
        form = {{"user_code": code, "decision": "allow", "token": {MANUAL_TOKEN!r}}}
        urllib.request.urlopen(page + "/approve", urllib.parse.urlencode(form).encode())
display.HTML, display.display = str, shown
sys.modules.update({{"IPython": notebook, "IPython.display": display}})
from huggingface_hub import notebook_login
"""
    printed = reader.python(
        "# Force re-login even if already authenticated\nnotebook_login(skip_if_logged_in=False)", before=fake_notebook
    )
    token = (reader.folder / "hf-home" / "token").read_text()

    assert token.startswith("hf_oauth_")
    assert token not in printed
    assert "Never write a token into a cell" in printed
    assert reader.python(CHECK, after="print(user['name'])", HF_TOKEN="").strip() == "reader"


def test_quick_reference(reader: Reader) -> None:
    reader.shell(QUICK_REFERENCE, HF_TOKEN="")

    assert reader.python(CHECK, after="print(user['name'], user['type'])", HF_TOKEN="").split() == ["reader", "user"]
    assert "reader" in reader.shell("hf auth whoami", HF_TOKEN="")
    reader.shell("hf auth logout", HF_TOKEN="")
    assert "Not logged in" in reader.shell("hf auth whoami", HF_TOKEN="", check=False)
