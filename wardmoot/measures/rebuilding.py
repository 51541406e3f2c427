"""An assessment made again from its own figures.json, and two assessments compared figure by figure and finding by finding."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

UNSTEADY = ("loaded_at", "computed_at")
"""What differs between two makings of the same figure from the same files; the hash leaves it out."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure or a finding that differs. `then` or `now` is empty where there was none; `why` names what differs behind it."""

    id: str
    what: str
    then: str
    now: str
    why: str


def read_figures_file(path: Path) -> dict[str, Any]:
    """What a figures.json says. Raises ValueError, naming the file and what to do, where it is not the file of an assessment."""
    try:
        said = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ValueError(f"{path}: cannot be read ({error.strerror or error}); give the figures.json of an assessment") from None
    except ValueError:
        raise ValueError(f"{path}: is not JSON text; give the figures.json of an assessment") from None
    wanted = ("figures", "findings", "request", "files")
    lacking = [name for name in wanted if not isinstance(said, dict) or name not in said]
    if lacking:
        raise ValueError(f"{path}: has no {', '.join(lacking)}: it was not made by `wardmoot assess`, or by an earlier version; give another file")
    return dict(said)


def hash_of(figures: Iterable[Mapping[str, Any]]) -> str:
    """The SHA-256 of figures as JSON values, in the order of their ids, whatever moment they were computed and loaded at.

    >>> hash_of([{"id": "a", "trace": {"computed_at": "then"}}]) == hash_of([{"id": "a", "trace": {"computed_at": "now"}}])
    True
    """
    told = sorted(json.dumps(_steady(figure), sort_keys=True, ensure_ascii=False) for figure in figures)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _steady(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _steady(item) for key, item in value.items() if key not in UNSTEADY}
    return [_steady(item) for item in value] if isinstance(value, list) else value


def figures_hash(figures_file: Path) -> str:
    """The hash of every figure of a figures.json; see `hash_of`. Raises ValueError where the file is not that of an assessment."""
    return hash_of(every_figure(read_figures_file(figures_file)))


def every_figure(said: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The figures that are printed and those behind findings that are not.

    >>> every_figure({"figures": [{"id": "a"}], "further_figures": [{"id": "b"}]})
    [{'id': 'a'}, {'id': 'b'}]
    """
    return [*said["figures"], *said.get("further_figures", ())]


def is_counted(figure: Mapping[str, Any]) -> bool:
    """Whether a figure was made from data files, so that it can be made again; scores and views of people are not."""
    return bool(figure["trace"]["files"])


def differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What differs between two assessments, each as its figures.json says it: findings first, then figures, in the order of `now`."""
    return (*finding_differences(then, now), *figure_differences(every_figure(then), every_figure(now)))


def figure_differences(then: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> tuple[Difference, ...]:
    """The figures that are new or gone, and those with another value or verdict, or the same from other rows."""
    before, after = ({figure["id"]: figure for figure in figures} for figures in (then, now))
    found = []
    for name in dict.fromkeys((*after, *before)):
        old, new = before.get(name), after.get(name)
        if old is None or new is None or hash_of([old]) != hash_of([new]):
            label = (new or old or {})["label"]
            found.append(Difference(name, str(label), _told(old), _told(new), why_of(old, new)))
    return tuple(found)


def finding_differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Difference, ...]:
    """The findings that are new or gone, say something else, or were decided on otherwise."""
    before, after = ({one["id"]: one for one in said["findings"]} for said in (then, now))
    figures = [{figure["id"]: figure for figure in every_figure(said)} for said in (then, now)]
    found = []
    for name in dict.fromkeys((*after, *before)):
        old, new = before.get(name), after.get(name)
        if old is None or new is None or old["words"] != new["words"] or _standing(old) != _standing(new):
            said_then, said_now = ("" if one is None else str(one["words"]) for one in (old, new))
            found.append(Difference(name, str((new or old or {})["subject_words"]), said_then, said_now, why_finding(old, new, *figures)))
    return tuple(found)


def why_finding(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Why a finding differs, from the figures it rests on and what was decided of it."""
    reasons = []
    if old is not None and new is not None and _standing(old) != _standing(new):
        reasons.append(f"decided otherwise ({_standing(old)}, then {_standing(new)})")
    mine = [[held[name] for name in (one or {}).get("figures", ()) if name in held] for one, held in ((old, before), (new, after))]
    if old is None or new is None:
        reasons.append("not found last time" if old is None else "not found this time")
    if mine[0] and mine[1] and hash_of(mine[0][:1]) != hash_of(mine[1][:1]):
        reasons.append(why_of(mine[0][0], mine[1][0]))
    return "; ".join(reasons)


def why_of(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> str:
    """What differs behind two figures of one id: the period, the bytes of a file, the files, or how it is computed."""
    if old is None or new is None:
        return "not in the other assessment"
    reasons = []
    if old["period"] != new["period"]:
        reasons.append("another period")
    reasons += [f"revised file: {name}" for name in revised(old, new)]
    if old["trace"]["version"] != new["trace"]["version"]:
        reasons.append("measured another way")
    same_files = {file["sha256"] for file in old["trace"]["files"]} == {file["sha256"] for file in new["trace"]["files"]}
    if not reasons and not same_files:
        reasons.append("other data files")
    return "; ".join(reasons) or "computed from the same files with another result"


def revised(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The names of files of one source and period whose bytes are not the same in both traces."""
    held = {(file["source"], file["period"], _kind_of(file["name"])): file for file in old["trace"]["files"]}
    pairs = [(held.get((file["source"], file["period"], _kind_of(file["name"]))), file) for file in new["trace"]["files"]]
    return [file["name"].rsplit("/", 1)[-1] for before, file in pairs if before is not None and before["sha256"] != file["sha256"]]


def _kind_of(name: str) -> str:
    """The name without its folders: the same file can come in another archive."""
    return name.rsplit("/", 1)[-1]


def _standing(finding: Mapping[str, Any]) -> str:
    return str((finding.get("decision") or {}).get("standing", "undecided"))


def _told(figure: Mapping[str, Any] | None) -> str:
    if figure is None:
        return ""
    verdict = (figure.get("test") or {}).get("verdict", "")
    return f"{figure['text']['with_comparator']}, {verdict}" if verdict else str(figure["text"]["with_comparator"])
