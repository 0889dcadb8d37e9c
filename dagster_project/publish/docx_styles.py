"""How the Word document looks: its styles, fonts and languages. No text of the appendix is in here."""

from __future__ import annotations

from typing import Any, NamedTuple

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from dagster_project.languages import Language, writing

INK, SOFT, ACCENT, WARN, ALARM = "1C2733", "5B6875", "1F4E4A", "7A3B00", "A11616"
HAIRLINE, BAND_FILL = "D9DFE4", "E3ECEA"
TABLE = "Appendix"


class _Look(NamedTuple):
    """Points and colour of a style, and the points before and after a paragraph in it."""

    size: float
    colour: str = INK
    bold: bool = False
    before: float = 0
    after: float = 4


OF_WORD = {
    "Normal": _Look(10),
    "Title": _Look(20, ACCENT, True, after=8),
    "Subtitle": _Look(11, SOFT, after=0),
    "Heading 1": _Look(15, ACCENT, True, 18, 6),
    "Heading 2": _Look(12, ACCENT, True, 14, 5),
    "Heading 3": _Look(10.5, ACCENT, True, 10, 4),
    "Header": _Look(8, SOFT, after=0),
    "Footer": _Look(8, SOFT, after=0),
}
IN_TABLES = {
    "Label": _Look(9),
    "Member": _Look(9),
    "Aside": _Look(9, SOFT),
    "Code": _Look(9, SOFT),
    "Figure": _Look(9),
    "Scale": _Look(7.5, SOFT),
    "Band": _Look(9, ACCENT, True),
    "Head": _Look(9, ACCENT, True),
    "Head figure": _Look(9, ACCENT, True),
    "Head code": _Look(9, ACCENT, True),
}
IN_TEXT = {"Note": _Look(9), "Remark": _Look(9, SOFT), "Warning": _Look(10, WARN, True)}
RIGHT = ("Figure", "Scale", "Head figure")
INDENTS = {"Member": 4, "Code": 2, "Head code": 2}
WITH_NEXT = ("Title", "Heading 1", "Heading 2", "Heading 3", "Band")


def set_styles(document: Document, language: Language) -> None:
    """Set the styles of Word that are used, and add ours, which Word lists by their plain names."""
    _set_language(document, language)
    for name, look in OF_WORD.items():
        style = _paragraph_style(document, name)
        _dress(style, look, language)
        for unwanted in ("w:pBdr", "w:tabs"):
            for element in style.element.get_or_add_pPr().findall(qn(unwanted)):
                element.getparent().remove(element)
    subtitle = _paragraph_style(document, "Subtitle")
    subtitle.font.italic = False
    for spacing in subtitle.element.get_or_add_rPr().findall(qn("w:spacing")):
        spacing.getparent().remove(spacing)
    for name, look in (IN_TABLES | IN_TEXT).items():
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style = _paragraph_style(document, name)
        style.base_style = document.styles["Normal"]
        style.quick_style = True
        _dress(style, look._replace(before=1.5, after=1.5) if name in IN_TABLES else look, language)
    for name in RIGHT:
        _paragraph_style(document, name).paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for name, millimetres in INDENTS.items():
        _paragraph_style(document, name).paragraph_format.left_indent = Mm(millimetres)
    for name in WITH_NEXT:
        _paragraph_style(document, name).paragraph_format.keep_with_next = True
    note = _paragraph_style(document, "Note").paragraph_format
    note.left_indent, note.first_line_indent = Mm(9), -Mm(9)
    note.tab_stops.add_tab_stop(Mm(9))
    _add_table_style(document)


def element(tag: str, **attributes: str) -> Any:
    """An element of WordprocessingML with attributes of its namespace."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    return style


def _dress(style: ParagraphStyle, look: _Look, language: Language) -> None:
    """Size, colour and space; Latin and Chinese fonts by name, since a theme's are whatever the machine has."""
    font, spaces, chosen = style.font, style.paragraph_format, writing(language).fonts.word
    font.name, font.size, font.bold = chosen.letters, Pt(look.size), look.bold
    font.color.rgb = RGBColor.from_string(look.colour)
    spaces.space_before, spaces.space_after = Pt(look.before), Pt(look.after)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [one for one in fonts.attrib if str(one).endswith("Theme")]:
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), chosen.letters)
    fonts.set(qn("w:eastAsia"), chosen.characters)


def _set_language(document: Document, language: Language) -> None:
    """Word checks letters and Chinese characters each in a language of its own."""
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    checked = writing(language).office
    defaults.append(element("w:lang", val=checked.letters, eastAsia=checked.characters, bidi="ar-SA"))


def _add_table_style(document: Document) -> None:
    """Hairlines between the rows, a rule above, below and under the head."""
    style = document.styles.add_style(TABLE, WD_STYLE_TYPE.TABLE)
    style.quick_style = True
    properties, borders, margins = (element(f"w:{tag}") for tag in ("tblPr", "tblBorders", "tblCellMar"))
    for edge, size, colour in (("top", "8", ACCENT), ("bottom", "8", ACCENT), ("insideH", "4", HAIRLINE)):
        borders.append(element(f"w:{edge}", val="single", sz=size, space="0", color=colour))
    for edge in ("left", "right"):
        margins.append(element(f"w:{edge}", w="70", type="dxa"))
    properties.extend((borders, margins))
    head, cell, edges = element("w:tblStylePr", type="firstRow"), element("w:tcPr"), element("w:tcBorders")
    edges.append(element("w:bottom", val="single", sz="8", space="0", color=ACCENT))
    cell.append(edges)
    head.append(cell)
    style.element.extend((properties, head))
