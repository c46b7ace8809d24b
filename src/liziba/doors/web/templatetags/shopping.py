"""Tags for answers about refunds: the purchases with what becomes of each, and the schemes of other countries as a table."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from liziba.doors.web.comparison import Comparison, comparison
from liziba.doors.web.purchases import Bill, bill

register = template.Library()


@register.simple_tag(takes_context=True)
def bill_of(context: Context, answer: Any) -> Bill:
    """{% bill_of answer as bill %}: each purchase, the basket, and what is to be known about leaving and being paid."""
    return bill(context["question"], answer)


@register.simple_tag(takes_context=True)
def comparison_of(context: Context, answer: Any) -> Comparison:
    """{% comparison_of answer as compared %}: the schemes of the day, a row each."""
    return comparison(answer, context["atlas"], context["language"])
