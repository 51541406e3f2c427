"""The writing of an assessment as JSON, so that a locked version keeps it word for word and can be printed again for other readers."""

from __future__ import annotations

import base64
import json
from datetime import date
from typing import Any

from wardmoot.core.figures import Figure, FigureText, Form, figure_from_json, figure_to_json
from wardmoot.reports.assessment.editing import Decision, Delivered, Editing, ProposedPriority, Standing, View, Words
from wardmoot.reports.document import Cell, Column, Picture, PlotPoint, ScorePlot, Table


def write_editing(editing: Editing) -> str:
    """One JSON text; pictures are in it, so that it needs nothing beside it."""
    return json.dumps(_plain(editing), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _plain(editing: Editing) -> dict[str, Any]:
    return {
        "decisions": {
            key: {"standing": d.standing.value, "reason": d.reason, "place": d.place, "comment": d.comment} for key, d in editing.decisions.items()
        },
        "words": {
            key: [{"paragraphs": list(w.paragraphs), "by": w.by, "on": w.on.isoformat()} for w in words] for key, words in editing.words.items()
        },
        "pictures": {key: [_picture(one) for one in pictures] for key, pictures in editing.pictures.items()},
        "priorities": [_priority(one) for one in editing.priorities],
        "priorities_note": editing.priorities_note,
        "priority_plot": _plot(editing.priority_plot) if editing.priority_plot else None,
        "residents": [_view(one) for one in editing.residents],
        "group": [_view(one) for one in editing.group],
        "delivered": [{"part": d.part, "state": d.state, "words": d.words} for d in editing.delivered],
        "intelligence": list(editing.intelligence),
        "recommendations": list(editing.recommendations),
        "version": editing.version,
    }


def _picture(one: Picture) -> dict[str, str]:
    return {"id": one.id, "title": one.title, "alt": one.alt, "source": one.source, "content": base64.b64encode(one.content).decode("ascii")}


def _priority(one: ProposedPriority) -> dict[str, Any]:
    return {
        "title": one.title,
        "reason": one.reason,
        "scores": [figure_to_json(score) for score in one.scores],
        "decision": one.decision,
        "confidence": one.confidence,
        "ranks": list(one.ranks) if one.ranks else None,
    }


def _view(one: View) -> dict[str, Any]:
    return {
        "issue": one.issue,
        "source": one.source,
        "on": one.on.isoformat() if one.on else None,
        "people": figure_to_json(one.people) if one.people else None,
        "words": one.words,
    }


def _plot(plot: ScorePlot) -> dict[str, Any]:
    words = {name: getattr(plot, name) for name in ("id", "title", "subtitle", "alt", "x_title", "y_title", "source", "filters")}
    points = [{"label": p.label, "x": figure_to_json(p.x), "y": figure_to_json(p.y)} for p in plot.points]
    return words | {"x_range": list(plot.x_range), "y_range": list(plot.y_range), "points": points, "table": _table(plot.table)}


def _table(table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "title": table.title,
        "subtitle": table.subtitle,
        "columns": [[column.key, column.heading, column.numeric] for column in table.columns],
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
        "source": table.source,
        "notes": list(table.notes),
    }


def _cell(cell: Cell) -> Any:
    return {"figure": figure_to_json(cell.figure), "form": cell.form.value} if isinstance(cell, FigureText) else cell


def read_editing(text: str) -> Editing:
    """The writing that `write_editing` wrote. Raises ValueError for a text that is not whole."""
    try:
        return _editing(json.loads(text))
    except (KeyError, TypeError) as lost:
        raise ValueError(f"the writing of the version cannot be read: {lost}") from None


def _editing(plain: dict[str, Any]) -> Editing:
    plot = plain["priority_plot"]
    return Editing(
        decisions={key: Decision(Standing(d["standing"]), d["reason"], d["place"], d["comment"]) for key, d in plain["decisions"].items()},
        words={
            key: tuple(Words(tuple(w["paragraphs"]), w["by"], date.fromisoformat(w["on"])) for w in words) for key, words in plain["words"].items()
        },
        pictures={
            key: tuple(Picture(p["id"], p["title"], p["alt"], base64.b64decode(p["content"]), p["source"]) for p in pictures)
            for key, pictures in plain["pictures"].items()
        },
        priorities=tuple(_read_priority(one) for one in plain["priorities"]),
        priorities_note=plain["priorities_note"],
        priority_plot=_read_plot(plot) if plot else None,
        residents=tuple(_read_view(one) for one in plain["residents"]),
        group=tuple(_read_view(one) for one in plain["group"]),
        delivered=tuple(Delivered(d["part"], d["state"], d["words"]) for d in plain["delivered"]),
        intelligence=tuple(plain["intelligence"]),
        recommendations=tuple(plain["recommendations"]),
        version=plain["version"],
    )


def _read_priority(one: dict[str, Any]) -> ProposedPriority:
    scores = tuple(figure_from_json(score) for score in one["scores"])
    ranks = (one["ranks"][0], one["ranks"][1]) if one["ranks"] else None
    return ProposedPriority(one["title"], one["reason"], scores, one["decision"], one["confidence"], ranks)


def _read_view(one: dict[str, Any]) -> View:
    people: Figure | None = figure_from_json(one["people"]) if one["people"] else None
    return View(one["issue"], one["source"], date.fromisoformat(one["on"]) if one["on"] else None, people, one["words"])


def _read_plot(plain: dict[str, Any]) -> ScorePlot:
    points = tuple(PlotPoint(p["label"], figure_from_json(p["x"]), figure_from_json(p["y"])) for p in plain["points"])
    made: dict[str, Any] = {**plain, "points": points, "table": _read_table(plain["table"])}
    made |= {name: (plain[name][0], plain[name][1]) for name in ("x_range", "y_range")}
    return ScorePlot(**made)


def _read_table(plain: dict[str, Any]) -> Table:
    columns = tuple(Column(key, heading, numeric) for key, heading, numeric in plain["columns"])
    rows = tuple(tuple(_read_cell(cell) for cell in row) for row in plain["rows"])
    return Table(plain["id"], plain["title"], plain["subtitle"], columns, rows, plain["source"], tuple(plain["notes"]))


def _read_cell(cell: Any) -> Cell:
    return FigureText(figure_from_json(cell["figure"]), Form(cell["form"])) if isinstance(cell, dict) else cell
