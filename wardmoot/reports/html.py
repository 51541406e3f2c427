"""Documents as web pages: semantic, readable without scripts, every figure linked to how it was made."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import quote

from markupsafe import Markup, escape

from wardmoot.core.figures import Figure
from wardmoot.reports.checks import check_document
from wardmoot.reports.document import (
    Block,
    Bullets,
    Callout,
    CalloutKind,
    Cell,
    Document,
    Drawing,
    FigureText,
    Heading,
    KeyFigure,
    KeyFigures,
    Map,
    PageLayout,
    Paragraph,
    Picture,
    Span,
    Table,
)
from wardmoot.reports.layout import FEW_ROWS, INTRO
from wardmoot.reports.numbering import Labels, captioned, labels_of
from wardmoot.reports.picture_words import standing_words
from wardmoot.reports.pictures import Gallery
from wardmoot.reports.pixels import pixels_of
from wardmoot.reports.rows import FILE_COLUMNS, FILES_TABLE, TRACE_COLUMNS, annex_tables, file_rows
from wardmoot.reports.traces import Annex, Method, annex_of
from wardmoot.reports.wording import HOW, NO_ROWS, card_words, cell_text, clean, foot, front_lines, notes_of, shield, source_line, span_text

TraceUrl = Callable[[Figure], str]
PictureUrl = Callable[[Picture], str]


def stylesheet() -> str:
    """The style sheet of documents; every rule is limited to classes that begin with `wm-`."""
    return files("wardmoot.reports").joinpath("assets/document.css").read_text("utf-8")


def trace_anchor(figure: Figure) -> str:
    """The id of the figure's row in the annex.

    An id may hold any character but white space.
    """
    return "trace-" + "-".join(clean(figure.id).split())


def render_html(document: Document, *, asset_url: Callable[[str], str] | None = None, gallery: Gallery | None = None) -> str:
    """The document as one page that needs no other file.

    With `asset_url` the style sheet is linked at `asset_url("document.css")` instead of written in. Raises ValueError,
    naming the fault, for a document that cannot be drawn.
    """
    body = render_html_body(document, gallery=gallery)
    inline = Markup("<style>\n{}{}</style>").format(_ours(stylesheet()), _ours(_printed_page(document)))
    style = Markup('<link rel="stylesheet" href="{}">').format(asset_url("document.css")) if asset_url else inline
    head = Markup('<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{}</title>\n{}\n').format(
        _page_title(document), style
    )
    page = (
        '<!DOCTYPE html>\n<html lang="{}">\n<head>\n{}</head>\n<body class="wm-page">\n<a class="wm-skip" href="#wm-main">Skip to main content</a>\n'
        '<main id="wm-main" tabindex="-1">\n{}</main>\n</body>\n</html>\n'
    )
    return str(_ours(page).format(document.language, head, _ours(body)))


def _printed_page(document: Document) -> str:
    """The rule that marks each printed page at its top and bottom, and turns a single page; the words are the product's own constants."""
    words = shield(document)
    place = f'{{ content: "{words}"; font: 700 9pt Arial, sans-serif; }}'
    turned = "size: A4 landscape; margin: 12mm; " if document.layout is PageLayout.ONE_PAGE else ""
    marked = f"@top-center {place} @bottom-center {place} " if words else ""
    return f"@media print {{ @page {{ {turned}{marked}}} }}\n" if turned or marked else ""


def _page_title(document: Document) -> str:
    return clean(" - ".join(part for part in (document.title, document.partnership, shield(document)) if part))


