//! Draws a series as a line in SVG: value axis from 0, years to scale, a point for each year that leads to its
//! evidence.

/// Where the axes end in a drawing of 560 × 330; the template has the same.
const LEFT: f64 = 64.0;
const RIGHT: f64 = 500.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 292.0;

/// A point of a series.
pub(crate) struct ChartPoint {
    pub(crate) year: i32,
    pub(crate) value: f64,
    /// What a screen reader says: 1980年，88,540 吨.
    pub(crate) label: String,
    pub(crate) href: String,
    /// Whether it comes from a text and not from a table: drawn open.
    pub(crate) open: bool,
    /// The number of its doubt.
    pub(crate) doubt: Option<usize>,
}

/// A chart, placed.
pub(crate) struct Chart {
    /// Lines across with their labels: y, label.
    pub(crate) levels: Vec<(f64, String)>,
    /// Ticks of the years: x, label.
    pub(crate) ticks: Vec<(f64, i32)>,
    /// Pieces of the line: x, y, x, y, and whether it is dotted.
    pub(crate) pieces: Vec<(f64, f64, f64, f64, bool)>,
    pub(crate) points: Vec<Placed>,
    /// What the value axis is divided by: 1, 万, 亿.
    pub(crate) scale: &'static str,
}

/// A point on its place.
pub(crate) struct Placed {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) point: ChartPoint,
    /// The value written beside it, for the first and the last.
    pub(crate) written: Option<String>,
}

/// Draws points that stand in the order of their years.
pub(crate) fn draw(points: Vec<ChartPoint>, chinese: bool) -> Chart {
    let most = points.iter().map(|p| p.value).fold(0.0, f64::max);
    let least = points.iter().map(|p| p.value).fold(0.0, f64::min);
    let (scale, divisor) = scale(most.max(-least), chinese);
    let step = step((most - least) / divisor / 4.0);
    let (low, high) = ((least / divisor / step).floor() * step, (most / divisor / step).ceil() * step);
    let high = if high > low { high } else { low + step };
    let y = |value: f64| round(BOTTOM - (value / divisor - low) / (high - low) * (BOTTOM - TOP));
    let (first, last) = match (points.first(), points.last()) {
        (Some(first), Some(last)) => (f64::from(first.year), f64::from(last.year)),
        _ => (0.0, 1.0),
    };
    let span = (last - first).max(1.0);
    let x = |year: f64| round(LEFT + (year - first) / span * (RIGHT - LEFT));
    let count = ((high - low) / step).round() as i32;
    let levels = (0..=count).map(|i| low + f64::from(i) * step);
    let levels = levels.map(|level| (y(level * divisor), short(level))).collect();
    let pieces = points
        .iter()
        .zip(points.iter().skip(1))
        .map(|(a, b)| (x(a.year.into()), y(a.value), x(b.year.into()), y(b.value), b.year - a.year > 10));
    let pieces = pieces.collect();
    let end = points.len().saturating_sub(1);
    let placed = points.into_iter().enumerate().map(|(i, point)| Placed {
        x: x(point.year.into()),
        y: y(point.value),
        written: (i == 0 || i == end).then(|| short(point.value / divisor)),
        point,
    });
    Chart {
        levels,
        ticks: ticks(first as i32, last as i32).map(|t| (x(t.into()), t)).collect(),
        pieces,
        points: placed.collect(),
        scale,
    }
}

fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

fn scale(most: f64, chinese: bool) -> (&'static str, f64) {
    match (chinese, most) {
        (true, 1e8..) => ("亿", 1e8),
        (true, 1e4..) => ("万", 1e4),
        (false, 1e9..) => ("billion", 1e9),
        (false, 1e6..) => ("million", 1e6),
        (false, 1e4..) => ("thousand", 1e3),
        _ => ("", 1.0),
    }
}

/// The least of 1, 2, 2.5, 3, 5 times a power of ten that is not below `wanted`.
fn step(wanted: f64) -> f64 {
    if !wanted.is_finite() || wanted <= 0.0 {
        return 1.0;
    }
    let power = 10f64.powf(wanted.log10().floor());
    let steps = [1.0, 2.0, 2.5, 3.0, 5.0, 10.0];
    steps.into_iter().map(|s| s * power).find(|s| *s >= wanted * 0.999).unwrap_or(power * 10.0)
}

/// A number of the axis, without places that say nothing.
fn short(number: f64) -> String {
    let text = format!("{number:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    super::number::grouped(if text == "-0" { "0" } else { text })
}

/// Years to label: every year, every fifth, every tenth …, at most eight.
fn ticks(first: i32, last: i32) -> impl Iterator<Item = i32> {
    let every = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
        .into_iter()
        .find(|e| (last - first) / e <= 7)
        .unwrap_or(2000);
    let from = first.div_euclid(every) * every + if first.rem_euclid(every) == 0 { 0 } else { every };
    (0..=8).map(move |i| from + i * every).filter(move |y| *y <= last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[(i32, f64)]) -> Vec<ChartPoint> {
        let point = |(year, value): &(i32, f64)| ChartPoint {
            year: *year,
            value: *value,
            label: String::new(),
            href: String::new(),
            open: false,
            doubt: None,
        };
        values.iter().map(point).collect()
    }

    #[test]
    fn the_axis_begins_at_nothing_and_years_are_to_scale() {
        let chart =
            draw(points(&[(1949, 38640.0), (1965, 61755.0), (1978, 90200.0), (1990, 104716.0)]), true);
        assert_eq!(chart.scale, "万");
        let labels: Vec<&str> = chart.levels.iter().map(|l| l.1.as_str()).collect();
        assert_eq!(labels, ["0", "3", "6", "9", "12"]);
        assert_eq!(chart.ticks.iter().map(|t| t.1).collect::<Vec<_>>(), [1950, 1960, 1970, 1980, 1990]);
        assert_eq!(chart.pieces.iter().map(|p| p.4).collect::<Vec<_>>(), [true, true, true]);
        assert_eq!(chart.points.first().and_then(|p| p.written.clone()).as_deref(), Some("3.86"));
    }

    #[test]
    fn odd_series_are_drawn_too() {
        for values in [&[(2013, 0.0)][..], &[], &[(2012, -4.0), (2013, 3.0)], &[(1, 1e300), (9999, -1e300)]] {
            let chart = draw(points(values), true);
            assert!(chart.points.iter().all(|p| p.x.is_finite() && p.y.is_finite()), "{values:?}");
            assert!(chart.levels.len() < 12, "{values:?}");
        }
    }
}
