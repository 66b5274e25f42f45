//! Refuses addresses that are not of the public network: the literal host and what a name resolves to.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::Private;

/// What kind of address `ip` is, where it is none of the public network.
pub fn not_public(ip: IpAddr) -> Option<&'static str> {
    match ip {
        IpAddr::V4(ip) => not_public_v4(ip),
        IpAddr::V6(ip) => not_public_v6(ip),
    }
}

fn not_public_v4(ip: Ipv4Addr) -> Option<&'static str> {
    let [a, b, c, _] = ip.octets();
    match (a, b, c) {
        (127, ..) => Some("loopback"),
        (10, ..) | (172, 16..=31, _) | (192, 168, _) => Some("private"),
        (169, 254, _) => Some("link-local"),
        (100, 64..=127, _) => Some("shared (CGNAT)"),
        (0, ..) => Some("unspecified"),
        (192, 0, 0 | 2) | (198, 18..=19, _) | (198, 51, 100) | (203, 0, 113) => Some("reserved"),
        (224..=239, ..) => Some("multicast"),
        (240..=255, ..) => Some("reserved"),
        _ => None,
    }
}

fn not_public_v6(ip: Ipv6Addr) -> Option<&'static str> {
    let [first, second, ..] = ip.segments();
    // An IPv4 address may travel inside: mapped, compatible, NAT64, 6to4.
    let inner = match ip.segments() {
        [0, 0, 0, 0, 0, 0xffff | 0, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some((high, low)),
        [0x2002, high, low, ..] => Some((high, low)),
        _ => None,
    };
    if ip == Ipv6Addr::LOCALHOST {
        return Some("loopback");
    }
    if let Some((high, low)) = inner {
        return not_public_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    }
    match (first, second) {
        (0xfc00..=0xfdff, _) => Some("private (ULA)"),
        (0xfe80..=0xfebf, _) => Some("link-local"),
        (0xfec0..=0xfeff, _) => Some("private (site-local)"),
        (0xff00..=0xffff, _) => Some("multicast"),
        (0x2001, 0xdb8) | (0x2001, 0) | (0x64, 0xff9b) => Some("reserved"),
        _ => None,
    }
}

/// What kind of address the host of `url` is, where it is a literal address and none of the public network.
/// A literal never reaches the resolver, so this is asked before each request, redirects included.
pub fn literal_not_public(url: &Url) -> Option<(IpAddr, &'static str)> {
    let ip = match url.host()? {
        Host::Ipv4(ip) => IpAddr::V4(ip),
        Host::Ipv6(ip) => IpAddr::V6(ip),
        Host::Domain(_) => return None,
    };
    not_public(ip).map(|kind| (ip, kind))
}

/// Every address of a name is none of the public network.
#[derive(Debug)]
pub struct Refused {
    /// The name and the first of its addresses, with its kind.
    pub what: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Refused {}

/// A name that has no address, told apart from a connection that fails.
#[derive(Debug)]
pub struct NoAddress {
    /// What the system's resolver says.
    pub what: String,
}

impl fmt::Display for NoAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for NoAddress {}

/// Resolves names by the system and keeps the public addresses only, unless private ones are allowed.
pub struct Resolver {
    /// For which hosts addresses that are not public are kept.
    pub private: Private,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.private.allows(name.as_str());
        Box::pin(async move {
            let name = name.as_str().to_owned();
            let found: Vec<SocketAddr> = match tokio::net::lookup_host((name.as_str(), 0)).await {
                Ok(found) => found.collect(),
                Err(e) => return Err(NoAddress { what: format!("{name}: {e}") }.into()),
            };
            let Some(first) = found.first().copied() else {
                return Err(NoAddress { what: format!("{name} has no address") }.into());
            };
            let keep: Vec<SocketAddr> =
                found.into_iter().filter(|a| allow_private || not_public(a.ip()).is_none()).collect();
            if keep.is_empty() {
                let kind = not_public(first.ip()).unwrap_or("private");
                return Err(Refused { what: format!("{name} is {}, a {kind} address", first.ip()) }.into());
            }
            Ok(Box::new(keep.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_public_from_private() {
        for public in
            ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
        {
            assert_eq!(not_public(public.parse().unwrap()), None, "{public}");
        }
        for private in [
            "127.0.0.1",
            "127.9.9.9",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "198.18.0.1",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::7f00:1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2002:c0a8:101::",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
        ] {
            assert!(not_public(private.parse().unwrap()).is_some(), "{private}");
        }
    }

    #[test]
    fn sees_literals_in_every_spelling() {
        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://[::1]/",
        ] {
            assert!(literal_not_public(&Url::parse(url).unwrap()).is_some(), "{url}");
        }
        assert!(literal_not_public(&Url::parse("http://例子.测试/").unwrap()).is_none());
    }
}
