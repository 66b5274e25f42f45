//! What templates may put behind a value.

/// The number of a finding: ①, from 21 on (21).
pub(crate) fn circled(n: usize) -> String {
    let sign = n.checked_sub(1).filter(|at| *at < 20).and_then(|at| char::from_u32(0x2460 + at as u32));
    sign.map_or_else(|| format!("({n})"), |c| c.to_string())
}

/// The number of a finding.
#[askama::filter_fn]
pub(crate) fn number(n: &usize, _: &dyn askama::Values) -> askama::Result<String> {
    Ok(circled(*n))
}
