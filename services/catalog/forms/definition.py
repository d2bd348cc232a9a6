"""A form as it is written: blocks of typed fields with words in two languages, and rules between fields.

`compiling` makes JSON Schema 2020-12 and a JSON Forms UI schema of it. A field's id never changes its meaning in later
revisions: answers, prefilling and reuse go by it.
"""

from enum import StrEnum

from pydantic import Field

from contracts.conditions import Condition
from contracts.terms import Term


class Kind(StrEnum):
    """What a field asks for. `kinds.KINDS` says how each is stored, checked and shown."""

    TEXT = "text"
    TEXTAREA = "textarea"
    NAME = "name"  # a person's name as civil status papers write it
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    FORMATTED = "formatted"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    PARTIAL_DATE = "partial_date"  # a date, a month or only a year is known
    AGE = "age"
    YES_NO = "yes_no"
    CHECKBOX = "checkbox"  # must be ticked when required: a declaration
    SELECT = "select"
    MULTI = "multi"
    LINKED_SELECT = "linked_select"  # its choices depend on another field
    EMAIL = "email"
    PHONE = "phone"
    PERSONAL_NUMBER = "personal_number"
    TAX_CODE = "tax_code"
    IDENTITY_PAPER = "identity_paper"  # kind, number, place and date of issue
    ETHNICITY = "ethnicity"
    NATIONALITY = "nationality"
    WARD = "ward"  # code of a commune on the day
    PROVINCE = "province"
    ADDRESS = "address"  # province, ward, line
    LOCATION = "location"  # latitude and longitude
    MAP = "map"  # a shape drawn on the map, GeoJSON
    FILE = "file"  # an upload of the dossier, by component id
    SIGNATURE = "signature"
    REPETITION = "repetition"  # a list of the same fields
    HEADER = "header"
    EXPLANATION = "explanation"
    COMPUTED = "computed"
    REFERENCE = "reference"  # looked up over HTTP in a list of ours
    CODE_READER = "code_reader"  # from a QR code or the chip of an identity card
    BANK_ACCOUNT = "bank_account"
    DOSSIER_LINK = "dossier_link"


class Sensitivity(StrEnum):
    """How careful one must be with the answer (Luật 91/2025/QH15): basic or sensitive personal data."""

    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class Choice(Term):
    """One choice of a select. `parents`: values of the linked field under which it may be chosen; empty: always."""

    value: str
    label: str
    label_en: str
    parents: list[str] = Field(default=[])


class Operation(StrEnum):
    """How a computed value is made of its inputs (`kinds` says of which types)."""

    YEARS_BETWEEN = "years_between"  # whole years from the first day to the second, or to the day of reckoning
    DAYS_BETWEEN = "days_between"
    TOTAL = "total"
    PRODUCT = "product"
    COUNT = "count"  # entries of a repetition or multi
    JOIN = "join"  # texts with a space between
    UPPER = "upper"
    DATE_IN_WORDS = "date_in_words"


class Computation(Term):
    """`of`: ids of the inputs; a missing input leaves the value absent."""

    how: Operation
    of: list[str] = Field(min_length=1)


class Question(Term):
    """One question.

    `required_when` beside `is_required`; `shown_when` None: always. What is not shown is not asked and must be absent.
    `source`: the attribute that prefills it (`person.full_name`, `business.tax_code`). `area_competence`: the agency
    must serve the ward answered here. `least`/`most`: of a number, or of the length of a text or list.
    `no_earlier`/`no_later`: a day `YYYY-MM-DD`, or days from the day of reckoning (`-60d`, `0d`). `retention_days`:
    how long the answer is kept after the dossier ends; None: as the dossier.
    """

    id: str
    kind: Kind
    label: str
    label_en: str
    is_required: bool = False
    required_when: Condition | None = None
    shown_when: Condition | None = None
    source: str | None = None
    sensitivity: Sensitivity | None = None
    help: str | None = None
    help_en: str | None = None
    choices: list[Choice] = Field(default=[])
    linked_to: str | None = None
    reference: str | None = None
    pattern: str | None = None
    least: int | None = None
    most: int | None = None
    no_earlier: str | None = None
    no_later: str | None = None
    default: str | int | bool | None = None
    computation: Computation | None = None
    area_competence: bool = False
    component: str | None = None
    retention_days: int | None = None
    fields: list["Question"] = Field(default=[])


class Block(Term):
    """A group of questions under one heading.

    `use` names a block of the library (`seeds/forms/blocks`) whose fields come with `prefix` before their ids and
    sources; `fields` are added after them. `optional`: ids of the library's required fields that are not required here;
    `leave_out`: its ids that are not asked here.
    """

    title: str
    title_en: str
    use: str | None = None
    prefix: str = ""
    source: str | None = None
    optional: list[str] = Field(default=[])
    leave_out: list[str] = Field(default=[])
    shown_when: Condition | None = None
    fields: list[Question] = Field(default=[])


class Comparison(StrEnum):
    """What a rule between two fields demands of `field` towards `other`."""

    AFTER = "after"
    NOT_BEFORE = "not_before"
    WITHIN_MONTHS = "within_months"  # after, and at most `amount` months later
    YEARS_OLDER = "years_older"  # `field` lies at least `amount` years before `other`
    EQUAL = "equal"
    DIFFERENT = "different"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class CrossRule(Term):
    """A rule between two fields, silent while one of them has no answer; `message` is the fault at `field`."""

    field: str
    comparison: Comparison
    other: str
    amount: int | None = None
    when: Condition | None = None
    message: str
    message_en: str


class FormDefinition(Term):
    """A whole form. `basis` names the legal form it stands for (CT01, Thông tư 53/2025/TT-BCA)."""

    title: str
    title_en: str
    basis: str
    blocks: list[Block]
    rules: list[CrossRule] = Field(default=[])