def render_html_body(
    document: Document, *, trace_url: TraceUrl | None = None, gallery: Gallery | None = None, picture_url: PictureUrl | None = None
) -> str:
    """The same document as one `<article>` to stand inside another page under a strict content security policy.

    It has classes only: no style attribute, no script. With `trace_url` each figure links there and the annex is left
    to that page; otherwise figures link to the annex at the end. Pictures that people added are written in, or with `picture_url`
    asked for there. Raises ValueError as `render_html` does.
    """
    check_document(document)
    annex = annex_of(document)
    labels = labels_of(document.blocks, annex_tables(annex))
    to_annex: TraceUrl = lambda figure: "#" + quote(trace_anchor(figure), safe="")  # noqa: E731
    page = _Page(trace_url or to_annex, gallery or Gallery(), labels, standing_words(document), picture_url or _written_in)
    parts = [page.front(document), page.contents(document, with_annex=trace_url is None), *(page.block(block) for block in document.blocks)]
    if trace_url is None:
        parts.append(page.annex(annex))
    parts.append(page.end(document))
    kind = "wm-document wm-one-page" if document.layout is PageLayout.ONE_PAGE else "wm-document"
    return str(Markup('<article class="{}" lang="{}">\n{}</article>\n').format(kind, document.language, Markup("\n").join(parts)))


def render_html_block(block: Block, *, trace_url: TraceUrl, gallery: Gallery | None = None, standing: tuple[str, ...] = ()) -> Markup:
    """One block to stand in a page that is laid out by somebody else, inside an element of class `wm-document`.

    Its figures lead to `trace_url`; it has no number. `standing` are lines for the foot of a chart or map. Raises ValueError
    for a picture that cannot be drawn.
    """
    return _Page(trace_url, gallery or Gallery(), {}, standing, _written_in).block(block)


def _written_in(picture: Picture) -> str:
    return f"data:{pixels_of(picture.content).media_type};base64,{b64encode(picture.content).decode()}"


