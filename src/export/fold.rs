//! Folds text for search, one character to one: Traditional to Simplified, full width to half
//! width, capitals to small letters. Offsets in the folded text are offsets in the original.
//!
//! Characters are folded one by one and not by words, so that a query folds as the text did
//! whatever stands around it: 乾 in 乾隆 as in 乾燥.

use std::sync::LazyLock;

use crate::data::simplified::{For, simplified};

/// The first and the last character that may have a Simplified form.
const HAN: (char, char) = ('\u{3400}', '\u{2FA1F}');

/// The Simplified form of every character from [`HAN`] on, itself where it has none.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> =
        (HAN.0 as u32..=HAN.1 as u32).map(|n| char::from_u32(n).unwrap_or(HAN.0)).collect();
    for (from, to) in simplified(For::Search) {
        let place = (from as usize).checked_sub(HAN.0 as usize).and_then(|place| table.get_mut(place));
        if let Some(place) = place {
            *place = to;
        }
    }
    table
});

/// Folds one character.
pub fn fold_char(c: char) -> char {
    match c {
        'A'..='Z' => c.to_ascii_lowercase(),
        ' '..='~' => c,
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => {
            let half = char::from_u32(c as u32 - 0xFEE0).unwrap_or(c);
            half.to_ascii_lowercase()
        }
        '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FA1F}' => {
            SIMPLIFIED.get(c as usize - HAN.0 as usize).copied().unwrap_or(c)
        }
        _ => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(small), None) => small,
                _ => c,
            }
        }
    }
}

/// Folds a text; the result has as many characters.
pub fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_scripts_and_widths_fold_to_one() {
        let pairs = [
            ("婦聯", "妇联"),
            ("臺灣", "台湾"),
            ("隨著", "随着"),
            ("乾燥", "干燥"),
            ("乾隆", "乾隆"),
            ("餘杭", "余杭"),
            ("ＧＤＰ１２３", "gdp123"),
            ("GDP", "gdp"),
            ("年鑑", "年鉴"),
            ("裡面", "里面"),
            ("衞生", "卫生"),
            ("瞭解", "了解"),
            ("甚麽", "什么"),
            ("𡞵", "㛟"),
        ];
        for (a, b) in pairs {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        assert_ne!(fold("妇女"), fold("妇联"));
    }

    #[test]
    fn the_number_of_characters_stays() {
        let text: String = ('\0'..='\u{2FFFF}').step_by(7).collect();
        assert_eq!(fold(&text).chars().count(), text.chars().count());
        assert_eq!(fold(&fold(&text)), fold(&text), "folding twice is folding once");
    }
}
