"""Making an assessment whole: from a home to files. The command line and the web do the same thing here."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from wardmoot.catalogue.areas import community_areas_for
from wardmoot.catalogue.assessment_template import assessment_template
from wardmoot.catalogue.harm_weights import load_harm_weights
from wardmoot.catalogue.plans import installed_plan
from wardmoot.core.calendar import Month
from wardmoot.core.figures import figure_to_json
from wardmoot.core.findings import Finding, finding_to_json
from wardmoot.evidence import Batch, Store, StoreKind
from wardmoot.measures.assessment import assess
from wardmoot.measures.changes import changes_since
from wardmoot.measures.comparators import Group, group_from_json, group_to_json
from wardmoot.measures.rebuilding import Difference, differences, every_figure, figures_hash, hash_of, is_counted, read_figures_file
from wardmoot.reports.assessment import Gathered, assessment_document, summary_document
from wardmoot.reports.assessment.annexes import with_own_evidence
from wardmoot.reports.assessment.editing import Decision, Editing, Standing
from wardmoot.reports.audience import Audience
from wardmoot.reports.disclosure import Hidden, given_together, protected_findings, read_edition
from wardmoot.reports.document import Document, figures_of
from wardmoot.reports.figures_file import render_json
from wardmoot.reports.render import file_name, render
from wardmoot.reports.traces import traces_of

__all__ = ["Kind", "Made", "Rebuilt", "figures_hash", "make_assessment", "rebuild"]

PICTURES = "pictures"
"""Where a home keeps drawn charts and maps, by what is in them."""
WEIGHTS = Path("harm") / "weights.toml"
"""Where a home keeps the partnership's table of harm weights, if it has one."""
Progress = Callable[[str], None]


class Kind(StrEnum):
    """The whole assessment, or its summary of four pages at most."""

    FULL = "full"
    SUMMARY = "summary"


_WRITERS = {Kind.FULL: assessment_document, Kind.SUMMARY: summary_document}


@dataclass(frozen=True, slots=True)
class Made:
    """An assessment: what was found, its documents, its files, and what is hidden in each document.

    Files are by format, those of the summary as `summary.pdf`.
    """

    gathered: Gathered
    documents: Mapping[Kind, Document]
    files: dict[str, Path]
    hidden: Mapping[Kind, Hidden]

    @property
    def document(self) -> Document:
        """The whole assessment; the summary where only that was made."""
        return self.documents.get(Kind.FULL) or next(iter(self.documents.values()))


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """An assessment made again: whether its figures are the same, the hash of then and of now, and what differs."""

    identical: bool
    hash_then: str
    hash_now: str
    differences: tuple[Difference, ...]


def make_assessment(
    home: Path,
    *,
    area: str,
    to: Month,
    months: int,
    out: Path,
    formats: Sequence[str],
    now: datetime,
    editing: Editing | Callable[[Gathered], Editing] | None = None,
    audience: Audience = Audience.INTERNAL,
    kinds: Sequence[Kind] = (Kind.FULL, Kind.SUMMARY),
    earlier: Path | None = None,
    as_of: Path | None = None,
    similar: Group | None = None,
    published: Sequence[Path] = (),
    progress: Progress = lambda stage: None,
) -> Made:
    """Assess `area` from the data files of `home` and write the formats of each kind into `out`, which is made when it is not there.

    `editing` is what people added, or a function that is asked for it once everything is gathered. `earlier` is the figures.json of
    the last assessment, with which this one is compared; `as_of` one whose data files, and group of similar areas, are used and no
    others. `similar` is otherwise the group of areas to compare with. `published` are the figures.json of editions that the audience
    already has: nothing is given that, with them, gives a hidden count away. The plan's partnership leads where a plan is loaded.
    Raises ValueError, saying what to do, where it cannot be made or may not be given to the audience; then nothing is written.
    Raises StoreError where a data file of `as_of` is no longer held.
    """
    store = Store.open(home, read_only=True).snapshot()
    if audience is Audience.PUBLIC and store.kind is StoreKind.DEMONSTRATION:
        raise ValueError("this home is a demonstration, made of invented data: nothing of it can be published. Use a home with real data")
    if as_of is not None:
        then = read_figures_file(as_of)
        store, similar = store.of_files(file["sha256"] for file in then["files"]), _group_of(then)
    gathered = _gathered(home, store, area=area, to=to, months=months, now=now, similar=similar, progress=progress)
    edited = editing(gathered) if callable(editing) else editing or Editing()
    request = {"area": area, "to": str(to), "months": months, "made_at": now.isoformat(), "similar": group_to_json(similar) if similar else None}
    if earlier is not None:
        progress("Comparing with the last assessment")
        told = _findings_json(gathered, edited, None, audience)
        gathered = replace(gathered, changes=changes_since(read_figures_file(earlier), gathered, told))
    written = {}
    for kind in dict.fromkeys(kinds):
        progress(f"Writing the {'assessment' if kind is Kind.FULL else 'summary'}")
        written[kind] = _WRITERS[kind](gathered, edited)
    before = [read_edition(path.read_text("utf-8")) for path in published]
    given = dict(zip(written, given_together(tuple(written.values()), audience, earlier=before)))
    made = {kind: with_own_evidence(document) for kind, (document, _) in given.items()}
    out.mkdir(parents=True, exist_ok=True)
    files: dict[str, Path] = {}
    for kind, document in made.items():
        extra = _extra(gathered, edited, document, kind, audience, request, store.batches())
        files |= _written(document, kind, formats, out, f"{area}-{to}", extra, home / PICTURES, progress)
    return Made(gathered, made, files, {kind: hidden for kind, (_, hidden) in given.items()})


