"""The explorer's questions and answers: any measure, area, period and cut, with the assessment's own rules."""

from wardmoot.measures.exploring.answer import Answer, Breakdown, Hours, Question, Trend
from wardmoot.measures.exploring.partner import answer_partner, partner_months, partner_subjects
from wardmoot.measures.exploring.parts import Part
from wardmoot.measures.exploring.roads import answer_roads, road_authorities, road_months, road_subjects
from wardmoot.measures.exploring.street import StreetGround, answer_street, read_ground
from wardmoot.measures.exploring.subjects import Cut, Source, Subject, street_subjects

__all__ = [
    "Answer",
    "Breakdown",
    "Cut",
    "Hours",
    "Part",
    "Question",
    "Source",
    "StreetGround",
    "Subject",
    "Trend",
    "answer_partner",
    "answer_roads",
    "answer_street",
    "partner_months",
    "partner_subjects",
    "read_ground",
    "road_authorities",
    "road_months",
    "road_subjects",
    "street_subjects",
]
