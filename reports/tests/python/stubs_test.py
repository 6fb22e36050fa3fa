"""The stub says what the module has, and the keywords are the command's words."""

from __future__ import annotations

import ast
import inspect
import pathlib
import re

import pytest

import tailmass
from tailmass import _declarations, _tailmass, testing

STUB = ast.parse((pathlib.Path(tailmass.__file__).parent / "_tailmass.pyi").read_text())


def arguments(function: ast.FunctionDef) -> list[str]:
    names = [each.arg for each in function.args.args]
    return names + (["*"] if function.args.kwonlyargs else []) + [each.arg for each in function.args.kwonlyargs]


def documented(function) -> list[str]:
    """The arguments of a function of the module, of the first line of its help."""
    inside = re.match(r"\w+\((.*)\) -> ", function.__doc__.splitlines()[0]).group(1)
    return [each.partition(":")[0].strip() for each in re.split(r", (?=\w+:|\*)", inside) if each]


def stubs(kind, within=STUB) -> dict:
    return {node.name: node for node in within.body if isinstance(node, kind)}


def test_every_name_has_a_stub():
    public = {name for name in dir(_tailmass) if not name.startswith("_")}
    assert public == set(stubs(ast.FunctionDef)) | set(stubs(ast.ClassDef))


@pytest.mark.parametrize("name", sorted(stubs(ast.FunctionDef)))
def test_arguments(name):
    function = getattr(_tailmass, name)
    assert arguments(stubs(ast.FunctionDef)[name]) == documented(function)
    assert len(function.__doc__.splitlines()) > 2, "says what it gives"


def test_members_of_the_record():
    stub = stubs(ast.FunctionDef, stubs(ast.ClassDef)["Record"])
    public = {name for name in vars(_tailmass.Record) if not name.startswith("_")}
    assert public == set(stub) - {"__init__"}


def test_what_the_package_gives_is_the_modules():
    assert set(tailmass.__all__) - {"hunt", "Hunted", "Find"} <= set(dir(_tailmass))
    assert all(hasattr(tailmass, name) for name in tailmass.__all__)
    assert set(testing.__all__) <= set(dir(testing))


def test_keywords_are_the_words_of_the_command():
    assert set(_declarations.Declarations.__annotations__) == set(_tailmass.words())
    assert set(_declarations.Tensors.__annotations__) <= set(_tailmass.parts())
    own = {"queries", "keys", "values", "scores", "outputs", "truncated", "indices", "lse"}
    assert set(_tailmass.parts()) == own | set(_declarations.Tensors.__annotations__)


@pytest.mark.parametrize("name", [name for name in testing.__all__ if name.startswith("assert_")])
def test_assertions_say_shapes_and_errors(name):
    words = inspect.getdoc(getattr(testing, name))
    assert "[..," in words or "[batch, " in words
    assert "AssertionError" in words and "InputError" in words
