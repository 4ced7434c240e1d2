"""Recognising documents with a degree of secrecy: by name, and by the stamp in their text.

A net with wide meshes, not a proof: the person who attaches a document is asked as well.
"""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from papers.text import fold, normalize

GRADES = [
    ("mat", gettext_lazy("Mật")),
    ("toi_mat", gettext_lazy("Tối mật")),
    ("tuyet_mat", gettext_lazy("Tuyệt mật")),
]
# "mật" is also part of harmless words: bảo mật, bí mật, mật độ, mật khẩu, mật ong …
BEFORE = {"bảo", "bí", "cơ", "ong", "không", "thân", "túi", "trứng", "giải"}
AFTER = {"độ", "khẩu", "mã", "ong", "thiết", "ngữ", "vụ", "thư", "danh", "đàm", "nghị", "mía"}
WORD = re.compile(r"[^\W\d_]+")
# Without accents the word also stands for "mặt", so only the stamp's brackets betray it.
BRACKETED = re.compile(r"[\[({<]\s*(?:tuyet\s*|toi\s*)?mat\s*[\])}>]")
BARE_HIGH = re.compile(r"\b(?:tuyet|toi)[\s_.-]*mat\b")
STAMP = re.compile(
    r"\W*(?:(?i:(?:tuyệt|tối)\s+mật)|MẬT|(?i:độ\s+mật\s*:\s*(?:(?:tuyệt|tối)\s+)?mật))\W*"
)
SHORT = 60


def refuse_graded_name(name: str) -> None:
    if _is_graded_name(name):
        raise graded_refused()


def _is_graded_name(name: str) -> bool:
    bare = fold(name)
    if BRACKETED.search(bare) or BARE_HIGH.search(bare.replace("_", " ")):
        return True
    words = ["", *WORD.findall(normalize(name).casefold()), ""]
    return any(
        word == "mật" and before not in BEFORE and after not in AFTER
        for before, word, after in zip(words, words[1:], words[2:], strict=False)
    )


def refuse_stamped(lines: Iterable[str]) -> None:
    """Lines of a document; a stamp stands alone in its own."""
    for line in lines:
        if len(line) < SHORT and STAMP.fullmatch(" ".join(normalize(line).split())):
            raise graded_refused()


def graded_refused() -> ValidationError:
    """Law 117/2025/QH15, Article 5: no state secret on a computer joined to a network."""
    return ValidationError(
        _(
            "Documents graded Mật, Tối mật or Tuyệt mật must not be put on this system or any "
            "networked computer (Law 117/2025/QH15, Article 5). Hand the document over on paper "
            "through the office that keeps secret documents; in the agenda write only “document "
            "handed over on paper”, without its title or content."
        ),
        code="graded",
    )
