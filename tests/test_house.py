"""The house keeps its plan: directions, laziness, and what the READMEs promise."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ORDER = ("corpus", "index", "evaluation", "assistant")
HEAVY = (
    "torch",
    "sentence_transformers",
    "faiss",
    "gradio",
    "jieba",
    "onnxruntime",
    "scipy",
    "fastapi",
)


def modules() -> dict[str, ast.Module]:
    found = {}
    for folder in ORDER:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found[name] = ast.parse(path.read_text("utf-8"))
    return found


def imported(name: str, tree: ast.Module, typing_too: bool = True) -> set[str]:
    """Every module of ours that a module imports, lazily too."""
    names = set()
    skipped = set() if typing_too else {id(n) for n in typing_blocks(tree)}
    for node in walk(tree, skipped):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {one for one in names if one.split(".")[0] in ORDER}


def typing_blocks(tree: ast.Module) -> list[ast.AST]:
    return [
        n
        for n in ast.walk(tree)
        if isinstance(n, ast.If) and "TYPE_CHECKING" in ast.unparse(n.test)
    ]


def walk(tree: ast.AST, skipped: set[int]):
    for child in ast.iter_child_nodes(tree):
        if id(child) not in skipped:
            yield child
            yield from walk(child, skipped)


def test_a_folder_imports_only_from_folders_to_its_left() -> None:
    wrong = [
        f"{name} imports {other}"
        for name, tree in modules().items()
        for other in imported(name, tree)
        if ORDER.index(other.split(".")[0]) > ORDER.index(name.split(".")[0])
    ]
    assert wrong == []


def test_surroundings_are_read_at_the_doors_alone() -> None:
    """Settings come to the inner rooms as arguments."""
    reading = {"environ", "environb", "getenv", "getenvb"}
    wrong = [
        name
        for name, tree in modules().items()
        if not name.startswith("assistant")
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in reading)
        or (isinstance(node, ast.ImportFrom) and reading & {one.name for one in node.names})
    ]
    assert wrong == []


def test_no_module_reaches_itself_through_its_imports() -> None:
    trees = modules()
    arrows = {
        name: {
            other
            for other in imported(name, tree, typing_too=False)
            if other in trees and other != name
        }
        for name, tree in trees.items()
    }
    packages = {name for name in trees if any(other.startswith(f"{name}.") for other in trees)}

    def reaches(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = list(arrows[start] - packages)
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += arrows[one] - packages
        return seen

    assert [name for name in trees if name not in packages and name in reaches(name)] == []


@pytest.mark.parametrize("package", ORDER)
def test_importing_a_package_imports_nothing_heavy(package: str) -> None:
    assert loaded_by(f"import {package}") == []


def test_help_imports_nothing_heavy() -> None:
    code = "import sys; sys.argv = ['xunwen', '--help']\nfrom assistant.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass"
    assert loaded_by(code) == []


def test_asking_imports_neither_torch_nor_gradio(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['xunwen', 'ask', '辍学问题怎么解决？', '--json']\n"
        "from assistant.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass"
    )
    found = loaded_by(code, {"XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)})
    assert sorted(set(found) - {"faiss", "onnxruntime"}) == []


def loaded_by(code: str, environment: dict[str, str] | None = None) -> list[str]:
    """Which heavy modules a program has imported when it ends."""
    import os

    tail = f"\nimport sys\nprint('LOADED', *[m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    surroundings = {k: v for k, v in os.environ.items() if k != "XUNWEN_INDEX"} | (
        environment or {}
    )
    done = subprocess.run(
        [sys.executable, "-c", code + tail],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    line = next(line for line in done.stderr.splitlines() if line.startswith("LOADED"))
    return line.split()[1:]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_command_of_the_readme_exists(name: str) -> None:
    import click
    from click.testing import CliRunner

    from assistant.cli import xunwen

    text = (ROOT / name).read_text("utf-8")
    commands = re.findall(r"^xunwen ([^#\n]+)", text, re.MULTILINE)
    assert len(commands) >= 10
    for command in commands:
        words = re.sub(r'"[^"]*"', "X", command).split()
        options = [word for word in words if word.startswith("-")]
        group = xunwen.get_command(click.Context(xunwen), words[0])
        inner = group.list_commands(click.Context(group)) if isinstance(group, click.Group) else []
        names = words[: 2 if len(words) > 1 and words[1] in inner else 1]
        shown = CliRunner().invoke(xunwen, [*names, "--help"])
        assert shown.exit_code == 0, command
        assert [o for o in options if o not in shown.output] == [], command


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_make_targets_of_the_readme_exist(name: str) -> None:
    targets = set(re.findall(r"`?make (\w+)", (ROOT / name).read_text("utf-8"))) - {"make"}
    written = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {"ask", "test", "serve"} <= targets <= written


def test_a_question_on_the_make_line_is_not_run_by_the_shell(tmp_path: Path) -> None:
    stub = tmp_path / "bin" / "xunwen"
    stub.parent.mkdir()
    stub.write_text('#!/bin/sh\nprintf "%s" "$3"\n')
    stub.chmod(0o755)
    (tmp_path / ".installed").touch()
    question = '$(touch pwned) `touch pwned` "; touch pwned; # $HOME'
    done = subprocess.run(
        ["make", "-s", "ask", f"VENV={tmp_path}", f"Q={question}", "-o", f"{tmp_path}/.installed"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == question
    assert not (ROOT / "pwned").exists()


def test_the_readmes_show_the_figures_of_today() -> None:
    from assistant.results import READMES, shipped_table, with_table

    table = shipped_table()
    for name in READMES:
        text = (ROOT / name).read_text("utf-8")
        assert with_table(text, table) == text, f"{name}: run make readme"


def test_what_lies_beside_the_modules_is_in_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    globs = project["tool"]["setuptools"]["package-data"]
    beside = {
        path.relative_to(ROOT)
        for folder in ORDER
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }
    packed = {
        path.relative_to(ROOT)
        for folder, patterns in globs.items()
        for pattern in patterns
        for path in (ROOT / folder).glob(pattern)
    }
    assert beside - packed == set()
