#!/usr/bin/python3
"""Writes the sources of the manual's site: stage.py REPOSITORY FOLDER [PYTHON_PACKAGE's parent].

The pages are those of reports/manual and whatever they refer to, however far that leads: documents as pages, files of code as
pages that show them. Links among them lead where the site has them; a link to a folder leads to its README,
or becomes its name, as a site has no folders.
"""

import inspect
import os
import re
import sys
import types

LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
LANGUAGES = {".cpp": "cpp", ".hpp": "cpp", ".h": "c", ".py": "python", ".sh": "bash", ".yml": "yaml", ".json": "json"}


def place_of(path):
    """Returns where the site has a file of the repository."""
    folder, name = os.path.split(path.lstrip("."))  # of hidden folders mkdocs takes nothing
    if name == "README.md":
        name = "readme.md"  # which mkdocs would take for the index of its folder
    if folder == "reports/manual":
        return name
    if name.endswith((".md", ".png", ".svg")):
        return os.path.join(folder, name)
    return os.path.join("source", folder, name + ".md")


class Site:
    def __init__(self, root, folder):
        self.root, self.folder, self.seen = root, folder, set()

    def write(self, place, text):
        target = os.path.join(self.folder, place)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb" if isinstance(text, bytes) else "w") as file:
            file.write(text)

    def add(self, path):
        """Stages a file and what it refers to."""
        if path in self.seen:
            return
        self.seen.add(path)
        with open(os.path.join(self.root, path), "rb") as file:
            content = file.read()
        if path.endswith(".md"):
            self.write(place_of(path), self.rewritten(content.decode(), path))
        elif place_of(path).startswith("source/"):
            language = LANGUAGES.get(os.path.splitext(path)[1], "text")
            self.write(place_of(path), f"# {os.path.basename(path)}\n\n`{path}`\n\n````{language}\n{content.decode()}````\n")
        else:
            self.write(place_of(path), content)

    def rewritten(self, text, path):
        def link(found):
            image, words, target = found.groups()
            name, mark, anchor = target.partition("#")
            if "://" in target or not name:
                return found.group(0)
            aim = os.path.normpath(os.path.join(os.path.dirname(path), name))
            if os.path.exists(os.path.join(self.root, aim, "README.md")):
                aim = os.path.join(aim, "README.md")
            if os.path.isdir(os.path.join(self.root, aim)):
                return words
            if not os.path.exists(os.path.join(self.root, aim)):
                return found.group(0)  # which the strict build names
            self.add(aim)
            here = os.path.dirname(place_of(path)) or "."
            return f"{image}[{words}]({os.path.relpath(place_of(aim), here)}{mark}{anchor})"

        parts = re.split(r"(^```.*?^```)", text, flags=re.MULTILINE | re.DOTALL)
        return "".join(part if part.startswith("```") else LINK.sub(link, part) for part in parts)


def prose(words):
    """Returns a docstring as Markdown: its quotes of code are of reStructuredText."""
    return words.replace("``", "`").replace("<", "&lt;")


def described(name, thing, depth):
    """Returns the heading, signature and words of a function or class, and of what a class has."""
    is_class = inspect.isclass(thing)
    words = inspect.getdoc(thing) or ""
    try:
        signature = f"{name}({', '.join(thing._fields)})" if hasattr(thing, "_fields") else f"{name}{inspect.signature(thing)}"
    except (TypeError, ValueError):
        first, _, rest = words.partition("\n")  # a function of the extension opens with its signature
        signature, words = (first, rest.strip()) if first.startswith(name + "(") else (name, words)
    lines = ["#" * depth + f" {name}", "", "```python", ("class " if is_class else "") + signature, "```", ""]
    return lines + [prose(words), ""]


def python_reference():
    import tailmass
    import tailmass.testing

    lines = ["# Reference of the Python package", "", "Made from the package's own words.", ""]
    for module in (tailmass, tailmass.testing):
        lines += [f"## {module.__name__}", "", "```text", inspect.getdoc(module) or "", "```", ""]
        names = getattr(module, "__all__", None) or [name for name in vars(module) if not name.startswith("_")]
        for name in names:
            thing = getattr(module, name)
            if callable(thing) and not isinstance(thing, types.ModuleType):
                lines += described(name, thing, 3)
    return "\n".join(lines)


def main(root, folder, package=None):
    site = Site(root, folder)
    for name in sorted(os.listdir(os.path.join(root, "reports/manual"))):
        if name.endswith(".md"):
            site.add("reports/manual/" + name)
    for path in ("CONTRIBUTING.md", "CHANGELOG.md"):
        site.add(path)
    if package:
        sys.path.insert(0, package)
        site.write("python-reference.md", python_reference())


if __name__ == "__main__":
    main(*sys.argv[1:])
