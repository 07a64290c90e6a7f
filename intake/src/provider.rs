//! Everybody who can vouch for a sender: identity providers, and in a demo the made-up people.

use std::sync::Arc;

use lakzegel_contract::ProblemType;
use lakzegel_crypto::manifest;

#[cfg(feature = "demo")]
use crate::demo::{self, Demo};
use crate::{
    login::{Exchanged, PendingLogin},
    openid::{OpenId, OpenIdError},
};

/// All providers that this intake is configured for.
pub type Providers = Arc<[Provider]>;

/// Who can vouch for a sender.
pub enum Provider {
    /// A provider of OpenID Connect.
    OpenId(Box<OpenId>),
    /// Made-up people, under a demo's origin only.
    #[cfg(feature = "demo")]
    Demo(Box<Demo>),
}

impl Provider {
    /// Its id, as in the manifest.
    pub fn id(&self) -> &str {
        match self {
            Self::OpenId(provider) => provider.id(),
            #[cfg(feature = "demo")]
            Self::Demo(demo) => demo.id(),
        }
    }

    /// The address to which the browser is sent to log in.
    ///
    /// # Errors
    ///
    /// [`OpenIdError`] if the provider cannot be reached.
    pub async fn authorisation(&self, entry: &manifest::Provider, pending: &PendingLogin) -> Result<String, OpenIdError> {
        match self {
            Self::OpenId(provider) => provider.authorisation(entry, pending).await,
            #[cfg(feature = "demo")]
            Self::Demo(_) => Ok(demo::authorisation(pending)),
        }
    }

    /// Gives the code back to the provider, and gets the token. Works once. `sent_by` is the `iss` of the return, `tolerance` the manifest's
    /// for clocks, in seconds.
    ///
    /// # Errors
    ///
    /// [`ProblemType::ProviderUnreachable`] or [`ProblemType::BadLogin`]; why is logged.
    pub async fn exchange(
        &self,
        entry: &manifest::Provider,
        pending: &PendingLogin,
        code: String,
        sent_by: Option<&str>,
        tolerance: u64,
    ) -> Result<Exchanged, ProblemType> {
        match self {
            Self::OpenId(provider) => provider.exchange(entry, pending, code, sent_by, tolerance).await.map_err(|error| {
                provider.tell(&error);
                match error {
                    OpenIdError::Unreachable(_) => ProblemType::ProviderUnreachable,
                    OpenIdError::Refused(_) => ProblemType::BadLogin,
                }
            }),
            #[cfg(feature = "demo")]
            Self::Demo(demo) => demo.exchange(&code, pending).map(Exchanged::Login),
        }
    }
}
