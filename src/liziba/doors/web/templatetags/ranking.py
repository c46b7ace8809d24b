"""A tag for answers of `index`: ranks, reasons and raw cells as the page shows them."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from liziba.doors.web.ranking import Ranking, ranking

register = template.Library()


@register.simple_tag(takes_context=True)
def ranking_of(context: Context, answer: Any) -> Ranking:
    """{% ranking_of answer as ranking %}: everything of the answer that is not in the envelope."""
    return ranking(context["question"], answer)
