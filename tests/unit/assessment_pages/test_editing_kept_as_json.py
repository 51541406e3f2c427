"""What people wrote survives locking word for word, pictures and figures too."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from wardmoot.apps.assessment.editing_json import read_editing, write_editing
from wardmoot.apps.assessment.entries import paragraphs_of
from wardmoot.apps.assessment.section_presenters import differences
from wardmoot.core.calendar import Period
from wardmoot.core.figures import COUNTING_UNITS, Area, AreaKind, Figure, FigureText, Form, RecordQuery, Trace, Unit, figure_to_json
from wardmoot.reports.assessment.editing import Decision, Delivered, Editing, ProposedPriority, Standing, View, Words
from wardmoot.reports.document import Column, Picture, PlotPoint, ScorePlot, Table

DAY = date(2019, 12, 12)


def figure(name: str, value: float) -> Figure:
    asked = datetime(2019, 12, 12, 9, tzinfo=UTC)
    return Figure(
        id=name,
        label="Score",
        measure="score",
        value=value,
        unit=Unit.SCORE,
        counting_unit=COUNTING_UNITS["record"],
        area=Area("E06000054", "Wiltshire", AreaKind.AUTHORITY),
        period=Period.snapshot(DAY),
        trace=Trace("score", "1", "As scored.", asked, query=RecordQuery("scores", asked)),
    )


def whole() -> Editing:
    x, y = figure("x", 7), figure("y", 26)
    table = Table(
        "t", "Scores", "All", (Column("a", "Issue"), Column("b", "Risk", numeric=True)), (("ASB", FigureText(y, Form.VALUE)), ("B", None)), "us"
    )
    plot = ScorePlot("plot", "Scores", "All", "Two issues", "Likelihood", "Impact", (2, 9), (0, 48), (PlotPoint("ASB", x, y),), table, "us")
    return Editing(
        decisions={"change.burglary.E06000054": Decision(Standing.REJECTED, "=1+1 <b>not ours</b>", None, "")},
        words={"why": (Words(("One.", "Two “quoted”."), "Analyst, Police", DAY),)},
        pictures={"places": (Picture("p", "Park", "A park", bytes(range(256)), "Council"),)},
        priorities=(ProposedPriority("ASB", "most asked for", (x, y), "watch", "B, one source", (1, 3)),),
        priorities_note="Scored by four.",
        priority_plot=plot,
        residents=(View("Lighting", "Public meeting", DAY, figure("people", 31), "Evenings"),),
        group=(View("Exploitation", "Meeting"),),
        delivered=(Delivered("Road safety", "Done in part", "Two of three."),),
        intelligence=("Who?",),
        recommendations=("Name an owner.",),
        version="Version 1, final, locked 12 December 2019",
    )


def test_it_comes_back_as_it_was() -> None:
    given = whole()
    back = read_editing(write_editing(given))
    assert write_editing(back) == write_editing(given)
    assert back.pictures == given.pictures
    assert back.decisions == given.decisions
    assert back.words == given.words
    assert back.priority_plot is not None
    assert figure_to_json(back.priority_plot.points[0].y) == figure_to_json(figure("y", 26))
    assert back.priority_plot.table.rows[1] == ("B", None)


def test_an_empty_one_comes_back_too() -> None:
    assert read_editing(write_editing(Editing())) == Editing()


@pytest.mark.parametrize("text", ["", "{}", '{"decisions": 3}', "[1]"])
def test_a_text_that_is_not_whole_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_editing(text)


def test_paragraphs_are_parted_by_empty_lines_only() -> None:
    assert paragraphs_of("One\r\nline.\r\n\r\n \t\r\n\r\nTwo.") == ("One line.", "Two.")
    assert paragraphs_of(" \n\n ") == ()


def test_differences_mark_what_went_and_what_came_and_escape_the_rest() -> None:
    told = str(differences("the <b>old</b> words", "the new words"))
    assert told.split() == ["the", "<del>&lt;b&gt;old&lt;/b&gt;</del>", "<ins>new</ins>", "words"]
