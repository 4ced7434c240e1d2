"""What PDF/UA asks for beyond WeasyPrint's own tags, put right just before the file is written.

Used in the render process only.
"""

from collections.abc import Iterator
from typing import Any

import pydyf

# PDF/A admits the PDF/UA mark only together with a description of its schema.
_UA_MARK = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of PDF/UA that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
_LIST_PARTS = ("/Lbl", "/LBody")


def complete_tags(document: Any, pdf: pydyf.PDF) -> None:
    """A finisher for WeasyPrint's write_pdf."""
    for element in list(_elements(pdf)):
        if element["S"] in ("/TH", "/TD"):
            _scope(element)
        elif element["S"] == "/LI":
            _wrap_list_body(element, pdf)
    _margins_to_artifacts(pdf)
    _mark_ua(pdf)


def _elements(pdf: pydyf.PDF) -> Iterator[Any]:
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Type") == "/StructElem":
            yield item


def _target(pdf: pydyf.PDF, reference: bytes | str) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _scope(cell: Any) -> None:
    """A header says what it heads. Ids would occur twice when a table goes on on the next page."""
    cell.pop("ID", None)
    cell["A"].pop("Headers", None)
    if cell["S"] == "/TH":
        cell["A"]["Scope"] = "/Column"
    elif len(cell["A"]) == 1:
        del cell["A"]


def _wrap_list_body(item: Any, pdf: pydyf.PDF) -> None:
    """A list item has a label and a body, also where the label stands inside the text."""
    kids = [(kid, _target(pdf, kid)) for kid in item["K"]]
    loose = [(kid, element) for kid, element in kids if element["S"] not in _LIST_PARTS]
    if not loose:
        return
    body = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/LBody",
            "K": pydyf.Array([kid for kid, _ in loose]),
            "Pg": item["Pg"],
            "P": item.reference,
        }
    )
    pdf.add_object(body)
    for _, element in loose:
        element["P"] = body.reference
    kept = [kid for kid, element in kids if element["S"] in _LIST_PARTS]
    item["K"] = pydyf.Array([*kept, body.reference])


def _margins_to_artifacts(pdf: pydyf.PDF) -> None:
    """Page numbers and draft marks are not part of the text: their tags hang in the air."""
    root = _target(pdf, pdf.catalog["StructTreeRoot"])
    reached = _reached(pdf, root["K"])
    numbers = _target(pdf, root["ParentTree"])["Nums"]
    for page, owners in zip(numbers[::2], numbers[1::2], strict=True):
        if page >= len(pdf.page_references):
            break  # what follows are links
        adrift = {mcid for mcid, owner in enumerate(owners) if owner not in reached}
        stream = _target(pdf, _target(pdf, pdf.page_references[page])["Contents"]).stream
        for place, part in enumerate(stream):
            if isinstance(part, dict) and part.get("MCID") in adrift:
                stream[place - 1 : place + 2] = ["/Artifact", b"", b"BMC"]
        for mcid in adrift:
            owners[mcid] = "null"


def _reached(pdf: pydyf.PDF, kids: Any) -> set[Any]:
    reached, waiting = set(), list(kids)
    while waiting:
        kid = waiting.pop()
        if not isinstance(kid, int) and kid not in reached:
            reached.add(kid)
            waiting.extend(_target(pdf, kid).get("K", ()))
    return reached


def _mark_ua(pdf: pydyf.PDF) -> None:
    metadata = _target(pdf, pdf.catalog["Metadata"])
    end = b"</rdf:RDF>"
    metadata.stream = [part.replace(end, _UA_MARK + end) for part in metadata.stream]
