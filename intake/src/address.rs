//! The address of a client: the connection's own, or, behind the one proxy that the configuration names, what that proxy says in the one header.

use std::{
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
};

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderMap, HeaderName, request::Parts},
};

use crate::{config::ProxySettings, serve::Peer};

/// Says which address a client has.
#[derive(Clone)]
pub struct Addresses(Option<Arc<Proxy>>);

/// The address of the client that has sent a request.
pub struct Client(pub IpAddr);

impl<S: Send + Sync> FromRequestParts<S> for Client
where
    Addresses: FromRef<S>,
{
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        // Every connection says it. If one did not, all such clients would be one.
        let peer = parts.extensions.get().copied().unwrap_or(Peer(Ipv6Addr::UNSPECIFIED.into()));
        Ok(Self(Addresses::from_ref(state).of(peer, &parts.headers)))
    }
}

struct Proxy {
    address: IpAddr,
    header: HeaderName,
}

impl Addresses {
    /// As the configuration has it. `None` if the header's name cannot be one.
    pub fn new(proxy: Option<&ProxySettings>) -> Option<Self> {
        let Some(ProxySettings { address, header }) = proxy else { return Some(Self(None)) };
        let header = header.parse().ok()?;
        Some(Self(Some(Arc::new(Proxy { address: address.to_canonical(), header }))))
    }

    /// The address of the client that sent these headers by a connection from `peer`. A header that somebody else than the proxy sends is ignored; so
    /// is what stood in it before the proxy added to it. What the proxy says must be one address, or the proxy's own counts.
    fn of(&self, Peer(peer): Peer, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        let said = self.0.as_ref().filter(|proxy| proxy.address == peer).and_then(|proxy| {
            let last = headers.get_all(&proxy.header).iter().next_back()?.to_str().ok()?;
            last.rsplit(',').next()?.trim().parse::<IpAddr>().ok()
        });
        said.map_or(peer, |address| address.to_canonical())
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use axum::http::{HeaderMap, HeaderName};

    use super::Addresses;
    use crate::{config::ProxySettings, serve::Peer};

    fn address(text: &str) -> IpAddr {
        text.parse().expect("it is an address")
    }

    #[test]
    fn only_the_proxy_says_who_its_client_is_and_only_in_its_header() {
        let proxy = ProxySettings { address: address("192.0.2.1"), header: "X-Real-IP".to_owned() };
        let (behind, alone) = (Addresses::new(Some(&proxy)).expect("it is a name"), Addresses::new(None).expect("it is nothing"));
        for (peer, headers, expected) in [
            ("192.0.2.1", vec![("x-real-ip", "203.0.113.9")], "203.0.113.9"),
            ("::ffff:192.0.2.1", vec![("x-real-ip", "::ffff:203.0.113.9")], "203.0.113.9"),
            ("192.0.2.1", vec![("x-real-ip", "2001:db8::1")], "2001:db8::1"),
            ("192.0.2.1", vec![("x-real-ip", "203.0.113.1, 203.0.113.9")], "203.0.113.9"),
            ("192.0.2.1", vec![("x-real-ip", "203.0.113.1"), ("x-real-ip", "203.0.113.9")], "203.0.113.9"),
            ("192.0.2.1", vec![("x-forwarded-for", "203.0.113.9"), ("forwarded", "for=203.0.113.9")], "192.0.2.1"),
            ("192.0.2.1", vec![("x-real-ip", "somebody")], "192.0.2.1"),
            ("192.0.2.1", vec![("x-real-ip", "203.0.113.9:80")], "192.0.2.1"),
            ("192.0.2.1", vec![], "192.0.2.1"),
            ("192.0.2.2", vec![("x-real-ip", "203.0.113.9")], "192.0.2.2"),
        ] {
            let fields =
                headers.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().expect("it can be a value")));
            let mut map = HeaderMap::new();
            fields.for_each(|(name, value)| _ = map.append(name, value));
            let peer = Peer(address(peer));
            assert_eq!(behind.of(peer, &map), address(expected), "{headers:?}");
            assert_eq!(alone.of(peer, &map), peer.0.to_canonical(), "{headers:?}");
        }
        assert!(Addresses::new(Some(&ProxySettings { header: "not a name".to_owned(), ..proxy })).is_none());
    }
}
