"""Models that issues are scored with: shipped in `catalogue/priority_models`, and a partnership's own in the home."""

from __future__ import annotations

from pathlib import Path

from wardmoot.catalogue.faults import CatalogueFaults
from wardmoot.catalogue.line_index import LineIndex
from wardmoot.catalogue.reading import Found, Table, read_table
from wardmoot.catalogue.toml_text import FileKind, decoded, first_of_each, in_order, toml_of
from wardmoot.core.priorities import Axis, Combination, Confidence, ScoringModel, Section, Step

SHIPPED = Path(__file__).parent / "priority_models"
HOME_FOLDER = "priority-models"
"""The folder of the home that holds the models a partnership has written itself."""

LARGEST_VALUE = 1_000
MODEL_FILE = FileKind("scoring model", 'it begins with key = "..."', "four levels", CatalogueFaults)


def priority_models(home: Path | None = None) -> dict[str, str]:
    """The text of every scoring model by `key version`, checked: the shipped ones, then the home's own.

    The text and not the model, because an exercise keeps it: what was scored is judged by the model it was scored with.
    Raises CatalogueFaults for a faulty file, and where two files give one key and version.

    >>> list(priority_models())
    ['four-by-four 1', 'thematic 1']
    """
    found: dict[str, str] = {}
    for folder in (SHIPPED, *([home / HOME_FOLDER] if home else [])):
        for path in sorted(folder.glob("*.toml")):
            content = path.read_bytes()
            model = parse_priority_model(content, path.name)
            name = f"{model.key} {model.version}"
            if name in found:
                raise MODEL_FILE.fault(
                    path.name, f"there is already a model with key {model.key!r} and version {model.version!r}; give this one another version"
                )
            found[name] = decoded(content, path.name, MODEL_FILE)
    return found


def parse_priority_model(content: bytes, file: str) -> ScoringModel:
    """The model that the bytes of a file hold. Raises CatalogueFaults with every fault found, each with its line and field.

    >>> parse_priority_model((SHIPPED / "four-by-four-1.toml").read_bytes(), "four-by-four-1.toml").risk_range
    (1, 16)
    """
    text = decoded(content, file, MODEL_FILE)
    data = toml_of(text, file, MODEL_FILE)
    found = Found()
    made = read_table(data, (), found, _model_of)
    if faults := in_order(first_of_each(found.faults), LineIndex(text), found.not_kept):
        raise CatalogueFaults(file, faults)
    assert made is not None  # without a fault there is a model
    return made


def _model_of(table: Table) -> ScoringModel | None:
    before = len(table.found.faults)
    given = {name: table.text(name) for name in ("version", "title", "status", "source")}
    key = table.key("key")
    axes = table.tables("axes", _axis_of, required=True)
    within = table.table("within", _combinations_of)
    if within is None:
        table.fault("within", 'is missing; say how axes combine: [within] and below it impact = "sum", likelihood = "sum"')
    risk = table.choice("risk", Combination)
    confidence = table.tables("confidence", _confidence_of, required=True)
    bounds = _hundredths(table, "weights_from", 0.5), _hundredths(table, "weights_to", 2.0)
    if len(table.found.faults) > before:
        return None
    try:
        return ScoringModel(
            key=key, axes=tuple(axis for axis in axes if axis), within=within or {}, risk=risk, confidence=confidence, weight_bounds=bounds, **given
        )
    except ValueError as error:
        table.fault("axes", str(error))
        return None


def _combinations_of(table: Table) -> dict[Section, Combination]:
    return {section: table.choice(section.value, Combination) for section in Section if section.value in table}


def _axis_of(table: Table) -> Axis | None:
    key, title, help_text = table.key("key"), table.text("title"), table.text("help", required=False)
    section, steps = table.choice("section", Section), table.tables("steps", _step_of, required=True)
    try:
        return Axis(key, title, section, steps, help_text)
    except ValueError as error:
        table.fault("steps", str(error))
        return None


def _step_of(table: Table) -> Step:
    return Step(table.whole("value", least=0, most=LARGEST_VALUE), table.text("words"))


def _confidence_of(table: Table) -> Confidence:
    return Confidence(table.key("letter"), table.text("words"), table.flag("low", default=False))


def _hundredths(table: Table, key: str, default: float) -> int:
    given = table.number(key, required=False)
    return round(100 * (default if given is None else given))
