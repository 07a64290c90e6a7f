//! An enum and the list of its variants, written once: nobody can add a variant and forget the list.

/// Makes the enum, and `ALL` with every variant in the order in which they stand.
macro_rules! listed {
    ($(#[$about:meta])* pub enum $name:ident { $($(#[$meaning:meta])* $variant:ident,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$meaning])* $variant,)*
        }

        impl $name {
            /// Every one, in the order in which they stand.
            pub const ALL: [Self; [$(Self::$variant),*].len()] = [$(Self::$variant),*];
        }
    };
}

pub(crate) use listed;
