//! Decides how long a host is left alone, and how long before another try.

use std::time::Duration;

use super::FetchOptions;
use super::report::Why;

/// A host gets a pause of so many times what the last page took.
const FACTOR: u32 = 5;

/// How long pauses are at least and at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    least: Duration,
    most: Duration,
}

impl Pace {
    /// The pauses that the caller wants.
    pub fn of(options: &FetchOptions) -> Pace {
        Pace { least: options.delay, most: options.max_wait.max(options.delay) }
    }

    /// The pause after a page that took `took`, and why it is that long: the longest of the least pause, what
    /// robots.txt asks for, and five times the last page, but not more than the most. With a least pause of zero
    /// only robots.txt counts.
    pub fn pause(self, crawl_delay: Option<Duration>, took: Duration) -> (Duration, Why) {
        let asked = crawl_delay.unwrap_or_default().min(self.most);
        let slow =
            if self.least.is_zero() { Duration::ZERO } else { took.saturating_mul(FACTOR).min(self.most) };
        if asked > self.least && asked >= slow {
            (asked, Why::CrawlDelay)
        } else if slow > self.least {
            (slow, Why::SlowServer)
        } else {
            (self.least, Why::Delay)
        }
    }

    /// The time before try number `tried + 1`: 2, 4, 8 … times the least pause, but not more than the most.
    pub fn backoff(self, tried: u32) -> Duration {
        self.least.saturating_mul(2u32.saturating_pow(tried.clamp(1, 16))).min(self.most)
    }

    /// Whether a site asks for a longer pause than is kept.
    pub fn is_too_long(self, asked: Duration) -> bool {
        asked > self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_pause_counts_up_to_the_limit() {
        let ms = Duration::from_millis;
        for (least, crawl, took, want) in [
            (ms(1000), None, ms(20), (ms(1000), Why::Delay)),
            (ms(1000), Some(ms(3000)), ms(20), (ms(3000), Why::CrawlDelay)),
            (ms(1000), Some(ms(3000)), ms(900), (ms(4500), Why::SlowServer)),
            (ms(0), None, ms(900), (ms(0), Why::Delay)),
            (ms(0), Some(ms(50)), ms(900), (ms(50), Why::CrawlDelay)),
            (ms(1000), Some(Duration::from_secs(1_000_000_000)), ms(20), (ms(9000), Why::CrawlDelay)),
            (ms(1000), None, Duration::MAX, (ms(9000), Why::SlowServer)),
            (ms(20_000), Some(ms(30_000)), ms(20), (ms(20_000), Why::Delay)),
        ] {
            assert_eq!(Pace { least, most: ms(9000).max(least) }.pause(crawl, took), want);
        }
        let pace = Pace { least: ms(1000), most: ms(9000) };
        assert_eq!([1, 2, 3, 4, 99].map(|n| pace.backoff(n)), [2000, 4000, 8000, 9000, 9000].map(ms));
        assert!(pace.is_too_long(ms(9001)) && !pace.is_too_long(ms(9000)));
    }
}
