//! Decides how long a host is left alone, and how long before another try.

use std::time::Duration;

use super::report::Why;

/// A host gets a pause of so many times what the last page took.
const FACTOR: u32 = 5;

/// The pause after a page that took `took`, and why it is that long: the longest of the least pause, what
/// robots.txt asks for, and five times the last page. With a least pause of zero only robots.txt counts.
pub fn pause(least: Duration, crawl_delay: Option<Duration>, took: Duration) -> (Duration, Why) {
    let asked = crawl_delay.unwrap_or_default();
    let slow = if least.is_zero() { Duration::ZERO } else { took.saturating_mul(FACTOR) };
    if asked > least && asked >= slow {
        (asked, Why::CrawlDelay)
    } else if slow > least {
        (slow, Why::SlowServer)
    } else {
        (least, Why::Delay)
    }
}

/// The time before try number `tried + 1`: 2, 4, 8 … times the least pause.
pub fn backoff(least: Duration, tried: u32) -> Duration {
    least.saturating_mul(2u32.saturating_pow(tried.clamp(1, 16)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_pause_counts() {
        let ms = Duration::from_millis;
        for (least, crawl, took, want) in [
            (ms(1000), None, ms(20), (ms(1000), Why::Delay)),
            (ms(1000), Some(ms(3000)), ms(20), (ms(3000), Why::CrawlDelay)),
            (ms(1000), Some(ms(3000)), ms(900), (ms(4500), Why::SlowServer)),
            (ms(0), None, ms(900), (ms(0), Why::Delay)),
            (ms(0), Some(ms(50)), ms(900), (ms(50), Why::CrawlDelay)),
        ] {
            assert_eq!(pause(least, crawl, took), want);
        }
        assert_eq!([1, 2, 3].map(|n| backoff(ms(1000), n)), [ms(2000), ms(4000), ms(8000)]);
    }
}
