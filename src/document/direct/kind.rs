//! What the rules of tree construction say of an element by its name.

use html5ever::{LocalName, local_name};

/// The elements that one rule treats alike. What belongs to none of them the tree builder must see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Html,
    Head,
    Body,
    /// Of the head, and without content.
    Meta,
    Title,
    Textarea,
    /// Ends a paragraph, and is ended by its own end tag.
    Block,
    /// A [`Kind::Block`] that bounds the search for an open list item.
    List,
    Heading,
    Pre,
    Form,
    Item,
    /// `<dd>`, `<dt>`.
    Definition,
    Button,
    Paragraph,
    Link,
    /// Is opened again where it was not closed: bold and the like.
    Formatting,
    /// What is embedded: bounds every search.
    Embedded,
    Table,
    Caption,
    ColumnGroup,
    Column,
    RowGroup,
    Row,
    Cell,
    /// Without content.
    Void,
    Input,
    Rule,
    /// `<svg>`, of which nothing is read.
    Drawing,
    /// `<template>`, of which nothing is read.
    Template,
    Select,
    Option,
    /// Any other.
    Ordinary,
    /// As [`Kind::Ordinary`], of a name that HTML does not have: it may be one of an office program.
    Unknown,
    /// Read by rules that are only the tree builder's.
    Foreign,
}

impl Kind {
    /// How many there are.
    pub(super) const ALL: usize = Kind::Foreign as usize + 1;

    /// Whether an end tag within such an element can't close an element around it.
    pub(super) fn bounds(self) -> bool {
        matches!(self, Kind::Html | Kind::Table | Kind::Caption | Kind::Cell | Kind::Embedded | Kind::Select)
    }

    /// Whether such an element has rules of its own, so that the end tag of an ordinary one does not close it.
    pub(super) fn special(self) -> bool {
        !matches!(self, Kind::Ordinary | Kind::Unknown | Kind::Link | Kind::Formatting | Kind::Option)
    }

    /// Whether such an element ends where the one around it does, without a tag.
    pub(super) fn ends_by_itself(self) -> bool {
        matches!(self, Kind::Item | Kind::Definition | Kind::Paragraph | Kind::Option)
    }

    /// Whether the end tag of such an element does nothing where none is open.
    pub(super) fn ends_only_its_like(self) -> bool {
        !matches!(
            self,
            Kind::Paragraph
                | Kind::Form
                | Kind::Table
                | Kind::Caption
                | Kind::RowGroup
                | Kind::Row
                | Kind::Cell
        )
    }

    /// Whether the end tag of such an element does no more than to close it where it is the innermost.
    pub(super) fn ends_alone(self) -> bool {
        !matches!(
            self,
            Kind::Form
                | Kind::Table
                | Kind::Caption
                | Kind::RowGroup
                | Kind::Row
                | Kind::Cell
                | Kind::Foreign
        )
    }

    /// Whether such an element may be open when the end of the text around it comes, and opened again behind it.
    pub(super) fn reopens(self) -> bool {
        matches!(self, Kind::Link | Kind::Formatting)
    }

    /// Whether what was bold and the like before such an element is not opened again in it.
    pub(super) fn marks_formatting(self) -> bool {
        matches!(self, Kind::Cell | Kind::Caption | Kind::Embedded)
    }

    /// Whether only rows, cells and the like may stand in such an element.
    pub(super) fn holds_cells(self) -> bool {
        matches!(self, Kind::Table | Kind::RowGroup | Kind::Row | Kind::ColumnGroup)
    }
}

/// Whether an element of a drawing is none outside of it, and holds none of the page's.
pub(super) fn draws(name: &str) -> bool {
    const NAMES: [&str; 24] = [
        "animate",
        "animatemotion",
        "animatetransform",
        "circle",
        "clippath",
        "defs",
        "ellipse",
        "filter",
        "g",
        "image",
        "line",
        "lineargradient",
        "mask",
        "path",
        "pattern",
        "polygon",
        "polyline",
        "radialgradient",
        "rect",
        "stop",
        "symbol",
        "text",
        "tspan",
        "use",
    ];
    // What a filter does to a picture is called feOffset, feBlend …
    name == "svg" || name.starts_with("fe") || NAMES.contains(&name)
}

/// The name and the kind of an element; the name is in lower case.
pub(super) fn kind(name: &str) -> (LocalName, Kind) {
    macro_rules! kinds {
        ($($kind:ident: [$($name:tt)+];)+) => {
            match name {
                $($($name => (local_name!($name), Kind::$kind),)+)+
                _ => (LocalName::from(name), Kind::Unknown),
            }
        };
    }
    kinds! {
        Html: ["html"];
        Head: ["head"];
        Body: ["body"];
        Meta: ["base" "basefont" "bgsound" "link" "meta"];
        Title: ["title"];
        Textarea: ["textarea"];
        Block: ["address" "article" "aside" "blockquote" "center" "details" "dir" "div" "dl" "fieldset"
            "figcaption" "figure" "footer" "header" "hgroup" "main" "menu" "nav" "section" "summary"];
        List: ["ol" "ul"];
        Heading: ["h1" "h2" "h3" "h4" "h5" "h6"];
        Pre: ["listing" "pre"];
        Form: ["form"];
        Item: ["li"];
        Definition: ["dd" "dt"];
        Button: ["button"];
        Paragraph: ["p"];
        Link: ["a"];
        Formatting: ["b" "big" "code" "em" "font" "i" "nobr" "s" "small" "strike" "strong" "tt" "u"];
        Embedded: ["applet" "marquee" "object"];
        Table: ["table"];
        Caption: ["caption"];
        ColumnGroup: ["colgroup"];
        Column: ["col"];
        RowGroup: ["tbody" "tfoot" "thead"];
        Row: ["tr"];
        Cell: ["td" "th"];
        Void: ["area" "br" "embed" "img" "param" "source" "track" "wbr"];
        Input: ["input"];
        Rule: ["hr"];
        Drawing: ["svg"];
        Template: ["template"];
        Select: ["select"];
        Option: ["option"];
        Ordinary: ["abbr" "acronym" "audio" "bdi" "bdo" "canvas" "cite" "data" "datalist" "del" "dfn" "ins" "kbd" "label"
            "legend" "map" "mark" "meter" "output" "picture" "progress" "q" "samp" "slot" "span" "sub" "sup" "time"
            "var" "video"];
        Foreign: ["dialog" "frame" "frameset" "iframe" "image" "isindex" "keygen" "math" "noembed" "noframes"
            "noscript" "optgroup" "plaintext" "rb" "rp" "rt" "rtc" "ruby" "script" "search" "style" "xmp"];
    }
}
