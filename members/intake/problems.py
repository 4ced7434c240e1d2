"""What is wrong with a row, kept as a code with its values and said in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

# [code, field, {name: value}]: what JSON keeps of a problem.
Problem = list[Any]

WORDS = {
    "required": lazy("This is missing."),
    "broken": lazy(
        "The cell shows an error of Excel (%(text)s). Mend the formula or type the value."
    ),
    "letters": lazy(
        "Some letters could not be read. Save the file as “CSV UTF-8” or .xlsx and choose it anew."
    ),
    "too_long": lazy("This is longer than %(limit)s characters; shorten it."),
    "name_signs": lazy(
        "“%(signs)s” does not belong in a name. If the file was typed in an old font (TCVN3, VNI), "
        "convert it to Unicode first."
    ),
    "name_short": lazy("Write the whole name: family, middle and given name."),
    "day": lazy("“%(text)s” is not a day of the calendar. Write it like 03/02/1980."),
    "day_month_only": lazy("“%(text)s” has no day. Write day, month and year, like 03/02/1980."),
    "day_year_only": lazy(
        "“%(text)s” is only a year. Write day, month and year; as on the identity card, 01/01 when "
        "only the year is known."
    ),
    "day_early": lazy("%(day)s is before 1900; look at the year again."),
    "day_late": lazy("%(day)s cannot be: it is later than %(limit)s."),
    "day_order": lazy("%(day)s is before %(other)s; one of the two is wrong."),
    "sex": lazy("“%(text)s” is neither Nam nor Nữ."),
    "status": lazy("“%(text)s” is neither official nor probationary."),
    "card": lazy("“%(text)s” is no card number: it has 8 or 12 digits."),
    "phone": lazy("“%(text)s” is no telephone number: it has 10 digits and begins with 0."),
    "email": lazy("“%(text)s” is no e-mail address."),
    "identity": lazy("This is no identity number: it has 12 digits (an old one 9)."),
    "identity_short": lazy(
        "Digits of the identity number have been lost. Make the column Text in Excel and type it "
        "anew: 12 digits."
    ),
    "key": lazy(
        "Give the date of birth, the card number or the identity number; the name alone does not "
        "tell people apart."
    ),
    "choice": lazy("“%(text)s” is not known here. Write one of: %(choices)s."),
    "place_unknown": lazy("There is no “%(text)s” in “%(scope)s” on %(day)s."),
    "place_several": lazy(
        "“%(text)s” exists %(count)s times in “%(scope)s”. Write its code, or name the "
        "organisation above it in a column of its own."
    ),
    "place_not_branch": lazy("“%(text)s” is no branch; members are at home in a branch."),
    "place_not_cell": lazy("“%(text)s” is no cell of the member's home branch."),
    "double_card": lazy("The same card number stands in rows %(rows)s."),
    "double_identity": lazy("The same identity number stands in rows %(rows)s."),
    "double_name": lazy(
        "The same name and date of birth stand in rows %(rows)s. Erase one, or give each its card "
        "or identity number."
    ),
    "double_person": lazy("Rows %(rows)s are about the same member of the register."),
    "double_code": lazy("The same code stands in rows %(rows)s."),
    "double_place": lazy("The same name below the same organisation stands in rows %(rows)s."),
    "double_post": lazy("Rows %(rows)s give the same post for days that overlap."),
    "two_people": lazy(
        "The card number belongs to one member of the register, the identity number to another."
    ),
    "other_person": lazy(
        "By its number this is %(name)s, born %(born)s: neither name nor date of birth agree. One "
        "of the numbers is wrong."
    ),
    "several_people": lazy(
        "%(count)s members of the register have this name and date of birth. Give the card or "
        "identity number."
    ),
    "foreign": lazy(
        "The card or identity number belongs to a member elsewhere. Members come in by a transfer."
    ),
    "at_home_elsewhere": lazy(
        "The member is at home in “%(home)s”. Members move by a transfer, not by a file."
    ),
    "no_home": lazy("The member is in the register without a home branch; enter the home first."),
    "entry_later": lazy(
        "There is already an entry from %(day)s; choose a later day for the file, or undo it first."
    ),
    "identity_taken": lazy("Another member of the register has this identity number."),
    "person_unknown": lazy(
        "This member is not on a roll in “%(scope)s”. Bring the members in first."
    ),
    "code_taken": lazy("This code belongs to another organisation."),
    "kind_above": lazy("A “%(kind)s” cannot stand below “%(parent)s”."),
    "reorganize": lazy(
        "The register says “%(old)s”. Names, kinds and places in the tree change by a "
        "reorganisation, not by a file."
    ),
    "parent_in_file": lazy("The organisation above it, row %(row)s of this file, must be mended."),
    "parent_late": lazy(
        "The organisation above it is established on %(day)s, later than this one."
    ),
    "established": lazy("The register says it was established on %(day)s."),
    "post_kind": lazy("“%(place)s” has no post of this kind."),
    "post_held": lazy("%(name)s holds this post from %(day)s; end that first."),
    "not_on_roll": lazy("%(name)s is not on the roll of “%(place)s”."),
    "not_official": lazy("%(name)s is no official member and cannot hold this post."),
    # What stopped a whole file
    "changed_since": lazy("The register has changed since the file was checked. Check it again."),
    "unreadable": lazy("The file could not be read to its end. Save it again and choose it anew."),
    "too_many": lazy("The file has more than %(limit)s rows. Split it."),
    "empty": lazy("There are no rows below the headings."),
    "row_refused": lazy("Row %(row)s: %(text)s"),
    "unexpected": lazy(
        "The server could not finish. Nothing was saved. Try again, or tell the technical "
        "administrator."
    ),
}


class Trouble(Exception):
    """A cell or row that cannot be taken as it is."""

    def __init__(self, code: str, field: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.params = code, field, params

    def on(self, field: str) -> Problem:
        return [self.code, self.field or field, self.params]


def problem(code: str, field: str = "", **params: Any) -> Problem:
    return [code, field, params]


def in_words(said: Problem, labels: Mapping[str, Any]) -> str:
    """`labels`: what the fields are called; the reason of a whole row has none."""
    code, field, params = said
    text = str(WORDS[code]) % params if code in WORDS else str(code)
    label = labels.get(field)
    return _("%(field)s: %(reason)s") % {"field": label, "reason": text} if label else text
