//! Names what goes wrong on the way to a page, says what to do, and whether another try can help.

use std::error::Error;
use std::io;
use std::time::Duration;

use rustls::AlertDescription as Alert;

use super::guard::{NoAddress, Refused};
use crate::error::Failure;
use crate::page::http::is_page;

/// A failure of one request.
#[derive(Debug, Clone)]
pub struct Fault {
    /// What is told.
    pub failure: Failure,
    /// Whether it can pass: another try later may succeed.
    pub passing: bool,
    /// How long the server asks to wait.
    pub wait: Option<Duration>,
}

impl Fault {
    /// A failure that another try will not mend.
    pub fn lasting(reason: &str, message: impl Into<String>, advice: &str) -> Self {
        Fault { failure: Failure::new("fetch", reason, message, advice), passing: false, wait: None }
    }

    /// A failure that another try may mend.
    pub fn passing(reason: &str, message: impl Into<String>, advice: &str) -> Self {
        Fault { passing: true, ..Fault::lasting(reason, message, advice) }
    }
}

const LOOK: &str = "look at the address with a browser";
const SAVED: &str = "save the pages with a browser that still reaches the site, and convert the folder";

/// Names an error of the client.
pub fn of_client(error: &(dyn Error + 'static), timeout: Duration) -> Fault {
    let mut source = Some(error);
    let mut last = String::new();
    let mut timed_out = false;
    while let Some(e) = source {
        // An `io::Error` hides the error it carries from `source`, and may carry another one.
        let mut inner = e;
        while let Some(carried) = inner.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            inner = carried;
        }
        if let Some(Refused { what }) = inner.downcast_ref() {
            return private(what);
        }
        if let Some(NoAddress { what }) = inner.downcast_ref() {
            return Fault::passing(
                "dns",
                format!("the name cannot be resolved: {what}"),
                "check the spelling of the host and the network",
            );
        }
        if let Some(e) = inner.downcast_ref::<rustls::Error>() {
            return of_tls(e);
        }
        timed_out |= e.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::TimedOut);
        timed_out |= e.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_timeout);
        last = inner.to_string();
        source = inner.source();
    }
    let connect = error.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_connect);
    match () {
        () if timed_out => timeout_fault(timeout),
        () if connect => Fault::passing(
            "connect",
            format!("no connection: {last}"),
            "the server may be down; run again later",
        ),
        () if last.contains("too large") => Fault::lasting(
            "too-large",
            format!("the header of the answer is beyond all measure ({last})"),
            "look at the address with a browser",
        ),
        () if last.contains("content-length") => {
            let told = "the answer announces lengths that differ: nobody can say where it ends";
            Fault::passing("disconnected", told, "run the same command again later")
        }
        () if last.contains("closed") || last.contains("reset") || last.contains("end of file") => {
            Fault::passing(
                "disconnected",
                format!("the server closed the connection: {last}"),
                "run again later",
            )
        }
        () => Fault::lasting(
            "bad-response",
            format!("expected an HTTP answer: {last}"),
            "look at the address with a browser",
        ),
    }
}

/// The answer did not come in time.
pub fn timeout_fault(timeout: Duration) -> Fault {
    Fault::passing(
        "timeout",
        format!("no whole answer within {} s", timeout.as_secs_f32()),
        "raise --timeout, or run again when the server is less busy",
    )
}

/// The host is not of the public network.
pub fn private(what: &str) -> Fault {
    Fault::lasting(
        "private-address",
        format!("expected an address of the public network: {what}"),
        "give --allow-private if the server is meant to be inside your own network",
    )
}

fn of_tls(error: &rustls::Error) -> Fault {
    use rustls::Error::{AlertReceived, InvalidCertificate, PeerIncompatible};
    let legacy = match error {
        AlertReceived(alert) => {
            matches!(alert, Alert::HandshakeFailure | Alert::ProtocolVersion | Alert::InsufficientSecurity)
        }
        PeerIncompatible(_) => true,
        _ => false,
    };
    if legacy {
        let message =
            format!("the server speaks only outdated TLS (before 1.2, or without forward secrecy): {error}");
        return Fault::lasting("tls-legacy", message, SAVED);
    }
    let advice = match error {
        InvalidCertificate(_) => {
            "the certificate is not trusted; try the http address, or save the pages with a browser and convert the folder"
        }
        _ => "try the http address, or save the pages with a browser and convert the folder",
    };
    Fault::lasting("tls", format!("no secure connection: {error}"), advice)
}

/// Names a status that gives no page; `None` for one that does.
pub fn of_status(status: u16, reason: &str, wait: Option<Duration>) -> Option<Fault> {
    let told = format!("the server answered {status} {reason}").trim_end().to_owned();
    let name = format!("status-{status}");
    Some(match status {
        _ if is_page(status) => return None,
        202 => Fault::passing(&name, told, "the page is being made; run the same command again later"),
        206 => Fault::lasting(&name, format!("{told}, a part of the page that was not asked for"), LOOK),
        412 | 521 => Fault::lasting(
            "challenge",
            format!("{told}: a script challenge against programs, which is reported and never solved"),
            SAVED,
        ),
        408 | 425 | 429 | 500 | 502..=504 | 509 | 520 | 522..=524 => Fault {
            wait,
            ..Fault::passing(&name, told, "the server is busy or broken; run the same command again later")
        },
        404 | 410 => Fault::lasting(&name, told, "the page is gone; nothing to do"),
        401 | 403 => Fault::lasting(
            &name,
            told,
            "the site does not serve this page to programs; ask its owner, or save it with a browser",
        ),
        _ => Fault::lasting(&name, told, LOOK),
    })
}

/// The failure of an answer that was torn off: it stays open, and is asked for again.
pub fn torn() -> Fault {
    let told = "the answer ended before its time: what came is kept, marked as truncated";
    Fault::passing("disconnected", told, "run the same command again later")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_statuses() {
        for (status, name, passing) in [
            (404, "status-404", false),
            (412, "challenge", false),
            (521, "challenge", false),
            (429, "status-429", true),
            (503, "status-503", true),
            (501, "status-501", false),
            (201, "status-201", false),
            (202, "status-202", true),
            (206, "status-206", false),
        ] {
            let fault = of_status(status, "", None).unwrap();
            assert_eq!((fault.failure.reason.as_str(), fault.passing), (name, passing));
        }
        assert!([200, 203, 226].iter().all(|page| of_status(*page, "", None).is_none()));
    }

    #[test]
    fn names_tls() {
        let error = io::Error::other(io::Error::other(rustls::Error::AlertReceived(Alert::ProtocolVersion)));
        assert_eq!(of_client(&error, Duration::ZERO).failure.reason, "tls-legacy");
        let error = io::Error::other(rustls::Error::InvalidCertificate(rustls::CertificateError::Expired));
        assert_eq!(of_client(&error, Duration::ZERO).failure.reason, "tls");
    }
}
