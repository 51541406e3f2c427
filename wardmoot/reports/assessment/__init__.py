"""The strategic assessment as a document. Source of the required content: SI 2007/1830, regulations 5 to 7."""

from wardmoot.reports.assessment.document import assessment_document
from wardmoot.reports.assessment.editing import Editing
from wardmoot.reports.assessment.gathered import (
    Basis,
    Concentration,
    Gathered,
    Line,
    LocalArea,
    Place,
    Places,
    Quality,
    Scope,
    Shape,
)
from wardmoot.reports.assessment.series import Series
from wardmoot.reports.assessment.summary import summary_document

__all__ = [
    "Basis",
    "Concentration",
    "Editing",
    "Gathered",
    "Line",
    "LocalArea",
    "Place",
    "Places",
    "Quality",
    "Scope",
    "Series",
    "Shape",
    "assessment_document",
    "summary_document",
]
