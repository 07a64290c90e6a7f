//! Networks: which addresses count as one client where places and tries are shared out.

use std::net::{IpAddr, Ipv6Addr};

use ipnet::IpNet;

/// The network of an address, as the world gives them out: an IPv4 /24, or an IPv6 /56, which is what one household gets.
pub fn of(address: IpAddr) -> IpNet {
    cut(address, 24, 56)
}

/// The larger network around an IPv6 address, a /40, of which one customer can have 65,536 of the smaller ones. `None` for IPv4.
pub fn around(address: IpAddr) -> Option<IpNet> {
    address.to_canonical().is_ipv6().then(|| cut(address, 24, 40))
}

/// An IPv4 address that is written as IPv6 counts as IPv4.
fn cut(address: IpAddr, v4: u8, v6: u8) -> IpNet {
    let address = address.to_canonical();
    let length = if address.is_ipv4() { v4 } else { v6 };
    // The lengths are fewer than the bits of an address. If they were not, everybody would be of one network.
    IpNet::new(address, length).map_or(IpNet::from(IpAddr::V6(Ipv6Addr::UNSPECIFIED)), |network| network.trunc())
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::{around, of};

    fn address(text: &str) -> IpAddr {
        text.parse().expect("it is an address")
    }

    #[test]
    fn neighbours_are_of_one_network_and_others_are_not() {
        for (one, other, same) in [
            ("192.0.2.1", "192.0.2.254", true),
            ("192.0.2.1", "192.0.3.1", false),
            ("192.0.2.1", "::ffff:192.0.2.9", true),
            ("2001:db8:0:100::1", "2001:db8:0:1ff::1", true),
            ("2001:db8:0:100::1", "2001:db8:0:200::1", false),
        ] {
            assert_eq!(of(address(one)) == of(address(other)), same, "{one} {other}");
        }
        assert_eq!(around(address("2001:db8:1::1")), around(address("2001:db8:2::1")));
        assert_ne!(around(address("2001:db8:1::1")), around(address("2001:db8:100::1")));
        assert_eq!((around(address("192.0.2.1")), around(address("::ffff:192.0.2.1"))), (None, None));
    }
}
