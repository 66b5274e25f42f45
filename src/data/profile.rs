//! Says what is known of a site before its pages are read.

/// What a site's pages need; an empty profile lets the rules decide. Selectors are CSS.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// The label of the encoding.
    pub charset: Option<String>,
    /// Selects the element (or elements) that hold the text.
    pub content: Option<String>,
    /// Select elements that are no content.
    pub drop: Vec<String>,
    /// Selects the element that holds the title.
    pub title: Option<String>,
    /// Selects the element that holds the date line.
    pub date: Option<String>,
    /// Headings that the rules miss: the text a block begins with.
    pub headings: Vec<String>,
    /// What the rules take for a heading and is none.
    pub no_headings: Vec<String>,
}
