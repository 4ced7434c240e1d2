"""Papers that are tables, as spreadsheets."""

import io

from papers import documents as paper
from papers.xlsx import Column, Kind, Sheet, write_workbook


def sign_in_sheet(document: paper.SignInPaper) -> bytes:
    """Who is on the roll and how each was marked, and the guests below on a sheet of their own."""
    lines = [document.heading.issuer, document.kind, document.place]
    roll = Sheet(
        name="Danh sách",
        title=document.heading.type_code,
        lines=[line for line in lines if line],
        columns=[
            Column(title="TT", kind=Kind.NUMBER, width=6),
            Column(title="Họ và tên", width=32),
            Column(title="Chức vụ, diện", width=24),
            Column(title="Điểm danh" if document.is_called else "Ghi chú", width=32),
            Column(title="Ký tên", width=20),
        ],
        rows=[
            (number, row.name, row.office, row.mark, "")
            for number, row in enumerate(document.rows, start=1)
        ],
    )
    guests = Sheet(
        name="Đại biểu",
        columns=[
            Column(title="TT", kind=Kind.NUMBER, width=6),
            Column(title="Họ và tên", width=32),
            Column(title="Chức vụ, cơ quan", width=40),
        ],
        rows=[
            (number, guest.name, guest.office)
            for number, guest in enumerate(document.guests, start=1)
        ],
    )
    target = io.BytesIO()
    write_workbook(
        target, [roll, guests] if document.guests else [roll], author=document.heading.issuer
    )
    return target.getvalue()
