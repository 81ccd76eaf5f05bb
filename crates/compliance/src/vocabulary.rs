//! The closed lists of words that rules and callers share. Spelled in text exactly as in `rules.yaml`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A word that is not in the list it was read for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is no {list}")]
pub struct UnknownWord {
    /// Name of the list, for example `scope`.
    pub list: &'static str,
    /// The word as given.
    pub word: String,
}

macro_rules! word_list {
    ($(#[$about:meta])* $name:ident as $list:literal { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every word of the list, in its order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word as it stands in the rules and in stored data.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownWord;

            fn from_str(word: &str) -> Result<Self, $crate::UnknownWord> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::UnknownWord { list: $list, word: word.to_owned() }),
                }
            }
        }
    };
}
pub(crate) use word_list;

word_list! {
    /// What a finding does to the workflow, from the mildest to the strictest.
    Severity as "severity" {
        /// Shown to the writer; never stops the workflow.
        Hint = "hint",
        /// Goes to a named reviewer before it can be approved.
        Review = "review",
        /// Refused until the text changes, or an approver overrides with a written reason.
        Block = "block",
    }
}

word_list! {
    /// Where a text is read, and so whose law applies. `GEN` applies always.
    Jurisdiction as "jurisdiction" {
        /// Taiwan.
        Tw = "TW",
        /// Hong Kong.
        Hk = "HK",
        /// Mainland China.
        Cn = "CN",
        /// Macau.
        Mo = "MO",
        /// People in the European Union.
        Eu = "EU",
        /// Whatever the jurisdiction.
        Gen = "GEN",
    }
}

word_list! {
    /// The licence of the advertiser.
    Licence as "licence" {
        /// Hospital or clinic holding a medical practice licence.
        MedicalInstitution = "medical-institution",
        /// Physiotherapy clinic.
        PtClinic = "pt-clinic",
        /// Occupational therapy clinic.
        OtClinic = "ot-clinic",
        /// Speech therapy clinic.
        SltClinic = "slt-clinic",
        /// Long-term-care unit.
        Ltc = "ltc",
        /// Not a licensed provider.
        None = "none",
        /// Not configured yet: every rule runs, every finding asks for a review.
        Unset = "unset",
    }
}

word_list! {
    /// The kind of a text.
    Scope as "scope" {
        /// Paid advertisement in any medium.
        Ad = "ad",
        /// Own social-media post.
        Social = "social",
        /// Page of the own website other than an education article.
        Web = "web",
        /// The home page as a whole.
        WebsiteHome = "website-home",
        /// E-mail, SMS or chat message to contacts.
        Message = "message",
        /// Poster, leaflet, signboard, brochure.
        Print = "print",
        /// Press release.
        Press = "press",
        /// Event notice or invitation.
        Event = "event",
        /// Health-education article, in any channel.
        Education = "education",
        /// Public reply to a comment or review.
        Reply = "reply",
        /// Form that collects personal data.
        Form = "form",
        /// Copy for a food or supplement.
        ProductFood = "product-food",
        /// Copy for a cosmetic.
        ProductCosmetic = "product-cosmetic",
        /// Copy for a device or aid.
        ProductDevice = "product-device",
        /// Copy for a drug.
        ProductDrug = "product-drug",
        /// Any goods copy.
        Product = "product",
        /// Note that may reach a customer record.
        InternalNote = "internal-note",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back_and_serialises_as_it_is_spelled() {
        for scope in Scope::ALL {
            assert_eq!(scope.to_string().parse(), Ok(*scope));
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.as_str());
        }
        for licence in Licence::ALL {
            assert_eq!(serde_json::to_value(licence).unwrap(), licence.as_str());
        }
        assert_eq!("TW".parse(), Ok(Jurisdiction::Tw));
        assert!("tw".parse::<Jurisdiction>().is_err());
        assert!(Severity::Hint < Severity::Review && Severity::Review < Severity::Block);
    }
}