@dataclass(frozen=True, slots=True)
class _Page:
    trace_url: TraceUrl
    gallery: Gallery
    labels: Labels
    standing: tuple[str, ...]
    picture_url: PictureUrl

    def front(self, document: Document) -> Markup:
        facts = _join("<div><dt>{}</dt><dd>{}</dd></div>", front_lines(document)[1:])
        return Markup(
            '{}<header class="wm-front"><p class="wm-partnership">{}</p><h1>{}</h1><p class="wm-subtitle">{}</p><dl class="wm-facts">{}</dl></header>'
        ).format(_shield(document), clean(document.partnership), clean(document.title), clean(document.subtitle), facts)

    def contents(self, document: Document, *, with_annex: bool) -> Markup:
        entries = [
            (block.level, quote(block.anchor), clean(block.text)) for block in document.blocks if isinstance(block, Heading) and block.in_contents
        ]
        if with_annex:
            entries.append((1, "how-do-we-know", HOW))
        items = _join('<li class="wm-level-{}"><a href="#{}">{}</a></li>', entries)
        return Markup('<nav class="wm-contents" aria-label="Contents of this document"><p class="wm-nav-title">Contents</p><ul>{}</ul></nav>').format(
            items
        )

    def end(self, document: Document) -> Markup:
        return Markup('<footer class="wm-foot"><p>{}</p></footer>{}').format(foot(document), _shield(document))

    def block(self, block: Block) -> Markup:
        match block:
            case Heading(level=level, text=text, anchor=anchor, new_page=new_page):
                broken = Markup(' class="wm-new-page"') if new_page else Markup("")
                return Markup('<h{0} id="{1}"{2}>{3}</h{0}>').format(level + 1, anchor, broken, clean(text))
            case Paragraph(spans=spans):
                return Markup("<p>{}</p>").format(self.spans(spans))
            case Bullets(items=items):
                return Markup("<ul>{}</ul>").format(_join("<li>{}</li>", ((self.spans(item),) for item in items)))
            case Callout():
                return self.callout(block)
            case KeyFigures(cards=cards):
                return Markup('<div class="wm-cards">{}</div>').format(Markup("").join(self.card(card) for card in cards))
            case Table():
                return self.table(block)
            case Picture():
                return self.added(block)
            case _:
                return self.drawing(block)

    def spans(self, spans: Iterable[Span]) -> Markup:
        return Markup("").join(self.figure(span) if isinstance(span, FigureText) else escape(span_text(span)) for span in spans)

    def figure(self, printed: FigureText) -> Markup:
        return Markup('<a class="wm-figure" href="{}">{}</a>').format(self.trace_url(printed.figure), span_text(printed))

    def callout(self, block: Callout) -> Markup:
        said = "Warning: " if block.kind is CalloutKind.WARNING else ""
        hidden = Markup('<span class="wm-hidden">{}</span>').format(said) if said else ""
        return Markup('<div class="wm-callout wm-callout-{}" role="note"><p class="wm-callout-title">{}{}</p><p>{}</p></div>').format(
            block.kind.value, hidden, clean(block.title), self.spans(block.spans)
        )

    def card(self, card: KeyFigure) -> Markup:
        words = card_words(card)
        lines = _join(
            '<p class="wm-card-{}">{}</p>',
            ((kind, text) for kind, text in (("unit", words.unit), ("where", words.where), ("where", words.brackets)) if text),
        )
        verdict = Markup('<p class="wm-verdict">{}</p>').format(words.verdict) if words.verdict else ""
        spark = Markup('<div class="wm-spark">{}</div>').format(_ours(self.gallery.card(card))) if card.chart else ""
        how = Markup('<p class="wm-how"><a href="{}">{}<span class="wm-hidden"> {}</span></a></p>').format(
            self.trace_url(card.figure), HOW, words.words
        )
        return Markup('<div class="wm-card"><p class="wm-card-words">{}</p><p class="wm-card-number">{}</p>{}{}{}{}</div>').format(
            words.words, self.figure(words.number), lines, verdict, spark, how
        )

    def table(self, table: Table, *, in_picture: bool = False) -> Markup:
        head = _join('<th scope="col"{}>{}</th>', ((_number_class(column.numeric), clean(column.heading)) for column in table.columns))
        rows = Markup("\n").join(self.row(table, row) for row in table.rows)
        if not table.rows:
            rows = Markup('<tr><td colspan="{}">{}</td></tr>').format(len(table.columns), NO_ROWS)
        subtitle = Markup('<span class="wm-subtitle">{}</span>').format(clean(table.subtitle)) if table.subtitle else ""
        caption = f"table-{table.id}"
        body = Markup(
            '<table class="wm-table"><caption id="{}-caption"><span class="wm-caption">{}{}</span></caption>'
            "<thead><tr>{}</tr></thead>\n<tbody>{}</tbody></table>"
        ).format(caption, captioned(self.labels, table.id, table.title), subtitle, head, rows)
        scroll = Markup('<div class="wm-scroll" id="{0}" role="group" aria-labelledby="{0}-caption" tabindex="0">{1}</div>').format(caption, body)
        notes = _join('<p class="wm-note">{}</p>', ((note,) for note in notes_of(table)))
        return scroll + notes + ("" if in_picture else _source(table.source))

    def row(self, table: Table, row: Sequence[Cell]) -> Markup:
        cells = (self.cell(cell, column.numeric, heads=index == 0) for index, (column, cell) in enumerate(zip(table.columns, row)))
        return Markup("<tr>{}</tr>").format(Markup("").join(cells))

    def cell(self, cell: Cell, numeric: bool, *, heads: bool) -> Markup:
        inner = self.figure(cell) if isinstance(cell, FigureText) else escape(cell_text(cell))
        if heads:
            return Markup('<th scope="row"{}>{}</th>').format(_number_class(numeric), inner)
        return Markup("<td{}>{}</td>").format(_number_class(numeric), inner)

    def drawing(self, block: Drawing) -> Markup:
        kind = "map" if isinstance(block, Map) else "chart"
        table = self.table(block.table, in_picture=block.table.source == block.source)
        if len(block.table.rows) > FEW_ROWS:
            table = Markup('<details class="wm-details"><summary>{} as a table</summary>{}</details>').format(
                "Map" if kind == "map" else "Chart", table
            )
        drawn = '<div class="wm-scroll wm-drawing" id="{0}" role="group" aria-label="{1}" tabindex="0">{2}</div>{3}'
        svg = _ours(self.gallery.svg(block, self.standing))
        inner = _ours(drawn).format(block.id, clean(block.title), svg, _source(block.source))
        return Markup('<figure class="wm-picture wm-{}">{}{}</figure>{}').format(
            kind, self.caption(block.id, block.title, block.subtitle), inner, table
        )

    def added(self, block: Picture) -> Markup:
        size = pixels_of(block.content)
        picture = Markup('<figure class="wm-picture wm-added">{}<div id="{}"><img src="{}" alt="{}" width="{}" height="{}"></div>{}</figure>')
        about = (block.id, self.picture_url(block), clean(block.alt), size.width, size.height, _source(block.source))
        return picture.format(self.caption(block.id, block.title), *about)

    def caption(self, name: str, title: str, subtitle: str = "") -> Markup:
        below = Markup('<span class="wm-subtitle">{}</span>').format(clean(subtitle)) if subtitle else ""
        return Markup('<figcaption><span class="wm-picture-title">{}</span>{}</figcaption>').format(captioned(self.labels, name, title), below)

    def annex(self, annex: Annex) -> Markup:
        methods = Markup("\n").join(self.method(method, name) for method, name in zip(annex.methods, annex_tables(annex)))
        return Markup('<section class="wm-annex"><h2 id="how-do-we-know" class="wm-new-page">{}</h2><p>{}</p>{}{}</section>').format(
            HOW, INTRO, methods, self.files(annex)
        )

    def method(self, method: Method, name: str) -> Markup:
        heads = _join('<th scope="col"{}>{}</th>', ((_number_class(column.numeric), column.heading) for column in TRACE_COLUMNS))
        row = '<tr id="{}"><th scope="row">{}</th><td class="wm-number">{}</td><td class="wm-number">{}</td><td>{}</td><td>{}</td></tr>'
        rows = _join(row, ((trace_anchor(r.figure), r.label, r.value, r.rows, r.chosen, r.source) for r in method.rows), "\n")
        return Markup(
            '<h3>{}</h3><p>{}</p><div class="wm-scroll" role="group" aria-label="{}" tabindex="0"><table class="wm-table wm-traces">'
            "<caption>{}</caption><thead><tr>{}</tr></thead>\n<tbody>{}</tbody></table></div>"
        ).format(method.title, method.sentence, method.title, captioned(self.labels, name, f"Computed on {method.computed}"), heads, rows)

    def files(self, annex: Annex) -> Markup:
        if not annex.files:
            return Markup("")
        heads = _join('<th scope="col">{}</th>', ((column.heading,) for column in FILE_COLUMNS))
        row = '<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td><td class="wm-number">{}</td><td>{}</td><td><code>{}</code></td></tr>'
        rows = _join(row, file_rows(annex), "\n")
        return Markup(
            '<h3>Data files</h3><div class="wm-scroll" role="group" aria-label="Data files" tabindex="0"><table class="wm-table wm-traces">'
            "<caption>{}</caption><thead><tr>{}</tr></thead>\n<tbody>{}</tbody></table></div>"
        ).format(captioned(self.labels, FILES_TABLE, "The data files behind the figures"), heads, rows)


def _shield(document: Document) -> Markup:
    words = shield(document)
    return Markup('<p class="wm-marking">{}</p>').format(words) if words else Markup("")


def _source(source: str) -> Markup:
    return Markup('<p class="wm-source">{}</p>').format(source_line(source)) if source else Markup("")


def _number_class(numeric: bool) -> Markup:
    return Markup(' class="wm-number"') if numeric else Markup("")


def _join(template: str, rows: Iterable[Sequence[object]], between: str = "") -> Markup:
    return _ours(between).join(_ours(template).format(*row) for row in rows)


def _ours(markup: str | None) -> Markup:
    """Markup that this package wrote itself: a template, the style sheet or a drawn picture. Never a document's words."""
    return Markup(markup or "")  # noqa: S704