def _gathered(home: Path, store: Store, *, area: str, to: Month, months: int, now: datetime, similar: Group | None, progress: Progress) -> Gathered:
    plan = installed_plan(home)
    return assess(
        store,
        area=area,
        to=to,
        months=months,
        now=now,
        partnership=plan.identity.partnership if plan else "",
        groups=community_areas_for(area, home),
        plan=plan,
        similar=similar,
        harm=load_harm_weights(home / WEIGHTS) if (home / WEIGHTS).is_file() else None,
        progress=progress,
    )


def _written(
    document: Document, kind: Kind, formats: Sequence[str], out: Path, name: str, extra: Mapping[str, Any], pictures: Path, progress: Progress
) -> dict[str, Path]:
    """The files of one document by format, each name with its kind before it where that is not the whole assessment."""
    stem = f"strategic-assessment-{name}" if kind is Kind.FULL else f"strategic-assessment-summary-{name}"
    others = [form for form in formats if form != "json" or kind is Kind.FULL]
    found: dict[str, Path] = {}
    if others:
        found = render(document, others, out, stem=stem, progress=lambda _done, _total, stage: progress(stage), extra=extra, cache=_kept(pictures))
    if "json" in formats and kind is Kind.SUMMARY:
        place = out / Path(file_name(document, "html", "summary-figures")).with_suffix(".json")
        found["json"] = _in_place(render_json(document, extra=extra), place)
    return found if kind is Kind.FULL else {f"{kind.value}.{form}": path for form, path in found.items()}


def _kept(pictures: Path) -> Path | None:
    """The folder of drawn pictures, where the home can be written."""
    try:
        pictures.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return None
    return pictures


def _in_place(text: str, path: Path) -> Path:
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=".writing-", delete=False) as file:
        file.write(text)
    waiting = Path(file.name)
    waiting.chmod(0o640)
    return waiting.replace(path)


def _extra(
    gathered: Gathered,
    editing: Editing,
    document: Document,
    kind: Kind,
    audience: Audience,
    request: Mapping[str, Any],
    batches: Sequence[Batch],
) -> dict[str, Any]:
    """What figures.json says besides its figures: enough to compare the assessment and to make it again."""
    said: dict[str, Any] = {
        **{name: request[name] for name in ("area", "to", "months")},
        "request": dict(request),
        "kind": kind.value,
        "audience": audience.value,
        "version": editing.version,
        "template": assessment_template().version,
        "findings": _findings_json(gathered, editing, document, audience),
        "files": _files_json(_told_of(batches, document, audience)),
    }
    if audience is Audience.INTERNAL:
        said["further_figures"] = _further_json(gathered, editing, document)
        said["decisions"] = {name: _decision_json(decision) for name, decision in sorted(editing.decisions.items())}
    return said


