"""The strategic assessment's template: its sections as data, what each must cover, and who could supply what is missing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path

from wardmoot.catalogue.crime_types import crime_types
from wardmoot.catalogue.faults import CatalogueFaults
from wardmoot.catalogue.faults import Path as Place
from wardmoot.catalogue.line_index import LineIndex
from wardmoot.catalogue.measures import declared_measures
from wardmoot.catalogue.published_offences import published_offences
from wardmoot.catalogue.reading import Found, Table, read_table
from wardmoot.catalogue.toml_text import FileKind, decoded, first_of_each, in_order, toml_of
from wardmoot.core.figures import AreaKind
from wardmoot.core.findings import Finder, Finding

SHIPPED = Path(__file__).parent / "assessment_template.toml"
TEMPLATE_FILE = FileKind("template of an assessment", "it begins with version", "four levels", CatalogueFaults)
COMMUNITY_AREAS, PLACES, DATA_QUALITY = "community-areas", "places", "data-quality"
_SMALL = (AreaKind.LSOA_2011, AreaKind.LSOA_2021, AreaKind.WARD)


class SectionKind(StrEnum):
    """What stands in a section: OPENING what a reader needs first, EVIDENCE and THEME findings, WORDS mostly what people wrote, ANNEX lists."""

    OPENING = "opening"
    EVIDENCE = "evidence"
    THEME = "theme"
    WORDS = "words"
    ANNEX = "annex"


@dataclass(frozen=True, slots=True)
class ContentItem:
    """One of the matters an assessment must cover, in words and in `short`. Source: SI 2007/1830, regulations 5 to 7."""

    number: int
    short: str
    words: str


@dataclass(frozen=True, slots=True)
class Topic:
    """What a section should speak of, and who could supply the data for it.

    `crime_types` are categories of the street files, `offences` groups of the published tables, `measures` named measures of
    partners' data. A topic with none of them can not be assessed from any data the product reads yet.
    """

    key: str
    words: str
    crime_types: tuple[str, ...]
    offences: tuple[str, ...]
    measures: tuple[str, ...]
    suppliers: tuple[str, ...]

    @property
    def supplier(self) -> str:
        """Who could supply it, in words: `police or children's services`."""
        return " or ".join(filter(None, (", ".join(self.suppliers[:-1]), *self.suppliers[-1:])))


@dataclass(frozen=True, slots=True)
class Section:
    """A section: `prompt` is what it asks of the analyst, `content_items` the numbers of the items it covers, `theme` the plan's theme."""

    key: str
    title: str
    kind: SectionKind
    prompt: str
    content_items: tuple[int, ...] = ()
    theme: str = ""
    finders: tuple[Finder, ...] = ()
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True)
class AssessmentTemplate:
    """The sections in reading order."""

    version: str
    content_items: tuple[ContentItem, ...]
    sections: tuple[Section, ...]

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Every topic, in reading order."""
        return tuple(topic for section in self.sections for topic in section.topics)

    def section(self, key: str) -> Section:
        """The section of that key. Raises KeyError, naming those there are, for another."""
        found = self._by_key.get(key)
        if found is None:
            raise KeyError(f"the template has no section {key!r}; it has: {', '.join(self._by_key)}")
        return found

    @cached_property
    def _by_key(self) -> dict[str, Section]:
        return {section.key: section for section in self.sections}

    @cached_property
    def _claimed(self) -> dict[str, str]:
        """For each measure and topic key, the section that speaks of it."""
        return {name: section.key for section in self.sections for topic in section.topics for name in (*topic.measures, topic.key)}

    @cached_property
    def _of_finder(self) -> dict[Finder, str]:
        return {finder: section.key for section in self.sections for finder in section.finders}

    def section_of(self, finding: Finding) -> str:
        """The key of the section in which a finding stands.

        What is missing, and what is said of a partners' measure, stand with the topic; what is said of one community area or
        small area with those; everything else where the finder's findings stand. A finder that no section names: data quality.
        """
        across = finding.finder in (Finder.PEOPLE, Finder.REPEATS, Finder.ASSOCIATION, Finder.INEQUALITY)
        if not across and finding.subject in self._claimed:
            return self._claimed[finding.subject]
        if finding.area.kind is AreaKind.COMMUNITY and COMMUNITY_AREAS in self._by_key:
            return COMMUNITY_AREAS
        if finding.area.kind in _SMALL and PLACES in self._by_key:
            return PLACES
        return self._of_finder.get(finding.finder, DATA_QUALITY)


@cache
def assessment_template() -> AssessmentTemplate:
    """The template that comes with the product.

    >>> assessment_template().section("why").content_items
    (3,)
    """
    return parse_template(SHIPPED.read_bytes(), SHIPPED.name)


def section_of(finding: Finding) -> str:
    """The key of the section of the shipped template in which a finding stands."""
    return assessment_template().section_of(finding)


def parse_template(content: bytes, file: str) -> AssessmentTemplate:
    """The template that the bytes of a file hold. Raises CatalogueFaults with every fault found, each with its line and field."""
    text = decoded(content, file, TEMPLATE_FILE)
    data = toml_of(text, file, TEMPLATE_FILE)
    found = Found()
    made = read_table(data, (), found, _template_of)
    for path, message in _misfits(made):
        found.add(path, message)
    if faults := in_order(first_of_each(found.faults), LineIndex(text), found.not_kept):
        raise CatalogueFaults(file, faults)
    return made


def _template_of(table: Table) -> AssessmentTemplate:
    return AssessmentTemplate(
        version=table.text("version"),
        content_items=table.tables("content_items", _item_of, required=True),
        sections=table.tables("sections", _section_of, required=True),
    )


def _item_of(table: Table) -> ContentItem:
    return ContentItem(table.whole("number", least=1, most=20), table.text("short"), table.text("words"))


def _section_of(table: Table) -> Section:
    return Section(
        key=table.key("key"),
        title=table.text("title"),
        kind=table.choice("kind", SectionKind),
        prompt=table.text("prompt"),
        content_items=table.wholes("content_items", least=1, most=20),
        theme=table.text("theme", required=False),
        finders=tuple(Finder(name) for name in _known(table, "finders", [finder.value for finder in Finder], "a finder")),
        topics=table.tables("topics", _topic_of),
    )


def _topic_of(table: Table) -> Topic:
    suppliers = table.texts("suppliers")
    if not suppliers:
        table.fault("suppliers", "names nobody; name at least one agency that could supply the data")
    return Topic(
        key=table.key("key"),
        words=table.text("words"),
        crime_types=_known(table, "crime_types", crime_types(), "a crime type"),
        offences=_known(table, "offences", published_offences(), "a published offence group"),
        measures=_known(table, "measures", declared_measures(), "a measure"),
        suppliers=suppliers,
    )


def _known(table: Table, key: str, known: Collection[str], noun: str) -> tuple[str, ...]:
    """The texts of a list that are known; each of the others is a fault."""
    given = table.texts(key)
    for position, name in enumerate(given):
        if name not in known:
            table.found.add((*table.path, key, position), f"{name!r} is not {noun}; use one of: {', '.join(known)}")
    return tuple(name for name in given if name in known)


def _misfits(made: AssessmentTemplate) -> Iterator[tuple[Place, str]]:
    """What is wrong between the parts: keys used twice, items nobody declared, finders in two sections, a theme without its key."""
    yield from _twice(made, lambda section: (section.key,), "key")
    yield from _twice(made, lambda section: section.finders, "finders")
    declared, topics = {item.number for item in made.content_items}, set[str]()
    for index, section in enumerate(made.sections):
        place: Place = ("sections", index)
        if unknown := set(section.content_items) - declared:
            yield (*place, "content_items"), f"{sorted(unknown)[0]} is not among the content items; declare it above or leave it out"
        if (section.kind is SectionKind.THEME) != bool(section.theme):
            yield (*place, "theme"), "a section of kind theme names its theme, and no other does; give the key of the plan's theme, or leave it out"
        for position, topic in enumerate(section.topics):
            if topic.key in topics:
                yield (*place, "topics", position, "key"), f"{topic.key!r} is already used; give each topic its own"
            topics.add(topic.key)


def _twice(made: AssessmentTemplate, values: Callable[[Section], tuple[str, ...]], field: str) -> Iterator[tuple[Place, str]]:
    seen: set[str] = set()
    for index, section in enumerate(made.sections):
        for value in values(section):
            if value in seen:
                yield ("sections", index, field), f"{str(value)!r} is already in another section; keep it in one"
            seen.add(value)
