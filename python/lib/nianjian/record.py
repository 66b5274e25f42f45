"""Names the types of a record for editors and type checkers; at run time a record is a plain dict.

The record's JSON Schema (`nianjian schema`) is the contract; a test holds these types against it.
A class that ends in `Always` has the keys that are always there; its child adds the others.
"""

from __future__ import annotations

from typing import List, Literal, Optional, TypedDict, Union

MentionType = Literal["date", "count", "money", "ratio", "measure", "duration", "age", "ordinal"]
Bound = Literal["exact", "more_than", "at_least", "less_than", "at_most", "about"]
Basis = Literal["explicit", "antecedent", "coverage_year", "unresolved"]
Relation = Literal["as_of", "since", "before", "during"]
PartOfDay = Literal[
    "before_dawn", "early_morning", "morning", "noon", "afternoon", "dusk", "evening", "night"
]


Change = Literal["up", "down"]
ColumnRole = Literal["label", "index", "unit", "value", "text"]
UnitFrom = Literal["cell", "unit_column", "row", "column", "unit_note", "whole"]
DateFrom = Literal["cell", "row", "column", "caption", "coverage_year"]
Doubt = Literal[
    "head-guessed", "unit-none", "unit-unclear", "date-coverage", "halves-folded", "hierarchy-flat"
]
PlaceBasis = Literal["caller", "profile", "book", "breadcrumb", "title", "organizer", "site_id"]


class Phrase(TypedDict):
    """Words of the text that a mention stands in: `text[start:end]`."""

    start: int
    end: int
    text: str


class MentionAlways(TypedDict):
    """What every mention has."""

    type: MentionType
    start: int
    end: int
    text: str
    value: str


class Mention(MentionAlways, total=False):
    """A stretch of running text with one normalised value: `text[start:end]` is its surface."""

    max: str
    bound: Bound
    unit: str
    per: str
    basis: Basis
    relation: Relation
    part_of_day: PartOfDay
    time: str
    measured: Phrase
    change: Change
    against: Phrase


class ParagraphAlways(TypedDict):
    """What every paragraph has."""

    kind: Literal["paragraph"]
    text: str
    mentions: List[Mention]


class Paragraph(ParagraphAlways, total=False):
    """Running text."""

    outline: str
    part: int


class ItemAlways(TypedDict):
    """What every item has."""

    kind: Literal["item"]
    marker: Optional[str]
    text: str
    mentions: List[Mention]


class Item(ItemAlways, total=False):
    """An item of a list."""

    part: int


class TableAlways(TypedDict):
    """What every table has."""

    kind: Literal["table"]
    caption: Optional[str]
    unit_note: Optional[str]
    header_rows: int
    rows: List[List[str]]


class ColumnAlways(TypedDict):
    """What every column has."""

    role: ColumnRole
    path: List[str]


class Column(ColumnAlways, total=False):
    """A column of a table; unit and date where all its values have one."""

    unit: str
    unit_surface: str
    unit_from: UnitFrom
    per: str
    base: str
    date: str
    date_from: DateFrom
    marks: List[str]


class HeadAlways(TypedDict):
    """What every row head has."""

    row: int
    path: List[str]


class Head(HeadAlways, total=False):
    """What a row is about."""

    column: int
    marks: List[str]
    place_code: str


class ValueAlways(TypedDict):
    """What every value has."""

    row: int
    column: int


class Value(ValueAlways, total=False):
    """What a cell of a value column says; unit and date where its column does not state one for all."""

    value: str
    max: str
    bound: Bound
    unit: str
    unit_surface: str
    unit_from: UnitFrom
    per: str
    base: str
    date: str
    date_from: DateFrom
    missing: str
    missing_note: str
    marks: List[str]
    doubts: List[Doubt]


class Footnote(TypedDict):
    """A note below a table, and the mark that points to it."""

    mark: str
    text: str


class Table(TableAlways, total=False):
    """A table that holds data; a spanned cell repeats its value."""

    header_columns: int
    continued: bool
    columns: List[Column]
    heads: List[Head]
    values: List[Value]
    indents: List[int]
    notes: List[Footnote]
    doubts: List[Doubt]
    part: int


class NoteAlways(TypedDict):
    """What every note has."""

    kind: Literal["note"]
    mark: Optional[str]
    text: str
    mentions: List[Mention]


class Note(NoteAlways, total=False):
    """A note to the text: a footnote, 注释."""

    part: int


class FigureAlways(TypedDict):
    """What every figure has."""

    kind: Literal["figure"]
    uri: str
    caption: Optional[str]


class Figure(FigureAlways, total=False):
    """A picture."""

    part: int


Block = Union[Paragraph, Item, Table, Figure, Note]


class SectionAlways(TypedDict):
    """What every section has."""

    heading: Optional[str]
    heading_surface: Optional[str]
    heading_mentions: List[Mention]
    blocks: List[Block]


class Section(SectionAlways, total=False):
    """A heading with the text below it (条目)."""

    outline: str


class WarcPlace(TypedDict):
    """The place of a capture in a WARC file."""

    file: str
    record_id: str
    offset: int


class Charset(TypedDict):
    """How the bytes became text."""

    name: str
    declared: Optional[str]
    chosen_by: Literal["bom", "caller", "profile", "http", "label", "utf8", "detected"]
    replaced: int


class Source(TypedDict):
    """Where the bytes came from and how they were read."""

    uri: Optional[str]
    path: Optional[str]
    media_type: str
    bytes: int
    sha256: str
    retrieved: Optional[str]
    status: Optional[int]
    warc: Optional[WarcPlace]
    charset: Charset


class Contributor(TypedDict):
    """Somebody who wrote, supplied or edited the text."""

    name: str
    organization: Optional[str]
    role: Literal["contributor", "editor"]


class Work(TypedDict):
    """What the page says of its book."""

    title: Optional[str]
    volume: Optional[str]
    path: List[str]


class Coverage(TypedDict):
    """The year the text reports on."""

    year: int
    basis: Literal["caller", "volume", "overview", "majority"]
    evidence: Optional[str]


class Site(TypedDict):
    """What the footer says of the site."""

    organizer: Optional[str]
    hosts: List[str]
    site_id: Optional[str]
    icp: Optional[str]
    public_security: Optional[str]


class Attachment(TypedDict):
    """A file offered for download."""

    text: str
    uri: str


class Pages(TypedDict):
    """The place of a page among the pages of one article."""

    index: Optional[int]
    total: Optional[int]
    prev: Optional[str]
    next: Optional[str]
    article: Optional[str]


class Notice(TypedDict):
    """A guess, a repair or a doubt that the reader of a record must know about."""

    code: str
    message: str


class PlaceAlways(TypedDict):
    """What every place has."""

    name: str
    path: List[str]
    code: str
    standard: str
    code_year: int
    basis: PlaceBasis
    evidence: str


class Place(PlaceAlways, total=False):
    """The place a record reports on, with its code of that year."""

    below: str


class RecordAlways(TypedDict):
    """What every record has."""

    schema: str
    id: str
    source: Source
    title: Optional[str]
    published: Optional[str]
    published_surface: Optional[str]
    origin: Optional[str]
    contributors: List[Contributor]
    breadcrumb: List[str]
    work: Work
    coverage: Optional[Coverage]
    place: Optional[Place]
    site: Site
    sections: List[Section]
    attachments: List[Attachment]
    pages: Optional[Pages]
    notices: List[Notice]
    generator: str


class Record(RecordAlways, total=False):
    """One page as an archive record."""

    parts: List[Source]
