//! Tells encodings apart that the same bytes may be valid in.

use std::sync::LazyLock;

/// How many bytes or characters are looked at.
const SAMPLE: usize = 16 * 1024;

/// The most frequent characters of Chinese prose, in both scripts, and its punctuation. Text read in
/// the wrong encoding has few of them.
static FREQUENT: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let all = "，。、；：“”（）《》「」的一是在不了有和人中大为上个国年月日以要时来用们到作地于出就分对成会可主发\
    动同工也能下过子产种面而方后多定行学法所民得经十三之进等部度家力水化高自二理起小物加全县区市镇乡村委员县政府党业\
    社建设生活元万亿文教农为與為個國時來們對會發動過產種後學經進縣區鎮鄉員黨業這與處設辦領導開關車東場實現總計\
    数第四五六七八九百千本其增长比完各公里组织";
    // A bit for each character of the basic plane.
    let mut bits = vec![0; 0x1_0000 / 64];
    for c in all.chars().map(|c| c as usize) {
        if let Some(bits) = bits.get_mut(c / 64) {
            *bits |= 1 << (c % 64);
        }
    }
    bits
});

/// Whether the bytes are UTF-16: every other byte of what is ASCII in it is NUL.
pub(super) fn utf16(bytes: &[u8]) -> bool {
    if memchr::memchr(0, bytes).is_none() {
        return false;
    }
    let (even, odd, pairs) = nuls(bytes);
    pairs > 1 && (even + odd) * 20 > pairs && (even == 0 || odd == 0 || even > odd * 8 || odd > even * 8)
}

/// Whether UTF-16 bytes have the low byte first.
pub(super) fn little_endian(bytes: &[u8]) -> bool {
    let (even, odd, _) = nuls(bytes);
    odd >= even
}

fn nuls(bytes: &[u8]) -> (usize, usize, usize) {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let (mut even, mut odd, mut pairs) = (0, 0, 0);
    for pair in sample.chunks_exact(2) {
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.get(1) == Some(&0));
        pairs += 1;
    }
    (even, odd, pairs)
}

/// Whether the first reading of some bytes is the better one: fewer replacements by far, or, where
/// both have hardly any, more of the characters that Chinese prose is made of.
pub(super) fn reads_better(a: &str, a_replaced: u64, b: &str, b_replaced: u64) -> bool {
    let few = |text: &str, replaced: u64| replaced <= 2 || replaced <= 2 + text.chars().count() as u64 / 500;
    match (few(a, a_replaced), few(b, b_replaced)) {
        (true, true) => frequent(a) > frequent(b),
        _ => a_replaced < b_replaced,
    }
}

/// The share of frequent characters among those that are not ASCII, in thousandths.
fn frequent(text: &str) -> usize {
    let (mut hits, mut all) = (0usize, 0);
    let frequent = FREQUENT.as_slice();
    for c in text.chars().filter(|c| !c.is_ascii()).take(SAMPLE).map(|c| c as usize) {
        all += 1;
        hits += usize::from(frequent.get(c / 64).is_some_and(|bits| bits >> (c % 64) & 1 == 1));
    }
    (hits * 1000).checked_div(all).unwrap_or(0)
}