def _told(gathered: Gathered, editing: Editing) -> list[Finding]:
    """The findings that nobody rejected."""
    standing = {name: decision.standing for name, decision in editing.decisions.items()}
    return [one for one in gathered.findings if standing.get(one.id) is not Standing.REJECTED]


def _further_json(gathered: Gathered, editing: Editing, document: Document) -> list[dict[str, Any]]:
    """The figures that stand behind findings and are not printed."""
    printed = {figure.id for figure in figures_of(document)}
    behind = (figure for one in _told(gathered, editing) for figure in (*one.figures, *((one.base,) if one.base else ())))
    return [figure_to_json(figure) for figure in {figure.id: figure for figure in behind if figure.id not in printed}.values()]


def _findings_json(gathered: Gathered, editing: Editing, document: Document | None, audience: Audience) -> list[dict[str, Any]]:
    """The findings that are printed, each with what was decided; to an audience only those whose every number it sees."""
    told = _told(gathered, editing)
    given = told if document is None else protected_findings(told, document, audience)
    none = Decision(Standing.UNDECIDED)
    return [{**finding_to_json(one), "decision": _decision_json(editing.decisions.get(one.id, none))} for one in given]


def _decision_json(decision: Decision) -> dict[str, Any]:
    return {"standing": decision.standing.value, "reason": decision.reason, "place": decision.place}


def _told_of(batches: Sequence[Batch], document: Document, audience: Audience) -> list[Batch]:
    """The data files an audience is told of: outside, only those that the figures it sees name."""
    named = {file.sha256 for figure in figures_of(document) for trace in traces_of(figure) for file in trace.files}
    return [batch for batch in batches if audience is Audience.INTERNAL or batch.sha256 in named]


def _files_json(batches: Sequence[Batch]) -> list[dict[str, str]]:
    """Every data file that counted, so that the same can be looked at again."""
    return [{"source": b.source.value, "name": b.file, "sha256": b.sha256, "period": b.period, "coverage": b.coverage} for b in batches]


def rebuild(
    home: Path, figures_file: Path, *, now: datetime, out: Path | None = None, formats: Sequence[str] = ("json",), with_current_files: bool = False
) -> Rebuilt:
    """Make the assessment of a figures.json again and compare: from the data files it names, or with those that count now.

    What people decided on findings is taken from the file; numbers that people gave (scores, views) are not computed and are taken
    as they stand. The files made are written into `out` where it is given, and thrown away otherwise. Raises ValueError where the
    file is not that of an assessment that can be made again, and StoreError, naming them, where data files are no longer held.
    """
    said = read_figures_file(figures_file)
    if said.get("audience") != Audience.INTERNAL.value or said.get("kind") != Kind.FULL.value:
        raise ValueError(f"{figures_file}: is that of an edition with things left out, from which nothing can be made again; give the internal one")
    request = said["request"]
    with tempfile.TemporaryDirectory() as room:
        made = make_assessment(
            home,
            area=request["area"],
            to=Month.parse(request["to"]),
            months=request["months"],
            out=out or Path(room),
            formats=tuple(dict.fromkeys((*formats, "json"))),
            now=now,
            editing=Editing(decisions=_decisions(said), version=said.get("version", "")),
            kinds=(Kind.FULL,),
            as_of=None if with_current_files else figures_file,
            similar=_group_of(said),
        )
        again = json.loads(made.files["json"].read_text("utf-8"))
    return compared(said, again)


def _group_of(said: Mapping[str, Any]) -> Group | None:
    """The group of similar areas that was chosen, where one was."""
    chosen = said["request"].get("similar")
    return group_from_json(chosen) if chosen else None


def _decisions(said: Mapping[str, Any]) -> dict[str, Decision]:
    return {name: Decision(Standing(one["standing"]), one["reason"], one["place"]) for name, one in said.get("decisions", {}).items()}


def compared(said: Mapping[str, Any], again: Mapping[str, Any]) -> Rebuilt:
    """Two assessments, each as its figures.json says it; numbers that people gave are taken from the first."""
    given = [figure for figure in said["figures"] if not is_counted(figure)]
    names = {figure["id"] for figure in given}
    now = {**again, "figures": [*(figure for figure in again["figures"] if figure["id"] not in names), *given]}
    hashes = hash_of(every_figure(said)), hash_of(every_figure(now))
    return Rebuilt(hashes[0] == hashes[1], *hashes, differences(said, now))
