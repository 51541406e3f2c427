"""The styles of Word files: set once on real styles, so that an editor changes them in one place."""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle

from wardmoot.reports.palette import INK, MUTED, RULE, TEAL, TEAL_TINT

FONT = "Arial"
"""A typeface that every editor of the file has."""
NOTE, LAST_NOTE, CALLOUT, WARNING, TABLE, FIGURE = "Note", "Note last", "Callout", "Callout warning", "Partnership table", "Figure link"
PICTURE, STRONG = "Picture", "Strong"
ANNEX_TITLE = "Annex title"
"""A heading of level 2 that stays out of the contents: these take the built-in headings only."""
TABLE_TEXT, TABLE_HEADING = "Table text", "Table heading"
SMALL_TEXT, SMALL_HEADING = "Small table text", "Small table heading"
TABLE_SIZE, SMALL_SIZE = 9.0, 7.5
NUMBER = " number"
"""A style of tables with this after its name is aligned right."""
_HEADINGS = (("Title", 24, TEAL), ("Heading 1", 17, TEAL), ("Heading 2", 13, INK), ("Heading 3", 11, INK))


def prepare_styles(word: WordDocument, language: str, part: float = 1) -> None:
    """Set the built-in styles and add the document's own; `part` of the usual size where all of it must stand on one page."""
    styles = word.styles
    _font(styles["Normal"], 10.5, INK)
    styles["Normal"].paragraph_format.space_after = Pt(7)
    for name, size, colour in _HEADINGS:
        _font(styles[name], size, colour, bold=True)
    styles["Title"].paragraph_format.space_after = Pt(4)
    borders = styles["Title"].element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        styles["Title"].element.pPr.remove(borders)
    for name, before in (("Heading 1", 22), ("Heading 2", 16), ("Heading 3", 12)):
        styles[name].paragraph_format.space_before, styles[name].paragraph_format.space_after = Pt(before), Pt(6)
    _font(styles["Subtitle"], 12, INK)
    for spacing in styles["Subtitle"].element.rPr.findall(qn("w:spacing")):
        styles["Subtitle"].element.rPr.remove(spacing)
    _font(styles["Caption"], 10.5, INK, bold=True)
    styles["Caption"].paragraph_format.space_before, styles["Caption"].paragraph_format.space_after = Pt(8), Pt(2)
    _font(styles["List Bullet"], 10.5, INK)
    _font(styles["Header"], 9, INK, bold=True)
    styles["Header"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _font(styles["Footer"], 7.5, MUTED)
    _own_styles(word)
    _language(word, language)
    if part != 1:
        _shrink(word, part)


def _shrink(word: WordDocument, part: float) -> None:
    for style in word.styles:
        if style.type is WD_STYLE_TYPE.PARAGRAPH:
            room = style.paragraph_format
            style.font.size = Pt(round(style.font.size.pt * part * 2) / 2) if style.font.size else None
            room.space_before = Pt(room.space_before.pt * part) if room.space_before else room.space_before
            room.space_after = Pt(room.space_after.pt * part) if room.space_after else room.space_after


def _own_styles(word: WordDocument) -> None:
    for name, size, colour, after in (
        (NOTE, 9, MUTED, 2),
        (LAST_NOTE, 9, MUTED, 8),
        (PICTURE, 10.5, INK, 2),
        (TABLE_TEXT, TABLE_SIZE, INK, 0),
        (SMALL_TEXT, SMALL_SIZE, INK, 0),
        (CALLOUT, 10.5, INK, 4),
        (WARNING, 10.5, INK, 4),
    ):
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = word.styles["Normal"]
        _font(style, size, colour)
        style.paragraph_format.space_after = Pt(after)
    word.styles[PICTURE].paragraph_format.keep_with_next = word.styles["Caption"].paragraph_format.keep_with_next = True
    for name in (NOTE, LAST_NOTE):
        word.styles[name].paragraph_format.space_before = Pt(3)
    for name, base in ((TABLE_HEADING, TABLE_TEXT), (SMALL_HEADING, SMALL_TEXT)):
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = word.styles[base]
        style.font.bold = True
        style.paragraph_format.keep_with_next = True
    for base in (TABLE_TEXT, TABLE_HEADING, SMALL_TEXT, SMALL_HEADING):
        style = word.styles.add_style(base + NUMBER, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = word.styles[base]
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    title = word.styles.add_style(ANNEX_TITLE, WD_STYLE_TYPE.PARAGRAPH)
    title.base_style = word.styles["Heading 2"]
    for name in ("TOC 1", "TOC 2"):
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = word.styles["Normal"]
        style.paragraph_format.space_after = Pt(2)
        style.paragraph_format.left_indent = Pt(14 if name.endswith("2") else 0)
    link = word.styles.add_style(FIGURE, WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb = _colour(TEAL)
    _box(word.styles[CALLOUT], f'<w:left w:val="single" w:sz="36" w:space="8" w:color="{TEAL[1:]}"/>', TEAL_TINT)
    _box(
        word.styles[WARNING],
        "".join(
            f'<w:{side} w:val="single" w:sz="{36 if side == "left" else 8}" w:space="8" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right")
        ),
        "#ffffff",
    )
    word.styles.element.append(parse_xml(_table_style()))


def _font(style: ParagraphStyle, size: float, colour: str, *, bold: bool = False) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, False
    style.font.color.rgb = _colour(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if "heme" in name:
            del fonts.attrib[name]
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), FONT)


def _colour(text: str) -> RGBColor:
    return RGBColor.from_string(text[1:].upper())


def _box(style: ParagraphStyle, borders: str, fill: str) -> None:
    properties = style.element.get_or_add_pPr()
    shading = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill[1:]}"/>')
    spacing = properties.find(qn("w:spacing"))
    border = parse_xml(f"<w:pBdr {nsdecls('w')}>{borders}</w:pBdr>")
    position = list(properties).index(spacing) if spacing is not None else len(properties)
    properties.insert(position, border)
    properties.insert(position + 1, shading)


def _language(word: WordDocument, language: str) -> None:
    defaults = word.styles.element.find(qn("w:docDefaults"))
    for found in defaults.iter(qn("w:lang")) if defaults is not None else ():
        found.set(qn("w:val"), language)
    theme = word.settings.element.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:val"), language)


def _table_style() -> str:
    def line(side: str, size: int, colour: str) -> str:
        return f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour[1:]}"/>'

    room = "".join(f'<w:{side} w:w="{size}" w:type="dxa"/>' for side, size in (("top", 40), ("left", 80), ("bottom", 40), ("right", 80)))
    borders = f"<w:tblBorders>{line('bottom', 4, RULE)}{line('insideH', 4, RULE)}</w:tblBorders>"
    shading = f'<w:shd w:val="clear" w:color="auto" w:fill="{TEAL_TINT[1:]}"/>'
    head = f"<w:tcPr><w:tcBorders>{line('bottom', 12, TEAL)}</w:tcBorders>{shading}</w:tcPr>"
    return (
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="PartnershipTable"><w:name w:val="{TABLE}"/>'
        '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>'
        f'<w:tblPr><w:tblStyleRowBandSize w:val="1"/>{borders}<w:tblCellMar>{room}</w:tblCellMar></w:tblPr>'
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>{head}</w:tblStylePr></w:style>'
    )
