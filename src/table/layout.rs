//! What the page says of each cell beside its text: how far it is indented, and into which neighbours it reaches.

/// A cell of a grid, beside its text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Slot {
    /// How far its text is indented, in half em.
    pub indent: u16,
    /// Whether it is the cell on its left, which spans columns.
    pub left: bool,
    /// Whether it is the cell above it, which spans rows.
    pub above: bool,
}

impl Slot {
    /// Whether it is a cell of its own, not one that reaches in from the left or from above.
    pub fn begins(self) -> bool {
        !self.left && !self.above
    }
}

/// A row of a table: its cells' texts, and what is known of each; both of one length.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The texts. A spanned cell repeats its text.
    pub cells: Vec<String>,
    /// What is known of each.
    pub slots: Vec<Slot>,
}

impl Row {
    /// A row of cells of which nothing else is known.
    pub fn plain(cells: Vec<String>) -> Self {
        let slots = vec![Slot::default(); cells.len()];
        Row { cells, slots }
    }

    /// The cell in a column, blank where the row is shorter.
    pub fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// What is known of the cell in a column.
    pub fn slot(&self, column: usize) -> Slot {
        self.slots.get(column).copied().unwrap_or_default()
    }

    /// Adds a cell at the end.
    pub fn push(&mut self, text: String, slot: Slot) {
        self.cells.push(text);
        self.slots.push(slot);
    }

    /// Fills the row up with blank cells.
    pub fn fill(&mut self, width: usize) {
        self.cells.resize(width, String::new());
        self.slots.resize(width, Slot::default());
    }

    /// The texts of its cells that are not blank, each once where it spans columns.
    pub fn filled(&self) -> impl Iterator<Item = (usize, &str)> {
        let own = self.cells.iter().zip(&self.slots).enumerate();
        own.filter(|(_, (text, slot))| !slot.left && !text.is_empty())
            .map(|(i, (text, _))| (i, text.as_str()))
    }
}
