"""Where catalogs and profiles lie on disk, and how they are read.

`load` is the one way to a catalog, used by every command. A catalog that is only partly readable
is no catalog: the answer is then every problem of every file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from planner.decode import FORMATS
from planner.document import Scalar, parse
from planner.forms import CatalogForm
from planner.link import link
from planner.model import Catalog, Override
from planner.names import folded
from planner.problems import Place, Problem, Problems
from planner.profile import Profile
from planner.register import Entry

MAX_BYTES = 1_000_000
"""Largest file that is read; the longest of the bundled catalog has a hundredth of it."""

_CATALOG_FILE = "catalog.yaml"
_KIND_FOLDERS = {"roles": "role", "projects": "project"}
_NO_AREA = "general"


@dataclass(frozen=True, slots=True)
class _Root:
    """A catalog's folder, and the name it is reported by."""

    path: Path
    shown: str

    def place(self, relative: PurePosixPath | str = "") -> Place:
        return Place(f"{self.shown}/{relative}" if str(relative) else self.shown)


def bundled() -> Path:
    """The folder of the catalog that comes with the program.

    A wheel carries it inside the package; a checkout or an editable install has it beside.
    """
    package = Path(__file__).resolve().parent
    inside = package / "skills"
    return inside if inside.is_dir() else package.parent / "skills"


def load(path: Path | None = None) -> Catalog | Problems:
    """Read a whole catalog.

    Args:
        path: Its folder; the bundled one where None.

    Returns:
        The catalog, or all problems of all its files.
    """
    problems: list[Problem] = []
    form, entries = _read(path, problems)
    if any(_loses_the_scale(problem) for problem in problems):
        return Problems(problems)
    return link(form, entries, problems)


def overrides(path: Path) -> list[Override]:
    """What the files of a catalog stand in for, whether or not it can be used."""
    _, entries = _read(path, [])
    return [Override(one.kind, one.id, one.place) for one in entries if one.overrides]


def _read(path: Path | None, problems: list[Problem]) -> tuple[CatalogForm, list[Entry]]:
    """All files of a catalog, and of the one that it extends."""
    root = _Root(bundled(), "skills") if path is None else _Root(path, _shown(path))
    form, entries = _read_folder(root, problems)
    if not form.extends or _is_bundled(root):
        return form, entries
    below = _Root(bundled(), "bundled" if root.shown != "bundled" else "the bundled catalog")
    base_form, base_entries = _read_folder(below, problems)
    problems += _other_scale(form, base_form)
    own = {(entry.kind, entry.id) for entry in entries}
    base = {(entry.kind, entry.id) for entry in base_entries}
    stacked = [
        *(replace(one, overrides=(one.kind, one.id) in base) for one in entries),
        *(replace(one, inherited=True) for one in base_entries if (one.kind, one.id) not in own),
    ]
    return _merged(form, base_form), stacked


def _other_scale(form: CatalogForm, base: CatalogForm) -> Iterator[Problem]:
    """That a catalog declares levels by which the one that it extends cannot be read."""
    needed = [word.text for word in base.levels]
    scale = iter(word.text for word in form.levels)
    if form.levels and not all(level in scale for level in needed):
        message = "the files of the bundled catalog cannot be read by another scale of levels"
        kept = " ".join(f"`{level}`" for level in needed)
        hint = f"remove `levels`, or keep {kept} in this order in it, or leave out `extends`"
        yield Problem(code="other-scale", message=message, place=form.levels[0].place, hint=hint)


def _loses_the_scale(problem: Problem) -> bool:
    """Whether `catalog.yaml` could not be read so far that nothing else can be judged by it."""
    place = problem.place
    in_catalog_file = place is not None and place.path.endswith(f"/{_CATALOG_FILE}")
    return in_catalog_file and problem.code not in ("unknown-key", "duplicate-key")


def read_profile(path: Path) -> Profile | Problems:
    """Read a learner's profile, or say everything that is wrong with it."""
    problems: list[Problem] = []
    profile = _read_form(path, Place(_shown(path)), "profile", problems)
    return Problems(problems) if problems else profile


def _read_folder(root: _Root, problems: list[Problem]) -> tuple[CatalogForm, list[Entry]]:
    form = CatalogForm(place=root.place())
    entries: list[Entry] = []
    before = len(problems)
    for relative in _yaml_files(root, problems):
        file = root.path / relative
        if str(relative) == _CATALOG_FILE:
            form = _read_form(file, root.place(relative), "catalog", problems) or form
        else:
            entries.append(_entry(root, relative, file, problems))
    if not entries and not form.extends and len(problems) == before:
        hint = "a catalog is a folder of YAML files, one a skill"
        problems.append(
            Problem(code="empty-catalog", message="no skill found", place=root.place(), hint=hint)
        )
    return form, entries


def _entry(root: _Root, relative: PurePosixPath, file: Path, problems: list[Problem]) -> Entry:
    kind = _KIND_FOLDERS.get(relative.parts[0], "skill") if len(relative.parts) > 1 else "skill"
    area = str(relative.parent) if len(relative.parts) > 1 else _NO_AREA
    # A folder's name need not be text; what is not would stop whoever writes it into a file.
    area = area.encode("utf-8", "replace").decode("utf-8")
    place = root.place(relative)
    before = len(problems)
    form = _read_form(file, place, kind, problems)
    return Entry(
        kind=kind,
        id=relative.stem,
        area=area,
        place=place,
        form=form,
        broken=len(problems) > before,
    )


