//! The state of a running intake. Each handler takes only the parts it needs, by axum's [`FromRef`].

use std::sync::Arc;

use axum::extract::FromRef;

use crate::{
    address::Addresses, client::Client, config::PublicUrl, journal::Journal, log::Log, login::LoginKey, manifest::Manifests,
    provider::Providers, rooms::Rooms, serve::Limits, store::Store, token::Token, tries::Tries, writer::Writer,
};

/// Defines [`App`], and for each of its fields how a handler takes that field alone.
macro_rules! app {
    ($($(#[$doc:meta])* $field:ident: $part:ty,)*) => {
        /// Everything that calls work with.
        #[derive(Clone)]
        pub struct App {
            $($(#[$doc])* pub $field: $part,)*
        }

        $(impl FromRef<App> for $part {
            fn from_ref(app: &App) -> Self {
                app.$field.clone()
            }
        })*
    };
}

app! {
    /// The database.
    store: Arc<Store>,
    /// The published log.
    log: Arc<Log>,
    /// The manifest in use.
    manifests: Arc<Manifests>,
    /// Who can vouch for a sender.
    providers: Providers,
    /// The keys that all intakes of a deployment share.
    login_key: Arc<LoginKey>,
    /// The client's files.
    client: Arc<Client>,
    /// Which address a client has.
    addresses: Addresses,
    /// How often visitor codes may be tried.
    tries: Arc<Tries>,
    /// The counts of what was asked.
    journal: Arc<Journal>,
    /// The way to the writer of envelopes.
    writer: Writer,
    /// What screening shows.
    token: Arc<Token>,
    /// How browsers reach this server.
    public_url: PublicUrl,
    /// The rooms of the kinds of calls.
    rooms: Arc<Rooms>,
    /// How much clients may ask.
    limits: Limits,
}
