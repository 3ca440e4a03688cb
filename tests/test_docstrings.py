"""Every public docstring says the same things in the same dialect, numpydoc."""

import inspect
from importlib import import_module

import pytest
from numpydoc.docscrape import ClassDoc, FunctionDoc
from numpydoc.validate import validate

# A parameter is documented under its name, in order, with a type and a description that is a
# sentence; sections are spelled and ordered as numpydoc knows them; a summary is one line.
EVERYWHERE = {
    "GL01 GL02 GL05 GL06 GL07 GL08 GL09 SS01 SS02 SS04 SS05 SS06",
    "PR02 PR03 PR04 PR05 PR06 PR07 PR08 PR09 PR10 RT02 RT04 YD01",
}
# Of what readers call by its name: all parameters, what comes back, an example. Methods take and
# return what their class or their parent says, and show it in its example.
OF_A_NAME = {"PR01 RT01 EX01"}
# Off: SS03 (a summary may end in "?" or a formula), ES01 and SA01 (more words and links than
# there is to say), RT03 and RT05 (a type with its shape is often all there is to say).

FACES = [import_module(name) for name in ("rnnutils", "rnnutils.genomics", "rnnutils.diagrams")]
NAMES = {
    f"{face.__name__}.{name}": getattr(face, name)
    for face in FACES
    for name in face.__all__
    if callable(getattr(face, name))
}
METHODS = [
    f"{full}.{name}"
    for full, value in NAMES.items()
    if inspect.isclass(value)
    for name, member in vars(value).items()
    if not name.startswith("_") and (callable(member) or hasattr(member, "__func__"))
]


def codes(groups):
    return set(" ".join(groups).split())


def faults(name, groups):
    return [f"{code} {text}" for code, text in validate(name)["errors"] if code in codes(groups)]


@pytest.mark.parametrize("name", [*NAMES, *METHODS])
def test_docstring_is_numpydoc(name):
    assert faults(name, EVERYWHERE) == []


@pytest.mark.parametrize("name", NAMES)
def test_public_name_has_parameters_returns_and_an_example(name):
    found = faults(name, OF_A_NAME)
    if "Parameters are those of `" in (NAMES[name].__doc__ or ""):
        found = [fault for fault in found if not fault.startswith("PR01")]
    assert found == []


@pytest.mark.parametrize("name", NAMES)
def test_what_comes_back_has_a_type_and_prose_stands_below_it(name):
    read = ClassDoc if inspect.isclass(NAMES[name]) else FunctionDoc
    types = [entry.type for entry in read(NAMES[name])["Returns"]]
    assert [text for text in types if len(text) > 72 or "``" in text or "; " in text] == []
