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


class Table(TableAlways, total=False):
    """A table that holds data; a spanned cell repeats its value."""

    part: int


class FigureAlways(TypedDict):
    """What every figure has."""

    kind: Literal["figure"]
    uri: str
    caption: Optional[str]


class Figure(FigureAlways, total=False):
    """A picture."""

    part: int


Block = Union[Paragraph, Item, Table, Figure]


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
    site: Site
    sections: List[Section]
    attachments: List[Attachment]
    pages: Optional[Pages]
    notices: List[Notice]
    generator: str


class Record(RecordAlways, total=False):
    """One page as an archive record."""

    parts: List[Source]
