"""Tables of `refund`: where the departure tax refund runs under which terms, and the numbers of those terms.

Money is in fen, rates in basis points, windows in days.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from liziba.atlas.rows import Row, Words
from liziba.atlas.tables.places import PlaceCode

Amount = Annotated[int | None, Field(ge=0, description="a whole number: fen, basis points or days")]


class Scheme(Row):
    """A place that runs the scheme, and the terms under which it does."""

    table: ClassVar[str] = "refund/scheme"
    key: ClassVar[tuple[str, ...]] = ("place",)
    refers: ClassVar[dict[str, str]] = {"sources": "source", "place": "place", "terms": "refund/windows.terms"}
    filled: ClassVar[tuple[str, ...]] = ("terms",)

    place: PlaceCode
    terms: str = ""


class Minimum(Row):
    """The least that one visitor must buy in one store on one day.

    `other_fen`: a lower reading, on a day on which it is doubtful which of two minimums holds.
    """

    table: ClassVar[str] = "refund/minimums"
    key: ClassVar[tuple[str, ...]] = ("terms",)
    filled: ClassVar[tuple[str, ...]] = ("minimum_fen",)

    terms: str
    minimum_fen: Amount = None
    other_fen: Amount = None


class CashCap(Row):
    """The largest refund that may be paid in cash. `other_fen`: a higher reading, on a doubtful day."""

    table: ClassVar[str] = "refund/cash_caps"
    key: ClassVar[tuple[str, ...]] = ("terms",)
    filled: ClassVar[tuple[str, ...]] = ("cap_fen",)

    terms: str
    cap_fen: Amount = None
    other_fen: Amount = None


class Window(Row):
    """The most days from purchase to departure, of the stay, and from entry to purchase. Empty: not established.

    `fee_bp` is a fee that the terms themselves set (0: the formula subtracts none); empty where the agency sets it.
    """

    table: ClassVar[str] = "refund/windows"
    key: ClassVar[tuple[str, ...]] = ("terms",)

    terms: str
    days_to_departure: Amount = None
    days_of_stay: Amount = None
    days_entry_to_purchase: Amount = None
    fee_bp: Amount = None


class Rate(Row):
    """The refund rate for a VAT rate, `any` where one rate holds whatever the VAT rate."""

    table: ClassVar[str] = "refund/rates"
    key: ClassVar[tuple[str, ...]] = ("terms", "vat_rate_bp")
    filled: ClassVar[tuple[str, ...]] = ("refund_rate_bp",)

    terms: str
    vat_rate_bp: Annotated[int | Literal["any"], Field(description="a whole number of basis points, or any")]
    refund_rate_bp: Amount = None


class AgentFee(Row):
    """What an agency keeps of the invoice amount. Empty: it charges a fee that is not published."""

    table: ClassVar[str] = "refund/agent_fees"
    key: ClassVar[tuple[str, ...]] = ("place", "agent")
    refers: ClassVar[dict[str, str]] = {"sources": "source", "place": "place"}

    place: PlaceCode
    agent: str
    fee_bp: Amount = None


class InstantTerms(Row):
    """The refund in the store: days within which the visitor promises to leave, and whether from a port agreed on.

    Empty `promised_days`: the service runs, but its days are not established. `charge_within` is in working days.
    `ordinary_claim`: a broken promise leaves the ordinary refund open. `inferred` names the columns that no source states for this row in so many words.
    """

    table: ClassVar[str] = "refund/instant_terms"
    key: ClassVar[tuple[str, ...]] = ("place",)
    aside: ClassVar[tuple[str, ...]] = ("inferred",)
    refers: ClassVar[dict[str, str]] = {"sources": "source", "place": "place"}

    place: PlaceCode
    promised_days: Amount = None
    port_binds: bool | None = None
    charge_within: Amount = None
    ordinary_claim: bool | None = None
    inferred: Words = ()


class StoreTerms(Row):
    """A tax credit level with which a shop may join, and the working days that the tax office has for the filing.

    `doubtful`: on these days it is not settled whether the level is accepted.
    """

    table: ClassVar[str] = "refund/store_terms"
    key: ClassVar[tuple[str, ...]] = ("tax_credit_level",)

    tax_credit_level: Annotated[str, Field(pattern=r"^[A-Z]$", description="a letter")]
    filing_days: Amount = None
    doubtful: bool = False


class PaymentWays(Row):
    """How a refund may be paid out."""

    table: ClassVar[str] = "refund/payment_ways"
    key: ClassVar[tuple[str, ...]] = ("terms",)
    filled: ClassVar[tuple[str, ...]] = ("ways",)

    terms: str
    ways: Words = ()


class Inspection(Row):
    """From which amount on each form is inspected; below it forms are drawn at random."""

    table: ClassVar[str] = "refund/inspections"
    key: ClassVar[tuple[str, ...]] = ("terms",)
    filled: ClassVar[tuple[str, ...]] = ("each_from_fen",)

    terms: str
    each_from_fen: Amount = None


class SchemeAbroad(Row):
    """What another country or region gives back to visitors, for comparison. EU stands for its member states.

    `minimum` and `maximum` are whole units of the currency; `counted` says over what they are counted. The goods must leave
    `within` so many units `since` the purchase or the entry. `unsure` names columns that rest on memory or on pages that differ.
    """

    table: ClassVar[str] = "refund/schemes_abroad"
    key: ClassVar[tuple[str, ...]] = ("country", "variant")
    filled: ClassVar[tuple[str, ...]] = ("scheme",)
    aside: ClassVar[tuple[str, ...]] = ("unsure",)

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="a code of two letters")]
    scheme: str = ""
    variant: str = ""
    method: Literal["off_the_price", "refund_on_leaving", "none"]
    minimum: Amount = None
    currency: str = ""
    counted: Words = ()
    receipts: Amount = None
    maximum: Amount = None
    tax_rate_bp: Amount = None
    other_rate_bp: Amount = None
    returned: Literal["whole_tax", "tax_less_fee", "part_of_price", ""] = ""
    within: Amount = None
    unit: Literal["days", "months", "months_after_month", ""] = ""
    since: Literal["purchase", "entry", "before_departure", ""] = ""
    who: str = ""
    unsure: Words = ()


TABLES = (Scheme, Minimum, CashCap, Window, Rate, AgentFee, InstantTerms, StoreTerms, PaymentWays, Inspection, SchemeAbroad)
