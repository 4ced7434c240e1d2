"""Issuing document numbers: per organisation, term and type, without gaps or doubles."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from branches.models import Organization, Term
from meetings.models import IssuedNumber


def issue_number(*, organization: Organization, document_type: str, on: date) -> IssuedNumber:
    """The next number of the type in the term of that day (HD 36-HD/VPTW: numbers run from 01
    within a term, not a year). Must run inside the caller's transaction: the term's row stays
    locked until it commits, so two papers never get one number and a rollback leaves no gap.
    """
    issuer = organization.branch or organization
    term = Term.objects.in_force(on).filter(organization=issuer).select_for_update().first()
    if term is None:
        raise ValidationError(
            _(
                "“%(name)s” has no term of office on %(day)s, so papers cannot be numbered. Ask "
                "the committee above to enter the term."
            )
            % {"name": issuer.name, "day": f"{on:%d/%m/%Y}"}
        )
    issued = IssuedNumber.objects.filter(term__in=_series(term), document_type=document_type)
    last = issued.aggregate(last=Max("number"))["last"] or 0
    return IssuedNumber.objects.create(
        organization=issuer,
        term=term,
        document_type=document_type,
        number=last + 1,
        issued_on=on,
    )


def _series(term: Term) -> list[Term]:
    """The term and those whose numbers it goes on from, since a merger or split."""
    series = [term]
    while series[-1].continues:
        series.append(series[-1].continues)
    return series
