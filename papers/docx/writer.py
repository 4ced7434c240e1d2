"""Walks the elements of a paper's page and writes each as Word has it."""

from dataclasses import dataclass, field
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from lxml import html

from papers.format import PaperStyle
from papers.numbering import Numbering, is_part

from .layout import TEXT, cell_margins

# Twin of the widths in templates/papers/paper.css, in parts of the text's width.
WIDTHS = {"order": 0.06, "who": 0.2, "when": 0.155, "state": 0.2}
LEFT_COLUMN = 0.45
SIGNATURE_SPACE_PT = 18
CELL_MARGINS = (2, 4)  # above and below, left and right, in points
GRID = "Table Grid"
CENTRE, LEFT, RIGHT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
)


@dataclass
class Writer:
    """Walks the page's elements in order."""

    word: Any
    style: PaperStyle
    sizes: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        style = self.style
        self.numbers = Numbering(style)
        self.is_after_title = False
        self.text_width = style.page_width_mm - style.margin_left_mm - style.margin_right_mm
        self.sizes = {
            "party": style.party_name_size_pt,
            "superior": style.superior_size_pt,
            "issuer": style.issuer_size_pt,
            "mark": style.issuer_size_pt,
            "number": style.number_size_pt,
            "place-date": style.place_date_size_pt,
            "abstract": style.abstract_size_pt,
            "recipients-label": style.recipients_label_size_pt,
            "authority": style.signature_size_pt,
            "position": style.signature_size_pt,
            "name": style.signature_size_pt,
        }

    def body(self, body: Any) -> None:
        for element in body:
            classes = element.get("class", "").split()
            if "draft" in classes:
                self.draft(element)
            elif "columns" in classes:
                self.columns(element)
            elif "title" in classes:
                self.title(element)
            else:
                self.blocks(element)

    def draft(self, element: Any) -> None:
        run = self.paragraph(self.word, alignment=RIGHT).add_run(element.text_content())
        run.bold = True

    def title(self, element: Any) -> None:
        for position, line in enumerate(element):
            is_first, is_rule = position == 0, position == len(element) - 1
            paragraph = self.paragraph(self.word, alignment=CENTRE)
            paragraph.paragraph_format.space_before = Pt(18 if is_first else 0)
            paragraph.paragraph_format.space_after = Pt(12 if is_rule else 0)
            run = paragraph.add_run(_collapsed(line.text_content()).strip())
            run.bold = not is_rule
            is_name = line.tag == "h1" and "abstract" not in line.get("class", "")
            size = self.style.type_name_size_pt if is_name else self.style.abstract_size_pt
            run.font.size = Pt(size)
        self.is_after_title = True

    # Text

    def blocks(self, parent: Any, *, depth: int = 0) -> None:
        for element in parent:
            if element.tag == "table":
                self.table(element)
            elif element.tag in ("ul", "ol"):
                self.entries(element, depth)
            elif element.tag in ("h2", "h3"):
                self.heading(element)
            elif "run-in" in element.get("class", ""):
                self.run_in(element)
            elif element.tag == "p":
                is_label = element.get("class") == "label"
                paragraph = self.paragraph(self.word, TEXT)
                self.inline(paragraph, element, **({"italic": True} if is_label else {}))
            elif "columns" in element.get("class", ""):
                self.columns(element)
            else:
                self.blocks(element, depth=depth)

    def heading(self, element: Any) -> None:
        paragraph = self.paragraph(self.word, "Heading 1" if is_part(element) else "Heading 2")
        paragraph.add_run(self.numbers.before(element))
        self.inline(paragraph, element)

    def run_in(self, element: Any) -> None:
        """A label and what follows it share their first line."""
        paragraph = self.paragraph(self.word, TEXT)
        self.text(paragraph, element.text, {})
        is_open = True
        for child in element:
            if child.tag == "h2":
                paragraph.add_run(self.numbers.before(child)).bold = True
                self.inline(paragraph, child, bold=True)
            elif child.tag == "p" and is_open:
                self.inline(paragraph, child)
                is_open = False
            elif child.tag == "span":
                self.inline(paragraph, child, italic=True)
            else:
                wrapped = html.Element("div")
                wrapped.append(html.fromstring(html.tostring(child, encoding="unicode")))
                self.blocks(wrapped)
                continue
            self.text(paragraph, child.tail, {})

    def entries(self, element: Any, depth: int) -> None:
        for number, entry in enumerate(element, start=1):
            mark = f"{number}. " if element.tag == "ol" else ("- " if depth == 0 else "+ ")
            paragraph = self.paragraph(self.word, TEXT)
            paragraph.add_run(mark)
            self.text(paragraph, entry.text, {})
            for child in entry:
                if child.tag in ("ul", "ol"):
                    self.entries(child, depth + 1)
                else:
                    self.inline(paragraph, child)
                self.text(paragraph, child.tail, {})

    def inline(self, paragraph: Any, element: Any, **marks: bool) -> None:
        """Text with bold and italic inside; other elements give their text."""
        self.text(paragraph, element.text, marks)
        for child in element:
            if child.tag == "br":
                paragraph.add_run().add_break()
            else:
                kind = {"strong": "bold", "th": "bold", "em": "italic"}.get(child.tag)
                kind = "italic" if child.get("class") == "label" else kind
                self.inline(paragraph, child, **(marks | ({kind: True} if kind else {})))
            self.text(paragraph, child.tail, marks)

    def text(self, paragraph: Any, text: str | None, marks: dict[str, bool]) -> None:
        words = _collapsed(text or "")
        if not paragraph.runs:
            words = words.lstrip()
        if words:
            run = paragraph.add_run(words)
            for mark, is_on in marks.items():
                setattr(run, mark, is_on)

    def paragraph(self, place: Any, style: str = "Normal", *, alignment: Any = None) -> Any:
        paragraph = place.add_paragraph(style=style)
        if alignment is not None:
            paragraph.alignment = alignment
        if self.is_after_title:
            # On the page two spaces that meet are one; Word may add them up.
            paragraph.paragraph_format.space_before, self.is_after_title = Pt(0), False
        return paragraph

    # Tables

    def table(self, element: Any) -> None:
        rows = element.xpath(".//tr")
        columns = max((len(row) for row in rows), default=0)
        if not columns:
            return
        self.set_apart(self.style.space_before_pt)
        table = self.word.add_table(rows=0, cols=columns, style=GRID)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        self.set_widths(table, _widths(rows[0], columns))
        for row in rows:
            cells = table.add_row().cells
            for position, cell in enumerate(row):
                self.cell(cells[position], cell)
            if row.getparent().tag == "thead":
                properties = table.rows[-1]._tr.get_or_add_trPr()
                properties.append(OxmlElement("w:tblHeader"))

    def set_apart(self, points: float) -> None:
        """A table has no space before it; the paragraph above it has some after it instead."""
        if self.word.paragraphs:
            self.word.paragraphs[-1].paragraph_format.space_after = Pt(points)

    def set_widths(self, table: Any, shares: list[float]) -> None:
        """Before its rows are added: each takes the widths of the columns."""
        table.autofit = False
        table._tbl.tblPr.append(
            cell_margins(*(CELL_MARGINS if table.style.name == GRID else (0, 0)))
        )
        for column, share in zip(table.columns, shares, strict=True):
            column.width = Mm(self.text_width * share)

    def cell(self, cell: Any, element: Any) -> None:
        paragraph = cell.paragraphs[0]
        is_head = element.tag == "th"
        centred = is_head or element.get("class") in ("order", "when")
        paragraph.alignment = CENTRE if centred else LEFT
        self.inline(paragraph, element, **({"bold": True} if is_head else {}))
        for run in paragraph.runs:
            run.font.size = Pt(self.style.table_size_pt)

    def columns(self, element: Any) -> None:
        """Side by side by looks only: a table without lines."""
        rows = element.findall("div")
        if not rows:
            return
        is_end = "end" in element.get("class", "")
        if is_end:
            self.set_apart(SIGNATURE_SPACE_PT)
        table = self.word.add_table(rows=0, cols=len(rows[0]))
        is_pair = len(rows[0]) == 2
        self.set_widths(table, [LEFT_COLUMN, 1 - LEFT_COLUMN] if is_pair else [1.0] * len(rows[0]))
        for row in rows:
            cells = table.add_row().cells
            for position, column in enumerate(row):
                self.column(cells[position], column)
        if is_end:
            for row in table.rows:
                row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))

    def column(self, cell: Any, column: Any) -> None:
        is_left = "recipients" in column.get("class", "")
        lines = column.findall("p")
        for position, line in enumerate(lines):
            paragraph = cell.paragraphs[0] if position == 0 else cell.add_paragraph()
            paragraph.alignment = LEFT if is_left else CENTRE
            kind = line.get("class", "")
            if kind == "name":
                paragraph.paragraph_format.space_before = Mm(self.style.signature_gap_mm)
            run = paragraph.add_run(_collapsed(line.text_content()).strip())
            default = self.style.recipients_size_pt if is_left else self.style.body_size_pt
            run.font.size = Pt(self.sizes.get(kind, default))
            run.bold = self.is_bold(kind)
            run.italic = kind == "place-date"
            run.underline = kind in ("party", "recipients-label")

    def is_bold(self, kind: str) -> bool:
        if kind == "authority":
            return self.style.authority_bold
        if kind == "position":
            return self.style.position_bold
        return kind in ("party", "issuer", "name")


def _widths(row: Any, columns: int) -> list[float]:
    """Shares of the text's width; columns without one share what is left."""
    shares = [WIDTHS.get(cell.get("class", ""), 0.0) for cell in row]
    shares += [0.0] * (columns - len(shares))
    free = shares.count(0.0)
    rest = (1 - sum(shares)) / free if free else 0
    return [share or rest for share in shares]


def _collapsed(text: str) -> str:
    """White space as a browser shows it; no-break spaces stay."""
    words = " ".join(part for part in text.replace("\n", " ").split(" ") if part)
    if not words:
        return " " if text else ""
    lead = " " if text[0] in " \n" else ""
    tail = " " if text[-1] in " \n" else ""
    return f"{lead}{words}{tail}"
