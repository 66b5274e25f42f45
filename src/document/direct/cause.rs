//! Names why a page goes to the tree builder.

/// Why a page could not be laid out while it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NeedsTree {
    /// A selector of the profile must be looked up.
    Profile,
    /// A NUL, which the tree builder drops in one place and replaces in another.
    Nul,
    /// A tag or an element of raw text that the page does not close.
    Torn,
    /// A character reference that reads otherwise by what stands around it.
    Reference,
    /// A formula, or a drawing that holds text of the page.
    Foreign,
    /// Text or elements in a table outside its cells: they belong before it.
    OutsideCells,
    /// Bold or a link that ends in another place than it should, or would be opened again.
    Formatting,
    /// A button, a list to choose from or a form inside its like.
    Nested,
    /// A table in a paragraph, where the doctype does not say whether it may stand there.
    Doctype,
    /// A second `<html>` or `<body>` with attributes, or a part of the head behind it.
    Misplaced,
    /// An end tag that nothing has begun: `</br>`, `</p>` in a table.
    StrayEnd,
    /// Text behind comments that stand behind the body.
    BehindBody,
    /// An element whose content is not read stands open.
    Unread,
    /// More elements inside each other than are followed.
    Deep,
}

impl NeedsTree {
    /// What was met, in words.
    pub fn says(self) -> &'static str {
        match self {
            NeedsTree::Profile => "a selector of the profile",
            NeedsTree::Nul => "a NUL",
            NeedsTree::Torn => "a tag or an element that is not closed",
            NeedsTree::Reference => "a character reference that reads otherwise by what stands around it",
            NeedsTree::Foreign => "a formula or a drawing with text",
            NeedsTree::OutsideCells => "text in a table outside its cells",
            NeedsTree::Formatting => "bold or a link that ends in another place than it should",
            NeedsTree::Nested => "a button, a list to choose from or a form inside its like",
            NeedsTree::Doctype => "a table in a paragraph under a doctype that does not say whether it may",
            NeedsTree::Misplaced => "a second body, or a part of the head behind it",
            NeedsTree::StrayEnd => "an end tag that nothing has begun",
            NeedsTree::BehindBody => "text behind comments behind the body",
            NeedsTree::Unread => "an element whose content is not read",
            NeedsTree::Deep => "too many elements inside each other",
        }
    }
}
