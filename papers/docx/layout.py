"""The sheet, the type and the page number of a Word paper, from the style of the rule pack."""

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from papers.format import PaperStyle

# Where Tinos is not installed: what every office has, letter for letter as wide.
FONT = "Times New Roman"
BLACK = RGBColor(0, 0, 0)
TEXT = "Paper text"


def set_up(word: Any, style: PaperStyle) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(style.page_width_mm), Mm(style.page_height_mm)
    section.top_margin, section.bottom_margin = Mm(style.margin_top_mm), Mm(style.margin_bottom_mm)
    section.left_margin, section.right_margin = Mm(style.margin_left_mm), Mm(style.margin_right_mm)
    section.header_distance = Mm(style.page_number_from_top_mm)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _page_number(number.add_run())
    for name in ("Normal", "Header", "Heading 1", "Heading 2", "Title"):
        _font(word.styles[name], style.body_size_pt, is_bold=name[0] in "HT" and name != "Header")
    word.styles["Normal"].element.rPr.append(_element("w:lang", val="vi-VN"))
    body = word.styles.add_style(TEXT, WD_STYLE_TYPE.PARAGRAPH)
    body.base_style = word.styles["Normal"]
    for name in (TEXT, "Heading 1", "Heading 2"):
        form = word.styles[name].paragraph_format
        form.space_before, form.space_after = Pt(style.space_before_pt), Pt(0)
        form.first_line_indent = Mm(style.first_line_mm)
        form.line_spacing_rule, form.line_spacing = (
            WD_LINE_SPACING.AT_LEAST,
            Pt(style.line_spacing_pt),
        )
        form.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        form.widow_control = True
    form = word.styles["Normal"].paragraph_format
    form.space_before = form.space_after = Pt(0)


def _font(style: Any, size: float, *, is_bold: bool) -> None:
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), is_bold
    style.font.italic, style.font.color.rgb = False, BLACK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for which in list(fonts.attrib):
        del fonts.attrib[which]
    for which in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{which}"), FONT)


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _page_number(run: Any) -> None:
    instruction = OxmlElement("w:instrText")
    instruction.text = "PAGE"
    for element in (
        _element("w:fldChar", fldCharType="begin"),
        instruction,
        _element("w:fldChar", fldCharType="end"),
    ):
        run._r.append(element)


def cell_margins(vertical_pt: float, horizontal_pt: float) -> Any:
    """Between the lines of a table and what is in its cells."""
    margins = OxmlElement("w:tblCellMar")
    sides = {
        "top": vertical_pt,
        "left": horizontal_pt,
        "bottom": vertical_pt,
        "right": horizontal_pt,
    }
    for side, points in sides.items():
        margins.append(_element(f"w:{side}", w=str(int(points * 20)), type="dxa"))
    return margins