def _yaml_files(root: _Root, problems: list[Problem]) -> Iterator[PurePosixPath]:
    """Every file that belongs to the catalog, in the order of their paths.

    Hidden files and folders are none of it. A file called `.yml` would silently be missing, so it
    is reported. Links to folders are followed, each folder once.
    """
    try:
        is_folder, exists = root.path.is_dir(), root.path.exists()
    except OSError as error:
        problems.append(_unreadable(root.place(), error))
        return
    if not is_folder:
        hint = "name the folder that holds the catalog"
        message = "this is a file" if exists else "no such folder"
        problems.append(Problem(code="no-catalog", message=message, place=root.place(), hint=hint))
        return
    seen: set[str] = set()
    found: list[PurePosixPath] = []

    def unreadable(error: OSError) -> None:
        problems.append(_unreadable(Place(_shown(Path(error.filename or root.path))), error))

    for folder, folders, files in os.walk(root.path, followlinks=True, onerror=unreadable):
        real = os.path.realpath(folder)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        # Folders named like files are kept, so that reading them reports what they are.
        odd = [name for name in folders if name.endswith((".yaml", ".yml"))]
        problems += _dangling_folders(root, Path(folder), files)
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in odd
        )
        here = PurePosixPath(*Path(folder).relative_to(root.path).parts)
        found += [here / name for name in [*files, *odd] if not name.startswith(".")]
    for relative in sorted(found):
        if relative.suffix == ".yaml":
            yield relative
        elif relative.suffix.lower() in (".yml", ".yaml"):
            hint = f"rename it to {relative.stem}.yaml"
            problems.append(
                Problem(
                    code="file-ending",
                    message="a catalog's files end in `.yaml`",
                    place=root.place(relative),
                    hint=hint,
                )
            )


def _dangling_folders(root: _Root, folder: Path, files: list[str]) -> Iterator[Problem]:
    """Links that lead nowhere and are not named like files: a folder may be missing."""
    for name in sorted(files):
        path = folder / name
        if not name.endswith((".yaml", ".yml")) and not name.startswith(".") and not path.exists():
            place = root.place(PurePosixPath(*path.relative_to(root.path).parts))
            message, hint = "the link leads nowhere", "mend or remove it"
            yield Problem(code="dangling-link", message=message, place=place, hint=hint)


def _read_form(file: Path, place: Place, kind: str, problems: list[Problem]):  # type: ignore[no-untyped-def]
    """The form of one file, or None after reporting why there is none."""
    text = _read_text(file, place, problems)
    if text is None:
        return None
    node, found = parse(text, place.path)
    problems.extend(found)
    if node is None:
        if not found:
            hint = "write at least a name, or delete the file"
            problems.append(
                Problem(code="empty-file", message="the file is empty", place=place, hint=hint)
            )
        return None
    return FORMATS[kind].read(node, problems)


def _read_text(file: Path, place: Place, problems: list[Problem]) -> str | None:
    try:
        if file.is_symlink() and not file.exists():
            raise _Unfit("dangling-link", "the link leads nowhere", "mend or remove it")
        if not file.exists():
            raise _Unfit("no-file", "no such file", None)
        if not file.is_file():
            raise _Unfit("not-a-file", "this is not a regular file", "only plain files are read")
        size = file.stat().st_size
        if size > MAX_BYTES:
            message = f"the file has {size:,} bytes; {MAX_BYTES:,} are the most that is read"
            raise _Unfit("file-too-large", message, "one file holds one thing")
        return _decoded(file.read_bytes())
    except _Unfit as unfit:
        where = Place(place.path, unfit.line, unfit.column)
        problems.append(Problem(code=unfit.code, message=str(unfit), place=where, hint=unfit.hint))
    except OSError as error:
        problems.append(_unreadable(place, error))
    return None


class _Unfit(Exception):
    def __init__(
        self, code: str, message: str, hint: str | None, line: int = 0, column: int = 0
    ) -> None:
        super().__init__(message)
        self.code, self.hint, self.line, self.column = code, hint, line, column


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _position(data, error.start)
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise _Unfit("not-utf8", message, "save the file as UTF-8", line, column) from None
    if "\0" in text:
        line, column = _position(data, data.index(0))
        raise _Unfit("nul-byte", "a NUL byte", "this is no text file", line, column)
    return text


def _position(data: bytes, offset: int) -> tuple[int, int]:
    before = data[:offset]
    return before.count(b"\n") + 1, offset - (before.rfind(b"\n") + 1) + 1


def _unreadable(place: Place, error: OSError) -> Problem:
    message = f"cannot be read: {(error.strerror or 'unknown reason').lower()}"
    return Problem(code="unreadable", message=message, place=place)


def _shown(path: Path) -> str:
    """The path as it was given, with forward slashes on every system."""
    return path.as_posix()


def _is_bundled(root: _Root) -> bool:
    return os.path.realpath(root.path) == os.path.realpath(bundled())


def _merged(form: CatalogForm, base: CatalogForm) -> CatalogForm:
    """What the extending catalog leaves open is as in the one below."""
    return replace(
        form,
        name=form.name or base.name,
        version=form.version or base.version,
        licence=form.licence or base.licence,
        levels=form.levels or base.levels,
        default_level=form.default_level or base.default_level,
        default_hours=form.default_hours or base.default_hours,
        ambiguous=(*form.ambiguous, *_unsettled(form, base)),
        below=base.place,
    )


def _unsettled(form: CatalogForm, base: CatalogForm) -> Iterator[tuple[Scalar, tuple[Scalar, ...]]]:
    """Ambiguous words of the catalog below of which the extending one says nothing."""
    settled = {folded(word.text) for word, _ in form.ambiguous}
    return ((word, ids) for word, ids in base.ambiguous if folded(word.text) not in settled)
